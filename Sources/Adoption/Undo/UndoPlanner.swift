package import Documents
package import KubernetesClient
package import Shared

/// What undoing an adoption will do, as a value.
package struct UndoPlan: Sendable {
    /// One object of the undo file.
    package struct Row: Sendable {
        package var identity: ResourceIdentity
        /// What is found and done, for people.
        package var text: String
        package var change: MarkChange?
        /// Why it can't be restored; nil when it can, or is as it was.
        package var refusal: String?
    }

    package var release: Ownership
    package var rows: [Row]

    package var changes: [MarkChange] { rows.compactMap(\.change) }

    /// The error that names every object which can't be restored; nil when all can.
    package var error: AdoptionError? {
        let faults = rows.compactMap { row in
            row.refusal.map { "\(row.identity.kind)/\(row.identity.name): \($0)" }
        }
        guard !faults.isEmpty else { return nil }
        return AdoptionError(.undo, faults.joined(separator: "\n"), advice: ["Nothing was changed."])
    }
}

/// Says what becomes of each object of an undo file.
package struct UndoPlanner {
    private let document: UndoDocument

    package init(_ document: UndoDocument) { self.document = document }

    /// Refuses to go back behind a revision that was made since.
    ///
    /// - Parameters:
    ///   - newest: the release's newest revision; 0 for none.
    ///   - deployed: when that was deployed, as its record says.
    package func refuseLater(_ newest: Int, deployed: String?) throws(AdoptionError) {
        if newest == 0 || (newest == document.revision && deployed == document.deployed) { return }
        let release = document.release
        let since = document.revision == 0 ? "when it had none" : "at revision \(document.revision)"
        throw AdoptionError(
            .undo,
            "release \"\(release.releaseName)\" in namespace \"\(release.releaseNamespace)\" is at revision \(newest); "
                + "the adoption was made \(since), and can't be undone any more",
            advice: ["The objects are part of what was deployed since. Nothing was changed."])
    }

    /// The plan, from the metadata of the live objects.
    package func plan(
        live: [ResourceIdentity: Value], types: [ResourceIdentity: ResourceType]
    ) -> UndoPlan {
        UndoPlan(
            release: document.release,
            rows: document.entries.map { row($0, live[$0.identity], types[$0.identity]) })
    }

    /// The objects that the other release lists again once its record is taken back, and that this undo leaves with the
    /// release that adopted them.
    ///
    /// - Parameter live: the metadata of what its journal names.
    package func staying(_ journal: HandOverJournal, live: [ResourceIdentity: Value]) -> [ResourceIdentity] {
        let restored = Set(document.entries.map(\.identity.object))
        return journal.objects.filter { object in
            !restored.contains(object.object) && live[object].flatMap { Ownership(of: $0) } == document.release
        }
    }

    private func row(_ entry: UndoDocument.Entry, _ live: Value?, _ type: ResourceType?) -> UndoPlan.Row {
        var row = UndoPlan.Row(identity: entry.identity, text: "restored")
        guard let type, let live else {
            row.text = "gone"
            return row
        }
        guard live["metadata"]?["uid"]?.string == entry.uid else {
            row.text = "another object of this name: it stays as it is"
            return row
        }
        let now = OwnerMarks(of: live)
        let isAsBefore = entry.former.allSatisfy { now.values[$0.key] == $0.value }
        if isAsBefore {
            row.text = "as it was already"
            return row
        }
        let isAsAdopted = entry.former.keys.allSatisfy { now.values[$0] == document.release.marks.values[$0] }
        guard isAsAdopted else {
            row.text = "changed since"
            row.refusal = "its marks were changed since it was adopted"
            return row
        }
        let wanted = WantedObject(
            type: type, namespace: entry.identity.namespace, name: entry.identity.name, isNamed: true)
        var before = now
        for (key, value) in entry.former { before.values[key] = value }
        var change = AdoptionPlanner.change(wanted, live, to: before)
        if let keys = change?.wanted { change?.emptied = Self.emptied(live, taking: keys) }
        row.change = change
        return row
    }

    /// The members of `metadata` that only hold what is taken away: they weren't there before.
    private static func emptied(_ live: Value, taking wanted: [OwnerMarks.Key: String?]) -> Set<String> {
        Set(["labels", "annotations"]).filter { member in
            let taken = wanted.filter { $0.key.member == member && $0.value == nil }.map(\.key.key)
            let there = live["metadata"]?[member]?.object ?? Object()
            return !taken.isEmpty && there.allSatisfy { taken.contains($0.key) }
        }
    }
}

internal import Deployment
package import Documents
package import KubernetesClient
package import Shared

/// What an adoption will do, as a value.
package struct AdoptionPlan: Sendable {
    /// One wanted object.
    package struct Row: Sendable {
        package var wanted: WantedObject
        package var standing: Standing
        /// What is written; nil when nothing is.
        package var change: MarkChange?
        /// Why it can't be taken; nil when it can, or need not.
        package var refusal: Refusal?
        /// What people should know about taking it.
        package var remark: String?
    }

    /// Why an object isn't taken, and how it would be.
    package struct Refusal: Hashable, Sendable {
        package var reason: String
        package var wayOut: String?
    }

    package var release: Ownership
    package var rows: [Row]
    /// What becomes of another release's record.
    package var handOver: HandOver?

    package var changes: [MarkChange] { rows.compactMap(\.change) }

    /// Nothing is written at all.
    package var isEmpty: Bool { changes.isEmpty && handOver?.next == nil }

    /// The error that names every object which can't be taken; nil when all can.
    package var error: AdoptionError? {
        let refused = rows.filter { $0.refusal != nil }
        guard !refused.isEmpty else { return nil }
        let faults = refused.map { row in
            "\(row.wanted.identity.title(releaseNamespace: release.releaseNamespace)): \(row.refusal?.reason ?? "")"
        }
        var ways: [String] = []
        for way in refused.compactMap(\.refusal?.wayOut) where !ways.contains(way) { ways.append(way) }
        return AdoptionError(
            .refused, faults.joined(separator: "\n"), advice: ["Nothing was changed."] + ways)
    }
}

/// A change of one object's marks.
package struct MarkChange: Hashable, Sendable {
    package var identity: ResourceIdentity
    package var reference: ObjectReference
    package var uid: String
    package var resourceVersion: String
    /// What the object's metadata says apart from versions and what its status' writers leave.
    package var fingerprint: Value
    /// The keys to write, with what was there; nil where nothing was.
    package var former: [OwnerMarks.Key: String?]
    /// What they become; nil takes a key away.
    package var wanted: [OwnerMarks.Key: String?]
    /// Members of `metadata` that have nothing in them once the keys are taken away.
    package var emptied: Set<String> = []

    /// The JSON merge patch: metadata alone, for exactly this object at this version.
    package var patch: Value {
        var metadata = OwnerMarks.patch(wanted, uid: uid, resourceVersion: resourceVersion)
        for member in emptied { metadata[member] = .some(.null) }
        return ["metadata": .object(metadata)]
    }
}

extension AdoptionPlan {
    /// Refuses to run if this plan, made once more, isn't the one that was shown.
    ///
    /// - Throws: `changed`, with everything that is otherwise.
    package func refuseDifference(from shown: AdoptionPlan) throws(AdoptionError) {
        let now = Dictionary(rows.map { ($0.wanted.identity.object, $0) }, uniquingKeysWith: { first, _ in first })
        let before = Dictionary(
            shown.rows.map { ($0.wanted.identity.object, $0) }, uniquingKeysWith: { first, _ in first })
        var faults: [String] = []
        for row in shown.rows {
            guard let fault = Self.difference(row, now[row.wanted.identity.object]) else { continue }
            faults.append("\(row.wanted.identity.title(releaseNamespace: release.releaseNamespace)): \(fault)")
        }
        for row in rows where before[row.wanted.identity.object] == nil {
            faults.append("\(row.wanted.identity.title(releaseNamespace: release.releaseNamespace)): it is new")
        }
        let records = [self, shown].map { [$0.handOver?.newest?.version, $0.handOver?.next?.version] }
        if records[0] != records[1] { faults.append("the release that hands over has another revision") }
        guard faults.isEmpty else {
            throw AdoptionError(
                .changed, "the plan that was shown doesn't hold any more\n" + faults.joined(separator: "\n"),
                advice: ["Nothing was changed. Run it again."])
        }
    }

    private static func difference(_ shown: Row, _ now: Row?) -> String? {
        guard let now else { return "it isn't selected any more" }
        if now.standing == .absent, shown.standing != .absent { return "it is gone" }
        if shown.change != nil, now.change != nil, shown.change?.uid != now.change?.uid {
            return "another object took its place"
        }
        if shown.standing != now.standing { return "it was \(shown.standing) and is \(now.standing)" }
        if shown.change?.fingerprint != now.change?.fingerprint { return "it was changed" }
        return nil
    }
}

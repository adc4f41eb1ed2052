package import Documents
package import Shared

/// What a deploy notes in its record while it runs; a record that has it still is that of a killed deploy.
///
/// Helm drops the note when it writes the record, and with it what it says: hooks run again then.
package struct DeployJournal: Hashable, Codable, Sendable {
    /// The record's member.
    package static let key = "kubectl_werf_deploy"

    package var kind: DeployKind
    /// The stages whose hooks have all succeeded.
    package var completed: Set<Stage>

    package init(kind: DeployKind, completed: Set<Stage> = []) {
        self.kind = kind
        self.completed = completed
    }

    /// The journal that a record holds.
    package init?(of release: Release) {
        guard let value = release[extra: Self.key], let kind = value["kind"]?.string.flatMap(DeployKind.init) else {
            return nil
        }
        let names = (value["completed"]?.array ?? []).compactMap(\.string)
        self.init(kind: kind, completed: Set(names.compactMap(Stage.init(name:))))
    }

    package var value: Value {
        ["kind": .string(kind.rawValue), "completed": .array(completed.sorted().map { .string($0.name) })]
    }
}

extension DeployJournal {
    /// The journal with which a deploy begins: a killed deploy of the very same render is gone on with.
    ///
    /// - Parameters:
    ///   - next: the record of the deploy to begin; it gets what its hooks' last runs came to.
    ///   - newest: the newest record there is.
    package static func begin(_ kind: DeployKind, _ next: inout Release, after newest: Release?) -> DeployJournal {
        var journal = DeployJournal(kind: kind)
        if let newest, let killed = DeployJournal(of: newest), killed.kind == kind, next.isRenderedLike(newest) {
            journal.completed = killed.completed
            for index in next.hooks.indices where !killed.completed.isEmpty {
                next.hooks[index].lastRun = newest.hooks[index].lastRun
            }
        }
        next[extra: key] = journal.value
        return journal
    }
}

extension DeployJournal {
    /// The journal of a deploy that changes the record it finds: an uninstall goes on where a killed one stopped.
    package static func begun(_ kind: DeployKind, in newest: Release) -> DeployJournal {
        guard let killed = DeployJournal(of: newest), killed.kind == kind else { return DeployJournal(kind: kind) }
        return killed
    }
}

extension Release {
    /// Both came out of templates and values with the same result.
    fileprivate func isRenderedLike(_ other: Release) -> Bool {
        guard manifest.utf8.elementsEqual(other.manifest.utf8), hooks.count == other.hooks.count,
            config == other.config
        else { return false }
        return zip(hooks, other.hooks).allSatisfy { one, other in
            one.path == other.path && one.manifest.utf8.elementsEqual(other.manifest.utf8)
                && one.events == other.events && one.weight == other.weight
                // Helm fills in its default when it runs a hook.
                && one.deletePolicies.filter { $0 != "before-hook-creation" }
                    == other.deletePolicies.filter { $0 != "before-hook-creation" }
        }
    }
}

internal import HelmTwo
internal import PluginKit
internal import Shared
internal import TillerRecords

/// The words for what stands in a migration's way, and for what doesn't.
enum MigrationWording {
    static func text(of blocker: MigrationBlocker) -> String {
        switch blocker {
        case .invalidName(let name):
            "Helm 3 takes no name like \"\(name)\" (lower case letters, digits, dashes and dots): name another with "
                + "--target-release"
        case .foreignHistory(let revisions):
            "Helm 3 has a history of its own under this name (revisions \(Wording.ranges(revisions))): name another "
                + "with --target-release; uninstall that release only if its objects may go"
        case .goneOn(let revisions):
            "Helm 2 has gone on since the migration (revisions \(Wording.ranges(revisions))): take the migration back "
                + "with --undo, then migrate"
        case .storedElsewhere(let error): ErrorWording.sentence(of: error)
        case .rival(let place):
            "\(place.title) hold a release of the same name and namespace: delete the records of the one that is out of "
                + "use"
        case .unreadableRival(let place):
            "\(place.title) hold a release of the same name whose newest record can't be read, so it may be of this "
                + "namespace too: delete its records if they are out of use"
        case .notHere(let namespace):
            "it is in another namespace than \"\(namespace)\": ask for it there, or move it with --target-namespace "
                + namespace
        case .sameTarget(let other): "\"\(other)\" would get the same name"
        case .otherNamespace(let namespace, let objects):
            "its objects are in namespace \"\(namespace)\", where the manifest's silence puts "
                + (objects.first.map { "\($0.kind)/\($0.name)" } ?? "them")
                + (objects.count > 1 ? " and \(objects.count - 1) more" : "")
                + ": a release of Helm 3 is in its objects' namespace"
        case .owned(let object, let owner):
            "\(title(object)) belongs to release \"\(owner.name)\" in namespace \"\(owner.namespace)\": hand it over "
                + "first with kubectl werf-adopt, or take it out of that release"
        case .managed(let object, let manager):
            "\(title(object)) is managed by \(manager), which would go on changing it: take it out of there first"
        case .damaged(let entry, let reason, let isNewest): damaged(entry, reason, isNewest)
        case .tooLarge(let entry, let bytes, let limit, let parts):
            "revision \(entry.revision) is too large for Helm 3: \(bytes) bytes, \(limit) is the most; its largest "
                + "parts are " + parts.prefix(10).map { "\($0.name) (\($0.bytes))" }.joined(separator: ", ")
                + "; leave it out with --release-versions-max"
        case .underWay(let entry):
            "revision \(entry.revision) is \(entry.status) since less than --pending-grace: Tiller may be at work on it"
        case .foreignJournal(let journal):
            "a migration of \"\(journal.formerName)\" from namespace \"\(journal.place.namespace)\" has left its "
                + "journal \(MigrationJournal.objectName(of: journal.target.name)): finish it or take it back with --undo"
        case .refused(let words): words
        }
    }

    private static func damaged(_ entry: TillerEntry, _ reason: String, _ isNewest: Bool) -> String {
        "revision \(entry.revision) (\(entry.title)) is damaged: \(reason); "
            + (isNewest
                ? "it is the newest, so nobody knows what the release consists of: delete the record to go on from "
                    + "the one before"
                : "leave it out with --skip-damaged")
    }

    static func text(of warning: MigrationWarning) -> String {
        switch warning {
        case .removedVersion(let object):
            "\(title(object)): the server no longer has \(object.apiVersion) \(object.kind); the next converge stores "
                + "what the chart says by then"
        case .absent(let object): "\(title(object)) isn't in the cluster"
        case .reserved(let object, let reason): "\(title(object)) isn't marked: \(reason)"
        case .dropped(let revision, let parts):
            "revision \(revision) would be too large: left out of it \(parts.joined(separator: ", "))"
        case .crdHooks(let hooks):
            "Helm 3 never runs crd-install hooks: \(hooks.joined(separator: ", "))"
        case .pending(let revision, let status):
            "revision \(revision) was left \(status): Helm 3 upgrades only after a rollback; converge settles it"
        case .damaged(let entry, let reason): "\(entry.title) can't be read and is left out: \(reason)"
        case .older(let count): "\(Wording.count(count, "older revision")) stay behind"
        case .untried(let reason): "not tried beforehand: \(reason)"
        case .homeless(let namespace):
            "it is deleted, and namespace \"\(namespace)\" is gone: left out. Make the namespace to bring it over"
        case .altered(let revisions):
            "Helm 3 has \(revisions.count == 1 ? "revision" : "revisions") \(Wording.ranges(revisions)) otherwise than "
                + "Helm 2's records say: the records stay, also with --delete-v2-releases"
        }
    }

    private static func title(_ object: ResourceIdentity) -> String {
        "\(object.kind)/\(object.name)" + (object.namespace.isEmpty ? "" : " in namespace \"\(object.namespace)\"")
    }
}

/// A migration that something stands in the way of.
struct BlockedMigration: ExplainedError {
    let blocked: [MigrationPlan]
    let count: Int

    var explanation: String {
        count == 1
            ? "release \"\(blocked.first?.name ?? "")\" can't be migrated as it is; nothing was written"
            : "\(blocked.count) of \(count) releases can't be migrated as they are; nothing was written"
    }

    var advice: [String] {
        blocked.flatMap { plan in plan.blockers.map { "\(plan.name): \(MigrationWording.text(of: $0))" } }
    }
}

/// Helm 2 doesn't have the release, at least not here.
struct MissingRelease: ExplainedError {
    let name: String
    let namespace: String
    let elsewhere: [TillerPlace]

    var explanation: String { "Helm 2 has no release \"\(name)\" in namespace \"\(namespace)\"" }

    var advice: [String] {
        elsewhere.map { place in
            "There is one in \(place.driver.plural) of namespace \"\(place.namespace)\": "
                + "--tiller-namespace \(place.namespace)"
        }
    }
}

extension MigrationError: ExplainedError {
    package var explanation: String {
        switch self {
        case .outdated(let release, _): "release \"\(release)\" has changed since it was looked at"
        case .differs(let release, let revision):
            "revision \(revision) of release \"\(release)\", read back, isn't what was to be stored"
        case .objectChanged(let release, let object, _):
            "release \"\(release)\": \(object) has changed hands or was made anew since it was looked at"
        case .tooManyObjects(let release, let count):
            "release \"\(release)\" has \(count) objects: more than a migration's journal can hold"
        case .unreadable(let entry, let reason): "\(entry.title) can't be read any more: \(reason)"
        case .nothingToUndo(let release): "no migration of release \"\(release)\" can be taken back: it has no journal"
        case .severalMigrations(let release, let targets):
            "release \"\(release)\" was migrated more than once: to "
                + targets.map { "\"\($0.name)\" in namespace \"\($0.namespace)\"" }.joined(separator: " and to ")
        case .movedOn(let release, let revisions):
            "the migration of release \"\(release)\" can't be taken back: Helm 3 has gone on since, with revisions "
                + Wording.ranges(revisions)
        case .recordsGone(let release):
            "the migration of release \"\(release)\" can't be taken back: Helm 2's records are deleted, and Helm 3's "
                + "are the only ones"
        }
    }

    package var advice: [String] {
        switch self {
        case .outdated(_, isBegun: false), .objectChanged(_, _, isBegun: false):
            ["Nothing was written: run it again to see what it would do now."]
        case .outdated, .objectChanged, .differs:
            ["What is written stays: run it again to go on, or --undo to go back."]
        case .severalMigrations: ["Say which one is meant with --target-release or --target-namespace."]
        default: []
        }
    }
}

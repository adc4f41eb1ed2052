internal import DeployCommands
package import Deployment
internal import Documents
internal import GoTime
internal import PluginKit
internal import Shared

/// A plan that is kept, to be run later as it was shown, or not at all.
///
/// It holds the rendered chart, so that running it renders nothing anew. Each member and all below it are written by
/// their `Codable` conformances: what is added to them is kept too.
package struct SavedPlan: Codable, Sendable {
    /// The revision on which the plan was made.
    struct Newest: Hashable, Codable, Sendable {
        var revision: Int
        var uid: String
        var status: ReleaseStatus
    }

    /// The version of the program that made it.
    let program: String
    /// When it was made.
    let made: Moment
    let storage: StoragePlace
    let createsNamespace: Bool
    /// Nil when there was no revision.
    let newest: Newest?
    package let request: Deployer.Request
    /// The record of the revision to make.
    let record: SavedRecord
    package let overview: PlanOverview
}

extension SavedPlan {
    package init(_ prepared: PreparedDeploy, _ overview: PlanOverview) {
        self.init(
            program: PluginMain.version, made: Moment(time: .now()),
            storage: prepared.release.storage.place,
            createsNamespace: prepared.running.createsNamespace,
            newest: prepared.past.situation.history.last.map(Newest.init), request: prepared.request,
            record: SavedRecord(release: prepared.record), overview: overview)
    }

    /// What contradicts itself in it; nil for what this program has written.
    package var fault: String? {
        let (target, release) = (request.target, record.release)
        let places = [target.namespace, storage.namespace]
        guard ReleaseName.isValid(target.name), places.allSatisfy({ ReleaseName.isNamespace($0) }) else {
            return "it names no release"
        }
        guard overview.target == target, release.name == target.name, release.namespace == target.namespace,
            release.version == target.revision
        else { return "its parts are of different releases" }
        guard target.revision > 0, [.install, .upgrade].contains(target.kind), request.options.historyLimit >= 0 else {
            return "it asks for what no converge does"
        }
        return nil
    }
}

extension SavedPlan.Newest {
    fileprivate init(_ entry: RevisionEntry) {
        self.init(revision: entry.revision, uid: entry.uid, status: entry.status)
    }
}

/// A time in RFC 3339.
struct Moment: Codable, Sendable {
    var time: GoTime

    init(time: GoTime) { self.time = time }

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        do {
            time = try GoTime.parseRFC3339Nano(text)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(text) is no time"))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(time.rfc3339Nano)
    }
}

/// A release with all that its storage takes: the record's document, and the labels, which lie beside it.
struct SavedRecord: Codable, Sendable {
    let release: Release

    private enum Key: String, CodingKey { case document, labels }

    init(release: Release) { self.release = release }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        let document = try members.decode(Value.self, forKey: .document)
        do {
            var release = try ReleaseCodec.read(JSON.write(document))
            release.labels = try members.decode([String: String].self, forKey: .labels)
            self.release = release
        } catch let error as RecordError {
            throw DecodingError.dataCorrupted(
                .init(codingPath: members.codingPath, debugDescription: error.message))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        try members.encode(try JSON.read(ReleaseCodec.document(of: release)), forKey: .document)
        try members.encode(release.labels, forKey: .labels)
    }
}

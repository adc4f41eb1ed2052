internal import DeployCommands
internal import Documents
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// Makes runs on releases as the command line asks for them.
struct RunFactory {
    private let command: AdoptCommand
    private let client: KubernetesClient
    private let environment: PluginEnvironment

    init(_ command: AdoptCommand, _ client: KubernetesClient, _ environment: PluginEnvironment) throws {
        self.command = command
        self.client = client
        self.environment = environment
    }

    /// The runs on the release that adopts and on the one that hands over.
    func runs(_ release: Ownership, _ other: Ownership?, isDryRun: Bool) throws -> Runs {
        Runs(own: try run(release, isDryRun), other: try other.map { try run($0, isDryRun) })
    }

    /// The runs on releases whose records are known to be in certain places.
    func runs(
        _ release: Ownership, _ storage: ReleaseStorage, _ other: (Ownership, ReleaseStorage)?, isDryRun: Bool
    ) throws -> Runs {
        Runs(
            own: try run(release, storage, isDryRun), other: try other.map { try run($0.0, $0.1, isDryRun) })
    }

    private func run(_ release: Ownership, _ isDryRun: Bool) throws -> ReleaseRun {
        let storage = try command.shared.storage.storage(client, namespace: release.releaseNamespace, environment)
        return try run(release, storage, isDryRun)
    }

    private func run(_ release: Ownership, _ storage: ReleaseStorage, _ isDryRun: Bool) throws -> ReleaseRun {
        ReleaseRun(
            client: client, storage: storage, release: release.releaseName, namespace: release.releaseNamespace,
            isDryRun: isDryRun, wait: try command.shared.waiting.wait(environment),
            grace: try command.shared.waiting.grace(environment))
    }
}

/// Whether this user may write records.
struct RecordRights {
    private static let reviews = ResourceType(
        group: "authorization.k8s.io", version: "v1", plural: "selfsubjectaccessreviews",
        kind: "SelfSubjectAccessReview", isNamespaced: false)

    private let client: KubernetesClient

    init(_ client: KubernetesClient) { self.client = client }

    /// Throws an error that names each verb and resource which is missing.
    func check(_ storage: ReleaseStorage, verbs: [String] = ["create", "update"]) async throws {
        var missing: [String] = []
        for verb in verbs where try await !isAllowed(verb, storage) { missing.append(verb) }
        guard !missing.isEmpty else { return }
        throw MissingRights(verbs: missing, resource: storage.driver.plural, namespace: storage.namespace)
    }

    private func isAllowed(_ verb: String, _ storage: ReleaseStorage) async throws -> Bool {
        let attributes: Value = [
            "namespace": .string(storage.namespace), "verb": .string(verb), "group": "",
            "resource": .string(storage.driver.plural),
        ]
        let review: Value = [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": ["resourceAttributes": attributes],
        ]
        let answer = try await client.create(review, type: Self.reviews, namespace: nil)
        return answer[path: ["status", "allowed"]]?.bool ?? false
    }
}

/// Rights to a release's records that this user doesn't have.
struct MissingRights: ExplainedError {
    let verbs: [String]
    let resource: String
    let namespace: String

    var explanation: String {
        "the record of the release can't be changed: this user can't \(verbs.joined(separator: " or ")) \(resource) in "
            + "namespace \"\(namespace)\""
    }
    var advice: [String] { ["Nothing was changed."] }
}

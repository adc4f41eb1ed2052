internal import KubernetesClient
internal import Shared

/// Creates a namespace when a write finds it missing, once, and lets the write try again.
actor MissingNamespaces {
    private let cluster: any ClusterAccess
    private let creatable: Set<String>
    private let report: @Sendable (ProgressEvent) -> Void
    private var creations: [String: Task<Void, any Error>] = [:]

    init(cluster: any ClusterAccess, creatable: Set<String>, report: @escaping @Sendable (ProgressEvent) -> Void) {
        self.cluster = cluster
        self.creatable = creatable
        self.report = report
    }

    /// Does `write`; should its namespace be missing, creates that and does it once more.
    nonisolated func retrying(_ write: @Sendable () async throws -> Void) async throws {
        do {
            try await write()
        } catch {
            guard let name = Self.missingNamespace(error), creatable.contains(name) else { throw error }
            try await create(name)
            try await write()
        }
    }

    private func create(_ name: String) async throws {
        if let running = creations[name] { return try await running.value }
        let creation = Task { [cluster, report] in
            try await cluster.createNamespace(name)
            report(.namespaceCreated(name))
        }
        creations[name] = creation
        try await creation.value
    }

    /// The namespace that an error says is missing.
    static func missingNamespace(_ error: any Error) -> String? {
        if case .server(_, let cause)? = error as? StorageError { return missingNamespace(cause) }
        guard let error = error as? ClientError, error.isNotFound, let details = error.status?.details,
            details.kind == "namespaces"
        else { return nil }
        return details.name
    }
}

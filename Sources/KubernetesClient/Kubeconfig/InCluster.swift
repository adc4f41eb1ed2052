/// The configuration that a pod finds around itself.
struct InCluster: Hashable, Sendable {
    let host: String
    let port: String
    private let podNamespace: String?
    private let folder: String

    /// Where Kubernetes puts a pod's service account.
    static let accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// Nil outside a pod.
    init?(_ environment: [String: String], folder: String = accountFolder) {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty,
            FileSystem.exists("\(folder)/token"), !FileSystem.isFolder("\(folder)/token")
        else { return nil }
        self.host = host
        self.port = port
        self.folder = folder
        podNamespace = environment["POD_NAMESPACE"]
    }

    func configuration(
        _ overrides: ConfigurationOverrides, _ environment: [String: String]
    ) throws(ConfigurationError) -> ClientConfiguration {
        var choice = ConfigurationChoice()
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        choice.cluster.server = "https://\(name):\(port)"
        choice.cluster.authorityPath = FileSystem.exists("\(folder)/ca.crt") ? "\(folder)/ca.crt" : ""
        choice.user.tokenPath = "\(folder)/token"
        choice.context.namespace = namespace
        choice.apply(overrides)
        return try choice.configuration(overrides, environment)
    }

    private var namespace: String {
        if let podNamespace, !podNamespace.isEmpty { return podNamespace }
        let bytes = (try? FileSystem.read("\(folder)/namespace")) ?? []
        return String(decoding: bytes, as: UTF8.self).trimmedOfSpace
    }
}

internal import Documents

extension ClientConfiguration {
    /// Finds, merges and checks the configuration.
    ///
    /// - Parameters:
    ///   - overrides: what the command line says.
    ///   - environment: the process environment (`KUBECONFIG`, `HOME`, proxies, in-cluster variables).
    package static func load(
        _ overrides: ConfigurationOverrides,
        environment: [String: String]
    ) throws(ConfigurationError) -> ClientConfiguration {
        try load(overrides, environment, accountFolder: InCluster.accountFolder)
    }

    /// - Parameter accountFolder: where a pod finds its service account.
    static func load(
        _ overrides: ConfigurationOverrides, _ environment: [String: String], accountFolder: String
    ) throws(ConfigurationError) -> ClientConfiguration {
        let kubeconfig = try read(overrides, environment)
        if choosesNothing(kubeconfig, overrides), let inside = InCluster(environment, folder: accountFolder) {
            return try inside.configuration(overrides, environment)
        }
        var choice = try ConfigurationChoice(kubeconfig, overrides)
        choice.apply(overrides)
        return try choice.configuration(overrides, environment)
    }

    /// Neither a file nor a flag says which cluster is meant: files may hold entries, but none is the current one.
    private static func choosesNothing(_ kubeconfig: Kubeconfig, _ overrides: ConfigurationOverrides) -> Bool {
        let isNamed = { (text: String?) in !(text ?? "").isEmpty }
        if isNamed(overrides.context) || isNamed(kubeconfig.currentContext) { return false }
        if kubeconfig.isEmpty { return true }
        return ![overrides.cluster, overrides.user, overrides.server].contains(where: isNamed)
    }

    private static func read(
        _ overrides: ConfigurationOverrides, _ environment: [String: String]
    ) throws(ConfigurationError) -> Kubeconfig {
        guard let text = overrides.kubeconfigBase64, !text.isEmpty else {
            return try KubeconfigFiles(overrides, environment: environment).read()
        }
        guard let bytes = try? Base64.decode(Array(text.utf8)) else {
            throw ConfigurationError("the kubeconfig given as text isn't base64")
        }
        return try Kubeconfig(bytes, folder: ".", name: "base64")
    }

    /// What flags and environment say about every configuration, wherever it comes from.
    mutating func finish(_ overrides: ConfigurationOverrides, _ environment: [String: String])
        throws(ConfigurationError)
    {
        self.environment = environment
        if let places = overrides.maximumRequestsInFlight { maximumRequestsInFlight = max(places, 1) }
        if let agent = overrides.userAgent { userAgent = agent }
        if let text = overrides.requestTimeout {
            guard let milliseconds = RequestTimeout.milliseconds(text) else {
                throw ConfigurationError(
                    "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a "
                        + "corresponding time unit (e.g. 1s | 2m | 3h)")
            }
            requestTimeoutMilliseconds = milliseconds > 0 ? milliseconds : nil
            // Who names a time, or none, means it.
            longestSilenceSeconds = nil
        }
        if tls.authorities == nil, let file = environment["SSL_CERT_FILE"], !file.isEmpty {
            tls.systemAuthorities = file
        }
        cacheDirectory = Self.cacheDirectory(overrides, environment)
        if proxy.isEmpty { proxy = ProxySelection(environment).proxy(for: url) }
        // On one machine compression costs the server more than the wire.
        if url.isLoopback { acceptsGzip = false }
    }

    private static func cacheDirectory(_ overrides: ConfigurationOverrides, _ environment: [String: String]) -> String?
    {
        for folder in [overrides.cacheDirectory, environment["KUBECACHEDIR"]] {
            if let folder, !folder.isEmpty { return folder }
        }
        return environment["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.kube/cache" }
    }
}

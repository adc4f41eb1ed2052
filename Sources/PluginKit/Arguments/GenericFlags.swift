package import ArgumentParser
package import KubernetesClient

/// kubectl's flags for reaching a cluster, with Helm's and werf's spellings of them.
package struct GenericFlags: ParsableArguments {
    @Option(
        name: [.customShort("n", allowingJoined: true), .long], parsing: .unconditional,
        help: "The release's namespace.")
    package var namespace: String?
    @Option(name: [.long, .customLong("kube-config")], parsing: .unconditional, help: "The kubeconfig file.")
    package var kubeconfig: String?
    @Option(parsing: .unconditional, help: "A whole kubeconfig in base64.")
    package var kubeConfigBase64: String?
    @Option(
        name: [.long, .customLong("kube-context")], parsing: .unconditional, help: "The context of the kubeconfig.")
    package var context: String?
    @Option(parsing: .unconditional, help: "The cluster of the kubeconfig.")
    package var cluster: String?
    @Option(parsing: .unconditional, help: "The user of the kubeconfig.")
    package var user: String?
    @Option(
        name: [
            .customShort("s", allowingJoined: true), .long, .customLong("kube-apiserver"),
            .customLong("kube-api-server"),
        ],
        parsing: .unconditional, help: "The API server's address.")
    package var server: String?
    @Option(name: [.long, .customLong("kube-token")], parsing: .unconditional, help: "The bearer token.")
    package var token: String?
    @Option(parsing: .unconditional, help: .hidden)
    package var username: String?
    @Option(parsing: .unconditional, help: .hidden)
    package var password: String?
    @Option(
        name: [.long, .customLong("kube-as-user")], parsing: .unconditional, help: "The user to act as.")
    package var `as`: String?
    @Option(
        name: [.long, .customLong("kube-as-group")], parsing: .unconditionalSingleValue,
        help: "A group to act as; may be repeated.")
    package var asGroup: [String] = []
    @Option(parsing: .unconditional, help: "The UID to act as.")
    package var asUid: String?
    @Option(parsing: .unconditionalSingleValue, help: .hidden)
    package var asUserExtra: [String] = []
    @Option(
        name: [.long, .customLong("kube-ca-file"), .customLong("kube-ca-path")], parsing: .unconditional,
        help: "The file of the certificate authority.")
    package var certificateAuthority: String?
    @Option(parsing: .unconditional, help: "The file of the client certificate.")
    package var clientCertificate: String?
    @Option(parsing: .unconditional, help: "The file of the client key.")
    package var clientKey: String?
    @Flag(
        name: [.long, .customLong("kube-insecure-skip-tls-verify")],
        help: "Don't check the server's certificate.")
    package var insecureSkipTlsVerify = false
    @Option(
        name: [.long, .customLong("kube-tls-server-name")], parsing: .unconditional,
        help: "The name in the server's certificate.")
    package var tlsServerName: String?
    @Option(parsing: .unconditional, help: "The proxy's URL.")
    package var proxyUrl: String?
    @Option(parsing: .unconditional, help: "How long one request may take, such as 30s; 0 for ever.")
    package var requestTimeout: String?
    @Option(parsing: .unconditional, help: "Where discovery is cached.")
    package var cacheDir: String?
    @Flag(help: .hidden)
    package var disableCompression = false
    @Flag(help: "Fail when the server warns of something.")
    package var warningsAsErrors = false
    @Option(
        name: [.long, .customLong("log-color-mode")], parsing: .unconditional,
        help: "When to colour: auto, always or never.")
    package var color: ColorMode?
    @Flag(name: [.customShort("v"), .long, .customLong("debug")], help: "Show each request on stderr.")
    package var verbose = false

    package init() {}
}

extension GenericFlags {
    /// What the flags, then `WERF_*`, then `HELM_*` say about reaching the cluster.
    package func overrides(_ environment: PluginEnvironment = .current) -> ConfigurationOverrides {
        var overrides = ConfigurationOverrides()
        overrides.kubeconfigPath = kubeconfig
        overrides.kubeconfigBase64 =
            kubeConfigBase64
            ?? environment.text("WERF_KUBE_CONFIG_BASE64", "WERF_KUBECONFIG_BASE64", "KUBECONFIG_BASE64")
        overrides.context = context ?? environment.text("WERF_KUBE_CONTEXT", "HELM_KUBECONTEXT")
        overrides.cluster = cluster ?? environment.text("WERF_KUBE_CONTEXT_CLUSTER")
        overrides.user = user ?? environment.text("WERF_KUBE_CONTEXT_USER")
        overrides.server = server ?? environment.text("WERF_KUBE_API_SERVER", "HELM_KUBEAPISERVER")
        overrides.namespace = namespace ?? environment.text("WERF_NAMESPACE", "HELM_NAMESPACE")
        overrides.proxyURL = proxyUrl ?? environment.text("WERF_KUBE_PROXY_URL")
        overrides.requestTimeout = requestTimeout ?? environment.text("WERF_KUBE_REQUEST_TIMEOUT")
        overrides.cacheDirectory = cacheDir
        overrides.userAgent = PluginMain.userAgent
        overrides.disableCompression = disableCompression ? true : nil
        overrides.maximumRequestsInFlight = environment.text("WERF_NETWORK_PARALLELISM").flatMap { Int($0) }
        addIdentity(environment, to: &overrides)
        addCertificates(environment, to: &overrides)
        return overrides
    }

    private func addIdentity(_ environment: PluginEnvironment, to overrides: inout ConfigurationOverrides) {
        overrides.token = token ?? environment.text("WERF_KUBE_TOKEN", "HELM_KUBETOKEN")
        overrides.username = username ?? environment.text("WERF_KUBE_AUTH_USERNAME")
        overrides.password = password ?? environment.text("WERF_KUBE_AUTH_PASSWORD")
        overrides.asUser = self.as ?? environment.text("WERF_KUBE_IMPERSONATE_USER", "HELM_KUBEASUSER")
        overrides.asUID = asUid ?? environment.text("WERF_KUBE_IMPERSONATE_UID")
        overrides.asGroups = environment.repeated("WERF_KUBE_IMPERSONATE_GROUP_") + asGroup
        if overrides.asGroups.isEmpty, let groups = environment.text("HELM_KUBEASGROUPS") {
            overrides.asGroups = groups.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
        }
        overrides.asExtra = asUserExtra.map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return .init(key: String(parts[0]), value: parts.count == 2 ? String(parts[1]) : "")
        }
    }

    private func addCertificates(_ environment: PluginEnvironment, to overrides: inout ConfigurationOverrides) {
        overrides.certificateAuthority =
            certificateAuthority ?? environment.text("WERF_KUBE_CA_PATH", "HELM_KUBECAFILE")
        overrides.clientCertificate = clientCertificate ?? environment.text("WERF_KUBE_CERT")
        overrides.clientKey = clientKey ?? environment.text("WERF_KUBE_KEY")
        overrides.tlsServerName = tlsServerName ?? environment.text("WERF_KUBE_TLS_SERVER", "HELM_KUBETLS_SERVER_NAME")
        overrides.insecure = insecureSkipTlsVerify ? true : nil
    }

    /// The configuration these flags and the environment lead to.
    ///
    /// - Parameter namespace: the project's, which counts when neither of them names one.
    package func configuration(
        _ environment: PluginEnvironment = .current, namespace: String? = nil
    ) throws(ConfigurationError) -> ClientConfiguration {
        var variables = environment.variables
        if let path = environment.text("WERF_KUBE_CONFIG", "WERF_KUBECONFIG") { variables["KUBECONFIG"] = path }
        var overrides = overrides(environment)
        overrides.namespace = overrides.namespace ?? namespace
        return try ClientConfiguration.load(overrides, environment: variables)
    }

    /// A client for that configuration, which traces its requests if `-v` was given.
    package func connect(
        _ environment: PluginEnvironment = .current, namespace: String? = nil, parallelism: Int? = nil
    ) throws(ConfigurationError) -> KubernetesClient {
        Console.setColor(color, environment)
        Console.setWarningsAreErrors(warningsAsErrors)
        var configuration = try configuration(environment, namespace: namespace)
        if let parallelism { configuration.maximumRequestsInFlight = max(1, parallelism) }
        return try KubernetesClient(configuration, observer: RequestTrace(isVerbose: verbose))
    }
}

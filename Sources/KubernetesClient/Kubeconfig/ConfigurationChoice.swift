internal import Documents

/// The cluster, user and context that are used, with what the command line says put over them.
struct ConfigurationChoice: Sendable {
    var contextName: String?
    var clusterName = ""
    var userName = ""
    var context = Kubeconfig.Context()
    var cluster = Kubeconfig.Cluster()
    var user = Kubeconfig.User()

    init() {}

    /// Picks the parts that flags or the current context name.
    ///
    /// A user that the context names and no file holds is nobody, as for kubectl.
    init(_ kubeconfig: Kubeconfig, _ overrides: ConfigurationOverrides) throws(ConfigurationError) {
        let name = overrides.context.flatMap { $0.isEmpty ? nil : $0 } ?? kubeconfig.currentContext
        if !name.isEmpty {
            guard let context = kubeconfig.contexts[name] else {
                throw ConfigurationError(invalid: ["context was not found for specified context: \(name)"])
            }
            self.context = context
            contextName = name
        }
        clusterName = overrides.cluster ?? context.cluster
        userName = overrides.user ?? context.user
        cluster = kubeconfig.clusters[clusterName] ?? Kubeconfig.Cluster()
        user = kubeconfig.users[userName] ?? Kubeconfig.User()
        if kubeconfig.clusters[clusterName] == nil, !clusterName.isEmpty, overrides.server == nil {
            throw ConfigurationError("no server found for cluster \"\(clusterName)\"")
        }
        if kubeconfig.users[userName] == nil, overrides.user != nil {
            throw ConfigurationError("auth info \"\(userName)\" does not exist")
        }
    }

    /// Puts flags over what the files say.
    mutating func apply(_ overrides: ConfigurationOverrides) {
        applyToCluster(overrides)
        applyToUser(overrides)
        if let namespace = overrides.namespace, !namespace.isEmpty { context.namespace = namespace }
    }

    private mutating func applyToCluster(_ overrides: ConfigurationOverrides) {
        if let server = overrides.server, !server.isEmpty {
            cluster.server = server
            // The name belongs to the server that is no longer meant.
            cluster.serverName = ""
        }
        if let insecure = overrides.insecure {
            cluster.isInsecure = insecure
            if insecure { (cluster.authorityPath, cluster.authorityData) = ("", "") }
        }
        if let path = overrides.certificateAuthority, !path.isEmpty {
            cluster.authorityPath = path
            cluster.authorityData = ""
            if overrides.insecure != true { cluster.isInsecure = false }
        }
        if let name = overrides.tlsServerName, !name.isEmpty { cluster.serverName = name }
        if let proxy = overrides.proxyURL, !proxy.isEmpty { cluster.proxyURL = proxy }
        if let disabled = overrides.disableCompression { cluster.disablesCompression = disabled }
    }

    private mutating func applyToUser(_ overrides: ConfigurationOverrides) {
        if let token = overrides.token, !token.isEmpty {
            user.token = token
            (user.tokenPath, user.username, user.password, user.exec, user.authProvider) = ("", "", "", nil, nil)
        }
        if let name = overrides.username, !name.isEmpty {
            user.username = name
            (user.token, user.tokenPath, user.exec, user.authProvider) = ("", "", nil, nil)
        }
        if let password = overrides.password, !password.isEmpty { user.password = password }
        if let path = overrides.clientCertificate, !path.isEmpty {
            (user.certificatePath, user.certificateData) = (path, "")
        }
        if let path = overrides.clientKey, !path.isEmpty { (user.keyPath, user.keyData) = (path, "") }
        if let name = overrides.asUser, !name.isEmpty { user.asUser = name }
        if let uid = overrides.asUID, !uid.isEmpty { user.asUID = uid }
        if !overrides.asGroups.isEmpty { user.asGroups = overrides.asGroups }
        if !overrides.asExtra.isEmpty { user.asExtra = overrides.asExtra }
    }
}

internal import Documents

extension ConfigurationChoice {
    /// Checks the choice, reads the files that it names, and makes a configuration of it.
    func configuration(
        _ overrides: ConfigurationOverrides, _ environment: [String: String]
    ) throws(ConfigurationError) -> ClientConfiguration {
        var faults = faults()
        let pair = certificatePair(&faults)
        let authorities = authorities(&faults)
        if let fault = authProviderFault() { faults.append(fault) }
        guard faults.isEmpty else {
            throw faults.count == 1 ? ConfigurationError(faults[0]) : ConfigurationError(invalid: faults)
        }
        let text = cluster.server.isEmpty ? "http://localhost:8080" : cluster.server
        guard let url = ServerURL(text) else {
            throw ConfigurationError("host must be a URL or a host:port pair: \"\(text)\"")
        }
        var configuration = ClientConfiguration(url: url)
        configuration.namespace = context.namespace.isEmpty ? "default" : context.namespace
        configuration.contextName = contextName
        configuration.certificate = pair
        configuration.tls = TLSSettings(
            authorities: authorities, serverName: cluster.serverName.isEmpty ? nil : cluster.serverName,
            isInsecure: cluster.isInsecure)
        configuration.proxy = try proxy()
        configuration.acceptsGzip = !cluster.disablesCompression
        configuration.impersonation = impersonation
        configuration.credentials = credentials(authorities)
        if case .exec(let plugin) = configuration.credentials, pair == nil {
            for policy in try PluginPolicy.read(environment) { try policy.check(plugin, environment) }
        }
        try configuration.finish(overrides, environment)
        return configuration
    }

    private func proxy() throws(ConfigurationError) -> String {
        guard !cluster.proxyURL.isEmpty else { return "" }
        let schemes = ["http://", "https://", "socks5://"]
        guard schemes.contains(where: { cluster.proxyURL.hasPrefix($0) }) else {
            throw ConfigurationError(
                "invalid 'proxy-url' for cluster \"\(clusterName)\": its scheme must be http, https or socks5")
        }
        return ProxySelection.normalized(cluster.proxyURL)
    }

    private var impersonation: Impersonation? {
        guard !user.asUser.isEmpty else { return nil }
        return Impersonation(
            user: user.asUser, uid: user.asUID.isEmpty ? nil : user.asUID, groups: user.asGroups, extra: user.asExtra)
    }

    // MARK: Certificates

    private func certificatePair(_ faults: inout [String]) -> CertificatePair? {
        guard !user.certificateData.isEmpty || !user.certificatePath.isEmpty else { return nil }
        let certificate = material(user.certificateData, user.certificatePath, "client-cert", userName, &faults)
        guard !user.keyData.isEmpty || !user.keyPath.isEmpty else { return nil }
        let key = material(user.keyData, user.keyPath, "client-key", userName, &faults)
        guard let certificate, let key else { return nil }
        return CertificatePair(certificate: certificate, key: key)
    }

    private func authorities(_ faults: inout [String]) -> [UInt8]? {
        guard !cluster.authorityData.isEmpty || !cluster.authorityPath.isEmpty else { return nil }
        return material(cluster.authorityData, cluster.authorityPath, "certificate-authority", clusterName, &faults)
    }

    /// The PEM text: from the data where there is any, else from the file.
    private func material(
        _ data: String, _ path: String, _ what: String, _ owner: String, _ faults: inout [String]
    ) -> [UInt8]? {
        if !data.isEmpty {
            if let bytes = try? Base64.decode(Array(data.utf8)) { return bytes }
            faults.append("\(what)-data of \(owner) isn't base64")
            return nil
        }
        do throws(FileSystem.Failure) {
            return try FileSystem.read(path)
        } catch {
            faults.append("unable to read \(what) \(path) for \(owner) due to \(error.message)")
            return nil
        }
    }

    // MARK: Credentials

    private func credentials(_ authorities: [UInt8]?) -> CredentialSettings {
        if !user.tokenPath.isEmpty {
            return .tokenFile(path: user.tokenPath, initial: user.token.isEmpty ? nil : user.token)
        }
        if !user.token.isEmpty { return .token(user.token) }
        if !user.username.isEmpty || !user.password.isEmpty {
            return .basic(username: user.username, password: user.password)
        }
        guard let exec = user.exec else { return .none }
        return .exec(plugin(exec, authorities))
    }

    private func plugin(_ exec: Kubeconfig.Exec, _ authorities: [UInt8]?) -> ExecPlugin {
        var plugin = ExecPlugin(apiVersion: exec.apiVersion, command: exec.command)
        plugin.arguments = exec.arguments
        plugin.environment = exec.environment
        plugin.installHint = exec.installHint
        plugin.interaction = ExecPlugin.Interaction(rawValue: exec.interactiveMode) ?? .ifAvailable
        if exec.wantsCluster { plugin.clusterInformation = JSON.write(clusterInformation(authorities)) }
        return plugin
    }

    /// What a plugin is told about the cluster; what is unset is left out.
    private func clusterInformation(_ authorities: [UInt8]?) -> Value {
        var information = Object()
        let set = { (value: String) -> Value? in value.isEmpty ? nil : .string(value) }
        information["server"] = .string(cluster.server)
        information["tls-server-name"] = set(cluster.serverName)
        information["insecure-skip-tls-verify"] = cluster.isInsecure ? true : nil
        information["certificate-authority-data"] = authorities.map { .string(Base64.text(of: $0)) }
        information["proxy-url"] = set(cluster.proxyURL)
        information["disable-compression"] = cluster.disablesCompression ? true : nil
        information["config"] = cluster.execConfiguration
        return .object(information)
    }
}

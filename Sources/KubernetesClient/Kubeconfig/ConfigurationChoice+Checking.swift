internal import Documents

extension ConfigurationChoice {
    /// Everything that is wrong with the choice, in kubectl's words.
    func faults() -> [String] { authenticationFaults() + execFaults() + certificateFaults() + clusterFaults() }

    private func authenticationFaults() -> [String] {
        var faults: [String] = []
        if !methods.isEmpty, methods.count > 1 {
            let found = methods.joined(separator: " ")
            faults.append(
                "more than one authentication method found for \(userName); found [\(found)], only one is allowed")
        }
        if user.asUser.isEmpty, !user.asUID.isEmpty || !user.asGroups.isEmpty || !user.asExtra.isEmpty {
            faults.append("requesting uid, groups or user-extra for \(userName) without impersonating a user")
        }
        return faults
    }

    /// The ways of proving who asks that exclude each other.
    private var methods: [String] {
        var methods: [String] = []
        if !user.token.isEmpty { methods.append("token") }
        if !user.username.isEmpty || !user.password.isEmpty { methods.append("basicAuth") }
        return methods
    }

    private func execFaults() -> [String] {
        guard let exec = user.exec else { return [] }
        var faults: [String] = []
        let suffix = "must be specified for \(userName) to use exec authentication plugin"
        if user.authProvider != nil {
            faults.append("authProvider cannot be provided in combination with an exec plugin for \(userName)")
        }
        if exec.command.isEmpty { faults.append("command \(suffix)") }
        if exec.apiVersion.isEmpty {
            faults.append("apiVersion \(suffix)")
        } else if !ExecPlugin.apiVersions.contains(exec.apiVersion) {
            faults.append("exec plugin: invalid apiVersion \"\(exec.apiVersion)\"")
        }
        if exec.environment.contains(where: \.key.isEmpty) { faults.append("env variable name \(suffix)") }
        if exec.interactiveMode.isEmpty {
            // v1beta1 knew no such field.
            if exec.apiVersion == ExecPlugin.apiVersions[0] { faults.append("interactiveMode \(suffix)") }
        } else if ExecPlugin.Interaction(rawValue: exec.interactiveMode) == nil {
            faults.append("invalid interactiveMode for \(userName): \"\(exec.interactiveMode)\"")
        }
        return faults
    }

    private func certificateFaults() -> [String] {
        let hasCertificate = !user.certificateData.isEmpty || !user.certificatePath.isEmpty
        let hasKey = !user.keyData.isEmpty || !user.keyPath.isEmpty
        guard hasCertificate else { return [] }
        var faults: [String] = []
        if !user.certificateData.isEmpty, !user.certificatePath.isEmpty {
            faults.append(
                "client-cert-data and client-cert are both specified for \(userName). client-cert-data will override.")
        }
        if !user.keyData.isEmpty, !user.keyPath.isEmpty {
            faults.append(
                "client-key-data and client-key are both specified for \(userName); client-key-data will override")
        }
        if !hasKey {
            faults.append(
                "client-key-data or client-key must be specified for \(userName) to use the clientCert authentication "
                    + "method.")
        }
        return faults
    }

    private func clusterFaults() -> [String] {
        var faults: [String] = []
        // kubectl goes to the local server then, which nobody has named; without any name that is where it goes.
        if cluster.server.isEmpty, !clusterName.isEmpty {
            faults.append("no server found for cluster \"\(clusterName)\"")
        }
        if !cluster.authorityData.isEmpty, !cluster.authorityPath.isEmpty {
            faults.append(
                "certificate-authority-data and certificate-authority are both specified for \(clusterName). "
                    + "certificate-authority-data will override.")
        }
        if cluster.isInsecure, !cluster.authorityData.isEmpty || !cluster.authorityPath.isEmpty {
            faults.append("specifying a root certificates file with the insecure flag is not allowed")
        }
        return faults
    }

    /// What is said of an auth provider that no client speaks any more, or that this one doesn't.
    func authProviderFault() -> String? {
        guard let name = user.authProvider, user.exec == nil, !hasOtherCredentials else { return nil }
        switch name {
        case "gcp":
            return "the gcp auth plugin has been removed: configure the exec credential plugin gke-gcloud-auth-plugin "
                + "for user \"\(userName)\" instead"
        case "azure":
            return "the azure auth plugin has been removed: configure the exec credential plugin kubelogin for user "
                + "\"\(userName)\" instead"
        case "oidc":
            return "the oidc auth plugin isn't supported: configure an exec credential plugin that logs in over OpenID "
                + "Connect for user \"\(userName)\", or pass --token"
        default:
            return "no Auth Provider found for name \"\(name)\""
        }
    }

    private var hasOtherCredentials: Bool {
        !user.token.isEmpty || !user.tokenPath.isEmpty || !user.username.isEmpty || !user.certificateData.isEmpty
            || !user.certificatePath.isEmpty
    }
}

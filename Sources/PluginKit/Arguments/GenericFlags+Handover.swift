extension GenericFlags {
    /// These flags for another plugin of ours, which works on the same cluster as the same user.
    ///
    /// - Returns: its arguments, and the variables that take what is secret or may be: other users of the machine see
    ///   the arguments of every process.
    package func handover() -> (arguments: [String], variables: [String: String]) {
        let texts: [(String, String?)] = [
            ("--kubeconfig", kubeconfig), ("--context", context), ("--cluster", cluster), ("--user", user),
            ("--server", server), ("--as", self.as), ("--as-uid", asUid),
            ("--certificate-authority", certificateAuthority), ("--client-certificate", clientCertificate),
            ("--client-key", clientKey), ("--tls-server-name", tlsServerName), ("--request-timeout", requestTimeout),
            ("--cache-dir", cacheDir), ("--color", color?.rawValue),
        ]
        var arguments = texts.compactMap { name, text in text.map { "\(name)=\($0)" } }
        arguments += asGroup.map { "--as-group=\($0)" } + asUserExtra.map { "--as-user-extra=\($0)" }
        let switches = [
            ("--insecure-skip-tls-verify", insecureSkipTlsVerify), ("--disable-compression", disableCompression),
            ("--warnings-as-errors", warningsAsErrors), ("--verbose", verbose),
        ]
        arguments += switches.filter(\.1).map(\.0)
        let secrets: [(String, String?)] = [
            ("WERF_KUBE_TOKEN", token), ("WERF_KUBE_AUTH_USERNAME", username), ("WERF_KUBE_AUTH_PASSWORD", password),
            ("WERF_KUBE_CONFIG_BASE64", kubeConfigBase64), ("WERF_KUBE_PROXY_URL", proxyUrl),
        ]
        let given = secrets.compactMap { name, text in text.map { (name, $0) } }
        return (arguments, Dictionary(given) { $1 })
    }
}

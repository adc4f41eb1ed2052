/// What the command line says about the cluster; each part wins over the kubeconfig.
package struct ConfigurationOverrides: Hashable, Sendable {
    /// `--kubeconfig`: the only file to read.
    package var kubeconfigPath: String?
    /// A whole kubeconfig, base64 encoded (werf's `--kube-config-base64`); wins over every file.
    package var kubeconfigBase64: String?
    package var context: String?
    package var cluster: String?
    package var user: String?
    package var server: String?
    package var token: String?
    package var username: String?
    package var password: String?
    package var asUser: String?
    package var asGroups: [String] = []
    package var asUID: String?
    /// `--as-user-extra key=value`, taken apart.
    package var asExtra: [Pair] = []
    package var certificateAuthority: String?
    package var clientCertificate: String?
    package var clientKey: String?
    package var insecure: Bool?
    package var tlsServerName: String?
    package var proxyURL: String?
    /// Go's notation (`10s`, `1m30s`) or whole seconds; `0` for none.
    package var requestTimeout: String?
    package var namespace: String?
    /// `--cache-dir`.
    package var cacheDirectory: String?
    package var disableCompression: Bool?
    /// Requests in flight at a time.
    package var maximumRequestsInFlight: Int?
    /// What the server's logs call this program.
    package var userAgent: String?

    /// A key with a value.
    package struct Pair: Hashable, Sendable {
        package var key: String
        package var value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    package init() {}
}

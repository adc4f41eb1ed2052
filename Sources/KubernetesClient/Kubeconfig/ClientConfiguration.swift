/// Everything needed to reach one cluster as one user: the outcome of kubeconfig, flags and environment.
package struct ClientConfiguration: Sendable {
    /// The server's URL.
    package var server: String
    /// The namespace of the flag, of the context, or `default`.
    package var namespace: String
    /// The name of the context in use, if there is one.
    package var contextName: String?

    /// Finds, merges and checks the configuration.
    ///
    /// - Parameters:
    ///   - overrides: what the command line says.
    ///   - environment: the process environment (`KUBECONFIG`, `HOME`, proxies, in-cluster variables).
    package static func load(
        _ overrides: ConfigurationOverrides,
        environment: [String: String]
    ) throws(ConfigurationError) -> ClientConfiguration {
        throw ConfigurationError("no configuration has been provided")
    }
}

/// A program that prints credentials, as a kubeconfig's `exec` names it.
struct ExecPlugin: Hashable, Sendable {
    /// When the program may use the terminal.
    enum Interaction: String, Hashable, Sendable {
        case never = "Never"
        case ifAvailable = "IfAvailable"
        case always = "Always"
    }

    var apiVersion: String
    var command: String
    var arguments: [String] = []
    var environment: [ConfigurationOverrides.Pair] = []
    /// Told to the user when the program isn't there.
    var installHint = ""
    var interaction = Interaction.ifAvailable
    /// The cluster's part of the request, already as JSON; nil when the program doesn't ask for it.
    var clusterInformation: [UInt8]?

    /// The versions that can be spoken.
    static let apiVersions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]
}

/// What a plugin printed.
struct ExecCredential: Hashable, Sendable {
    var token: String?
    var certificate: CertificatePair?
    /// Seconds since 1970; nil when the credential holds for as long as the process lives.
    var expiry: Int64?

    /// Still good at `now`, seconds since 1970.
    func isValid(now: Int64) -> Bool { expiry.map { now < $0 } ?? true }
}

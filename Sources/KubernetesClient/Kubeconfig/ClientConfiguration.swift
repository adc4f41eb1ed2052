/// Everything needed to reach one cluster as one user: the outcome of kubeconfig, flags and environment.
package struct ClientConfiguration: Sendable {
    /// Where the server is.
    package var url: ServerURL
    /// The namespace of the flag, of the context, or `default`.
    package var namespace: String
    /// The name of the context in use, if there is one.
    package var contextName: String?
    /// Where the server's types are kept on disk; nil keeps them nowhere.
    package var cacheDirectory: String?
    /// How long one call may take, with its repetitions; nil for ever.
    package var requestTimeoutMilliseconds: Int?
    /// Seconds that the server may say nothing to a request without a timeout; nil for ever.
    ///
    /// Servers end their own work on a request after a minute, unless they are told otherwise.
    package var longestSilenceSeconds: Int? = 120
    /// Requests in flight at a time; watches and logs don't count.
    package var maximumRequestsInFlight = 30
    /// What the server's logs call this program.
    package var userAgent = "kubectl-werf"
    /// How the server's certificate is checked.
    var tls = TLSSettings()
    /// The client's certificate and key, PEM.
    var certificate: CertificatePair?
    var credentials = CredentialSettings.none
    var impersonation: Impersonation?
    /// The proxy's URL; empty for none.
    var proxy = ""
    /// Answers may come gzipped.
    var acceptsGzip = false
    /// What exec plugins inherit, and switches of the transport.
    var environment: [String: String] = [:]
    /// How long the server may take to agree on encryption.
    var handshakeMilliseconds = 10_000

    /// A server that asks for nothing: no certificates, no credentials.
    package init(url: ServerURL, namespace: String = "default") {
        self.url = url
        self.namespace = namespace
    }

    /// The server's URL as text.
    package var server: String { url.description }

    /// Something tells the server who asks.
    package var hasCredentials: Bool { certificate != nil || credentials != .none }
}

/// How the server's certificate is checked.
struct TLSSettings: Hashable, Sendable {
    /// PEM; nil trusts what the system trusts.
    var authorities: [UInt8]?
    /// A file that stands in for the system's authorities.
    var systemAuthorities: String?
    /// The name that the certificate must hold, when it isn't the URL's host.
    var serverName: String?
    var isInsecure = false
}

/// A client certificate with its key, PEM.
struct CertificatePair: Hashable, Sendable {
    var certificate: [UInt8]
    var key: [UInt8]
}

/// What proves who asks, beside a client certificate.
enum CredentialSettings: Hashable, Sendable {
    case none
    case token(String)
    /// A file that is read again every minute, and the token to use until it can be read.
    case tokenFile(path: String, initial: String?)
    case basic(username: String, password: String)
    case exec(ExecPlugin)
}

/// The user on whose behalf requests are made.
struct Impersonation: Hashable, Sendable {
    var user: String
    var uid: String?
    var groups: [String] = []
    var extra: [ConfigurationOverrides.Pair] = []

    /// The headers that tell the server.
    var headers: [(name: String, value: String)] {
        var headers = [(name: "Impersonate-User", value: user)]
        if let uid { headers.append(("Impersonate-Uid", uid)) }
        headers += groups.map { ("Impersonate-Group", $0) }
        headers += extra.map { ("Impersonate-Extra-\(Self.escapedKey($0.key))", $0.value) }
        return headers
    }

    /// A key as a header name can hold it: lower case, and percent escapes for what header names don't allow.
    private static func escapedKey(_ key: String) -> String {
        var bytes: [UInt8] = []
        for byte in key.lowercased().utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): bytes.append(byte)
            case _ where "!#$&'*+-.^_`|~".utf8.contains(byte): bytes.append(byte)
            default: bytes.appendPercentEscape(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

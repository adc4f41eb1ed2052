internal import Documents

/// What proves who asks, for one request.
struct Proof: Sendable {
    /// The value of the `Authorization` header.
    var authorization: String?
    var identity: ClientIdentity?
    /// Which one this is: a refusal of an older proof doesn't speak against a newer one.
    var generation = 0
}

/// Where proofs come from.
protocol CredentialSource: Sendable {
    /// The proof to send along.
    func proof() async throws(CredentialError) -> Proof
    /// The server refused a proof; returns whether another one can be had.
    func renew(refused: Proof) async -> Bool
}

/// Credentials that couldn't be had.
struct CredentialError: Error, Hashable, Sendable {
    var message: String

    init(_ message: String) { self.message = message }
}

/// A proof that never changes.
struct FixedCredentials: CredentialSource {
    let fixed: Proof

    func proof() async throws(CredentialError) -> Proof { fixed }
    func renew(refused: Proof) async -> Bool { false }
}

extension ClientConfiguration {
    /// The source of what this configuration's credentials prove.
    func makeCredentialSource() -> any CredentialSource {
        let identity = certificate.map { ClientIdentity(certificate: $0.certificate, key: $0.key) }
        // Over plain HTTP everyone on the way could read them.
        guard url.usesTLS else { return FixedCredentials(fixed: Proof()) }
        switch credentials {
        case .none: return FixedCredentials(fixed: Proof(identity: identity))
        case .token(let token):
            return FixedCredentials(fixed: Proof(authorization: "Bearer \(token)", identity: identity))
        case .basic(let username, let password):
            let pair = Base64.text(of: Array("\(username):\(password)".utf8))
            return FixedCredentials(fixed: Proof(authorization: "Basic \(pair)", identity: identity))
        case .tokenFile(let path, let initial):
            return TokenFileCredentials(path: path, initial: initial, identity: identity)
        case .exec(let plugin):
            // A plugin isn't asked where a certificate already proves who asks.
            if identity != nil { return FixedCredentials(fixed: Proof(identity: identity)) }
            return ExecCredentials(plugin, configuration: self)
        }
    }
}

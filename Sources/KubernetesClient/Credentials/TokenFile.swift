/// When a token file is read, and which token is used; knows nothing of files or clocks.
struct TokenFile: Hashable, Sendable {
    /// Seconds for which a token that was read is used.
    static let lifetime: Int64 = 60
    /// The file is read this much earlier, so that no request goes out with a token about to end.
    static let leeway: Int64 = 10

    private(set) var token: String?
    /// Grows whenever the token becomes another one.
    private(set) var generation = 0
    private var readAt: Int64?

    init(initial: String?) { token = initial }

    /// The file is to be read before the token is used.
    func isDue(now: Int64) -> Bool { readAt.map { now >= $0 + Self.lifetime - Self.leeway } ?? true }

    /// The file was read; nil when it couldn't be, or was empty: the last token stays.
    mutating func read(_ text: String?, now: Int64) {
        guard let text, !text.isEmpty else { return }
        readAt = now
        guard text != token else { return }
        token = text
        generation += 1
    }

    /// The server refused the token: it is read anew before it is used again.
    mutating func refused(generation: Int) {
        if generation == self.generation { readAt = nil }
    }
}

/// A token from a file that others keep fresh (service accounts, agents).
actor TokenFileCredentials: CredentialSource {
    private let path: String
    private let identity: ClientIdentity?
    private var file: TokenFile

    init(path: String, initial: String?, identity: ClientIdentity?) {
        self.path = path
        self.identity = identity
        file = TokenFile(initial: initial)
    }

    func proof() async throws(CredentialError) -> Proof {
        let now = MonotonicClock.seconds()
        if file.isDue(now: now) { file.read(Self.read(path), now: now) }
        guard let token = file.token else { throw CredentialError("no token in \(path)") }
        return Proof(authorization: "Bearer \(token)", identity: identity, generation: file.generation)
    }

    func renew(refused: Proof) async -> Bool {
        file.refused(generation: refused.generation)
        file.read(Self.read(path), now: MonotonicClock.seconds())
        return file.generation != refused.generation
    }

    private static func read(_ path: String) -> String? {
        guard let bytes = try? FileSystem.read(path) else { return nil }
        return String(decoding: bytes, as: UTF8.self).trimmedOfSpace
    }
}

/// Bytes that stay at one place for as long as they live, for libcurl to read.
final class PinnedBytes: Sendable {
    /// Written once, before anyone sees them.
    nonisolated(unsafe) let buffer: UnsafeRawBufferPointer

    init(_ bytes: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        copy.copyBytes(from: bytes)
        buffer = UnsafeRawBufferPointer(copy)
    }

    deinit { buffer.deallocate() }
}

/// A client certificate with its key, both PEM.
final class ClientIdentity: Sendable {
    let certificate: PinnedBytes
    let key: PinnedBytes

    init(certificate: [UInt8], key: [UInt8]) {
        self.certificate = PinnedBytes(certificate)
        self.key = PinnedBytes(key)
    }
}

/// The server as the transport reaches it: where it is, and how its certificate is checked.
final class Endpoint: Sendable {
    let url: ServerURL
    /// PEM; nil trusts what the system trusts.
    let authorities: PinnedBytes?
    /// A file of authorities that stands in for the system's (`SSL_CERT_FILE`), used when there is none above.
    let systemAuthorities: String?
    /// Checks the certificate for this name instead of the URL's host.
    let serverName: String?
    let isInsecure: Bool
    /// The proxy's URL; empty for none.
    let proxy: String
    let acceptsGzip: Bool
    let offersHTTP2: Bool
    let health: ConnectionHealth
    /// How long the server may take to agree on encryption.
    let handshakeMilliseconds: Int

    init(
        url: ServerURL,
        authorities: [UInt8]? = nil,
        systemAuthorities: String? = nil,
        serverName: String? = nil,
        isInsecure: Bool = false,
        proxy: String = "",
        acceptsGzip: Bool = false,
        offersHTTP2: Bool = true,
        health: ConnectionHealth = ConnectionHealth(),
        handshakeMilliseconds: Int = 10_000
    ) {
        self.url = url
        self.authorities = authorities.map { PinnedBytes($0) }
        self.systemAuthorities = systemAuthorities
        self.serverName = serverName.flatMap { $0.isEmpty ? nil : $0 }
        self.isInsecure = isInsecure
        self.proxy = proxy
        self.acceptsGzip = acceptsGzip
        self.offersHTTP2 = offersHTTP2
        self.health = health
        self.handshakeMilliseconds = handshakeMilliseconds
    }
}

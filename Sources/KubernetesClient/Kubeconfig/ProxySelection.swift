/// Which proxy the environment names for a server, by Go's rules.
struct ProxySelection: Hashable, Sendable {
    private let https: String
    private let http: String
    /// Hosts that are reached directly.
    private let exceptions: [String]

    init(_ environment: [String: String]) {
        let first = { (names: [String]) in names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "" }
        https = first(["HTTPS_PROXY", "https_proxy"])
        http = first(["HTTP_PROXY", "http_proxy"])
        exceptions = first(["NO_PROXY", "no_proxy"]).utf8.split(separator: UInt8(ascii: ","))
            .compactMap { String($0)?.trimmedOfSpace.lowercased() }
    }

    /// The proxy's URL; empty when the server is reached directly.
    ///
    /// This machine always is.
    func proxy(for url: ServerURL) -> String {
        let proxy = url.usesTLS ? https : http
        guard !proxy.isEmpty, !url.isLoopback, !exceptions.contains(where: { Self.covers($0, url) }) else { return "" }
        return Self.normalized(proxy)
    }

    /// A proxy's URL as libcurl understands it: with a scheme, and names resolved by a socks proxy as in Go.
    static func normalized(_ proxy: String) -> String {
        if proxy.hasPrefix("socks5://") { return "socks5h://" + proxy.dropFirst("socks5://".count) }
        return proxy.utf8.contains("://".utf8) ? proxy : "http://\(proxy)"
    }

    private static func covers(_ exception: String, _ url: ServerURL) -> Bool {
        if exception == "*" { return true }
        if let network = Network(exception) { return network.contains(url.host) }
        var pattern = exception
        if let colon = pattern.lastIndex(of: ":"), let port = Int(pattern[pattern.index(after: colon)...]) {
            guard port == url.port else { return false }
            pattern = String(pattern[..<colon])
        }
        if pattern.hasPrefix("*.") { pattern.removeFirst() }
        let host = url.host.lowercased()
        if pattern.hasPrefix(".") { return host.hasSuffix(pattern) }
        return host == pattern || host.hasSuffix(".\(pattern)")
    }

    /// A range of IPv4 addresses.
    private struct Network {
        let address: UInt32
        let mask: UInt32

        init?(_ text: String) {
            let parts = text.split(separator: "/")
            guard parts.count == 2, let address = Self.address(String(parts[0])), let bits = UInt32(parts[1]),
                bits <= 32
            else { return nil }
            mask = bits == 0 ? 0 : ~UInt32(0) << (32 - bits)
            self.address = address & mask
        }

        func contains(_ host: String) -> Bool { Self.address(host).map { $0 & mask == address } ?? false }

        static func address(_ text: String) -> UInt32? {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
            guard parts.count == 4 else { return nil }
            var address: UInt32 = 0
            for part in parts {
                guard let part else { return nil }
                address = address << 8 | UInt32(part)
            }
            return address
        }
    }
}

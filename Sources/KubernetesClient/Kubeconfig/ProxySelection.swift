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
        let address = IPAddress(url.host)
        if let network = IPNetwork(exception) { return address.map(network.contains) ?? false }
        var (pattern, port) = hostAndPort(exception)
        guard port.isEmpty || port == "\(url.port)" else { return false }
        if let own = IPAddress(pattern) { return own == address }
        if pattern.hasPrefix("*.") { pattern.removeFirst() }
        guard !pattern.isEmpty else { return false }
        let host = url.host.lowercased()
        if pattern.hasPrefix(".") { return host.hasSuffix(pattern) }
        return host == pattern || host.hasSuffix(".\(pattern)")
    }

    /// The parts of `host:port` and `[address]:port`; an address of IPv6 without brackets is all host.
    private static func hostAndPort(_ text: String) -> (host: String, port: String) {
        guard let colon = text.lastIndex(of: ":") else { return (text, "") }
        let host = text[..<colon]
        let port = String(text[text.index(after: colon)...])
        if host.hasPrefix("["), host.hasSuffix("]") { return (String(host.dropFirst().dropLast()), port) }
        return host.utf8.contains(UInt8(ascii: ":")) ? (text, "") : (String(host), port)
    }
}

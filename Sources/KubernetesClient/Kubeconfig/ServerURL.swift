/// The parts of a server's URL that are needed to reach it.
package struct ServerURL: Hashable, Sendable, CustomStringConvertible {
    /// `https` or `http`.
    package var scheme: String
    /// Without brackets, also when it is an IPv6 address.
    package var host: String
    package var port: Int
    /// Put before every path: empty, or with a leading and without a trailing slash.
    package var basePath: String
    /// The text named the port; otherwise it is the scheme's.
    package var namesPort: Bool

    /// Takes a URL apart; without a scheme it is `http` when a port other than 443 or nothing follows the host.
    ///
    /// - Returns: nil when the text is no `http` or `https` URL with a host.
    package init?(_ text: String) {
        var rest = text.utf8[...]
        let schemeEnd = Self.position(of: "://", in: rest)
        if let schemeEnd {
            scheme = String(decoding: rest[..<schemeEnd], as: UTF8.self).lowercased()
            rest = rest[rest.index(schemeEnd, offsetBy: 3)...]
        } else {
            scheme = ""
        }
        let pathStart = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        guard let (host, port) = Self.hostAndPort(rest[..<pathStart]) else { return nil }
        if schemeEnd == nil { scheme = port == 443 ? "https" : "http" }
        guard scheme == "https" || scheme == "http" else { return nil }
        self.host = host
        namesPort = port != nil
        self.port = port ?? (scheme == "https" ? 443 : 80)
        var path = rest[pathStart...].prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        while path.last == UInt8(ascii: "/") { path.removeLast() }
        basePath = String(decoding: path, as: UTF8.self)
    }

    /// The traffic is encrypted; only then are credentials sent.
    package var usesTLS: Bool { scheme == "https" }

    /// The host as it stands in a URL: an IPv6 address in brackets.
    var bracketedHost: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host }

    /// `host:port`, as kubectl names the server in messages.
    package var authority: String { "\(bracketedHost):\(port)" }

    /// The host is this machine.
    var isLoopback: Bool {
        let name = host.lowercased()
        return name == "localhost" || name.hasSuffix(".localhost") || IPAddress(host)?.isLoopback ?? false
    }

    package var description: String { "\(scheme)://\(authority)\(basePath)" }

    private static func position(of text: StaticString, in bytes: Substring.UTF8View) -> String.Index? {
        var at = bytes.startIndex
        while at < bytes.endIndex {
            if text.withUTF8Buffer({ bytes[at...].starts(with: $0) }) { return at }
            at = bytes.index(after: at)
        }
        return nil
    }

    private static func hostAndPort(_ text: Substring.UTF8View) -> (host: String, port: Int?)? {
        var text = text
        if let at = text.lastIndex(of: UInt8(ascii: "@")) { text = text[text.index(after: at)...] }
        var host = text
        var port: Substring.UTF8View?
        let bracket = text.lastIndex(of: UInt8(ascii: "]"))
        let colon = text.lastIndex(of: UInt8(ascii: ":"))
        if let colon, bracket.map({ $0 < colon }) ?? true {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, !host.contains(where: { $0 <= 0x20 }) else { return nil }
        guard let port, !port.isEmpty else { return (String(decoding: host, as: UTF8.self), nil) }
        guard let number = UInt16(String(decoding: port, as: UTF8.self)) else { return nil }
        return (String(decoding: host, as: UTF8.self), Int(number))
    }
}

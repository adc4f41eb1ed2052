/// A URL as Go's net/url reads and writes it.
struct GoURL {
    /// What is wrong with a text that is no URL, in Go's words.
    struct Problem: Error { var message: String }

    var scheme: [UInt8] = []
    var opaque: [UInt8] = []
    /// User name with an optional password, both unescaped.
    var user: (name: [UInt8], password: [UInt8]?)?
    var host: [UInt8] = []
    var path: [UInt8] = []
    var query: [UInt8] = []
    var fragment: [UInt8] = []

    init() {}

    /// Reads a URL; the error is worded as Go's `url.Error` (`parse "…": …`).
    init(_ text: [UInt8]) throws(Problem) {
        let hash = text.firstIndex(of: UInt8(ascii: "#"))
        let main = Array(text[..<(hash ?? text.count)])
        do {
            try read(main)
        } catch {
            throw Problem(message: "parse \(GoQuoting.quoted(main)): \(error.message)")
        }
        guard let hash else { return }
        do {
            fragment = try URLEscaping.unescaped(text[(hash + 1)...], .fragment)
        } catch {
            throw Problem(message: "parse \(GoQuoting.quoted(text)): \(error.message)")
        }
    }

    private mutating func read(_ text: [UInt8]) throws(Problem) {
        if text.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw Problem(message: "net/url: invalid control character in URL")
        }
        if text == [UInt8(ascii: "*")] {
            path = text
            return
        }
        var rest = try readScheme(text)
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = Array(rest[(mark + 1)...])
            rest = rest[..<mark]
        }
        if rest.first != UInt8(ascii: "/") {
            if !scheme.isEmpty {
                opaque = Array(rest)
                return
            }
            if rest.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) {
                throw Problem(message: "first path segment in URL cannot contain colon")
            }
        }
        let hasAuthority = rest.starts(with: "//".utf8) && (!scheme.isEmpty || !rest.starts(with: "///".utf8))
        if hasAuthority {
            let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            rest = rest.dropFirst(2 + authority.count)
            try readAuthority(authority)
        }
        path = try URLEscaping.unescaped(rest, .path)
    }

    private mutating func readScheme(_ text: [UInt8]) throws(Problem) -> ArraySlice<UInt8> {
        for (index, byte) in text.enumerated() {
            if CharacterClass.isASCIILetter(byte) { continue }
            if byte == UInt8(ascii: ":") {
                guard index > 0 else { throw Problem(message: "missing protocol scheme") }
                scheme = text[..<index].map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
                return text[(index + 1)...]
            }
            guard index > 0, CharacterClass.isDigit(byte) || "+-.".utf8.contains(byte) else { break }
        }
        return text[...]
    }

    private mutating func readAuthority(_ authority: ArraySlice<UInt8>) throws(Problem) {
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else {
            host = try Self.host(authority)
            return
        }
        host = try Self.host(authority[(at + 1)...])
        let information = authority[..<at]
        guard information.allSatisfy(Self.isUserInformation) else {
            throw Problem(message: "net/url: invalid userinfo")
        }
        let name = information.prefix { $0 != UInt8(ascii: ":") }
        let password = name.endIndex < at ? information[(name.endIndex + 1)...] : nil
        user = (try URLEscaping.unescaped(name, .user), nil)
        if let password { user?.password = try URLEscaping.unescaped(password, .user) }
    }

    private static func isUserInformation(_ byte: UInt8) -> Bool {
        CharacterClass.isASCIILetter(byte) || CharacterClass.isDigit(byte) || "-._:~!$&'()*+,;=%@".utf8.contains(byte)
    }

    private static func host(_ text: ArraySlice<UInt8>) throws(Problem) -> [UInt8] {
        if text.first == UInt8(ascii: "[") {
            guard let end = text.lastIndex(of: UInt8(ascii: "]")) else {
                throw Problem(message: "missing ']' in host")
            }
            try checkPort(text[(end + 1)...])
            if let zone = ByteSearch.first(Array("%25".utf8), in: Array(text[..<end])) {
                let start = text.startIndex + zone
                return try URLEscaping.unescaped(text[..<start], .host)
                    + URLEscaping.unescaped(text[start..<end], .zone) + URLEscaping.unescaped(text[end...], .host)
            }
        } else if let colon = text.lastIndex(of: UInt8(ascii: ":")) {
            try checkPort(text[colon...])
        }
        return try URLEscaping.unescaped(text, .host)
    }

    private static func checkPort(_ text: ArraySlice<UInt8>) throws(Problem) {
        guard isPort(text) else {
            throw Problem(message: "invalid port \(GoQuoting.quoted(Array(text))) after host")
        }
    }

    /// Nothing, or a colon with digits.
    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        text.isEmpty || (text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy(CharacterClass.isDigit))
    }

    /// The host without port and brackets.
    var hostName: [UInt8] {
        var name = host[...]
        if let colon = name.lastIndex(of: UInt8(ascii: ":")), Self.isPort(name[colon...]) { name = name[..<colon] }
        let hasBrackets = name.first == UInt8(ascii: "[") && name.last == UInt8(ascii: "]")
        return Array(hasBrackets ? name.dropFirst().dropLast() : name)
    }

    /// `name:password`, escaped.
    var userInformation: [UInt8] {
        guard let user else { return [] }
        let password = user.password.map { [UInt8(ascii: ":")] + URLEscaping.escaped($0, .user) } ?? []
        return URLEscaping.escaped(user.name, .user) + password
    }

    /// The whole URL.
    var bytes: [UInt8] {
        var output = scheme.isEmpty ? [] : scheme + [UInt8(ascii: ":")]
        if opaque.isEmpty {
            if !host.isEmpty || user != nil || (!scheme.isEmpty && !path.isEmpty) { output += "//".utf8 }
            if user != nil { output += userInformation + [UInt8(ascii: "@")] }
            output += URLEscaping.escaped(host, .host)
            if !path.isEmpty, path.first != UInt8(ascii: "/"), !host.isEmpty { output.append(UInt8(ascii: "/")) }
            let escaped = path.elementsEqual("*".utf8) ? path : URLEscaping.escaped(path, .path)
            let hasColon = escaped.prefix { $0 != UInt8(ascii: "/") }.contains(UInt8(ascii: ":"))
            if output.isEmpty, hasColon { output += "./".utf8 }
            output += escaped
        } else {
            output += opaque
        }
        if !query.isEmpty { output += [UInt8(ascii: "?")] + query }
        if !fragment.isEmpty { output += [UInt8(ascii: "#")] + URLEscaping.escaped(fragment, .fragment) }
        return output
    }
}

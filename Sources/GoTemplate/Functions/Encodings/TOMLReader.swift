/// Reads TOML: tables become maps, integers Go's `int64`, dates times.
struct TOMLReader {
    /// What is wrong with a text, worded as the library in Helm does.
    struct Problem: Error { var message: String }

    let bytes: [UInt8]
    var position = 0
    /// Line breaks before the position.
    private var line = 1
    /// The key whose value is being read, for errors.
    private var lastKey = ""
    private let root = TemplateMap()
    /// The table into which keys go.
    private var current: TemplateMap
    /// Tables and lists that a header has defined, which no other may define again.
    private var defined: Set<ObjectIdentifier> = []
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        current = root
    }

    private static let maximumDepth = 500

    mutating func read() throws(Problem) -> TemplateMap {
        while true {
            skipBlank(newlines: true)
            guard let byte = peek else { return root }
            if byte == UInt8(ascii: "[") { try readHeader() } else { try readMember(into: current) }
            skipBlank(newlines: false)
            guard let next = peek, next != 0x0A else { continue }
            throw problem(
                "expected a top-level item to end with a newline, comment, or EOF, but got \(shown(next)) instead",
                withKey: false)
        }
    }

    // MARK: Text

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    func hasPrefix(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }

    /// Skips spaces and comments, with or without line breaks.
    private mutating func skipBlank(newlines: Bool) {
        while let byte = peek {
            if byte == UInt8(ascii: "#") {
                while let next = peek, next != 0x0A { position += 1 }
            } else if byte == 0x20 || byte == 0x09 || byte == 0x0D {
                position += 1
            } else if byte == 0x0A, newlines {
                passNewline()
            } else {
                return
            }
        }
    }

    mutating func passNewline() {
        position += 1
        line += 1
    }

    /// Where the text ends too early, the library counts one line less.
    func problem(_ message: String, withKey: Bool = true, endsEarly: Bool = false) -> Problem {
        let line = endsEarly ? self.line - 1 : self.line
        let key = withKey && !lastKey.isEmpty ? " (last key \"\(lastKey)\")" : ""
        return Problem(message: "toml: line \(line)\(key): \(message)")
    }

    private func shown(_ byte: UInt8?) -> String {
        guard byte != nil else { return "'\\x00'" }
        let (scalar, _) = UTF8Decoding.scalar(bytes, at: position)
        return "'\(Unicode.Scalar(scalar).map { String($0) } ?? "\u{FFFD}")'"
    }

    // MARK: Keys

    private mutating func readKey(end: UInt8, _ what: String) throws(Problem) -> [TemplateString] {
        var path: [TemplateString] = []
        while true {
            skipBlank(newlines: false)
            path.append(try readKeyPart(end, isFirst: path.isEmpty, what))
            skipBlank(newlines: false)
            guard let byte = peek else {
                if end == UInt8(ascii: "=") {
                    throw problem("unexpected EOF; expected key separator '='", withKey: false, endsEarly: true)
                }
                throw problem("\(what), but got '\\x00' instead", withKey: false, endsEarly: true)
            }
            position += 1
            if byte == end { return path }
            guard byte == UInt8(ascii: ".") else {
                position -= 1
                throw problem("\(what), but got \(shown(byte)) instead", withKey: false)
            }
        }
    }

    private mutating func readKeyPart(_ end: UInt8, isFirst: Bool, _ what: String) throws(Problem) -> TemplateString {
        if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") { return try readString() }
        let part = bytes[position...].prefix {
            CharacterClass.isASCIILetter($0) || CharacterClass.isDigit($0) || $0 == 0x5F || $0 == 0x2D
        }
        guard !part.isEmpty || peek == nil else {
            let isInline = depth > 0
            throw problem(
                Self.badStart(peek, end, isFirst, isInline) ?? "\(what), but got \(shown(peek)) instead",
                withKey: isInline)
        }
        position += part.count
        return TemplateString(Array(part))
    }

    /// What is wrong with a key that begins in this way.
    private static func badStart(_ byte: UInt8?, _ end: UInt8, _ isFirst: Bool, _ isInline: Bool) -> String? {
        switch (byte.map { UnicodeScalar($0) }, UnicodeScalar(end)) {
        case ("=", "="): isFirst ? "unexpected '=': key name appears blank" : "unexpected '='"
        case (".", "="): isFirst ? "unexpected '.': keys cannot start with a '.'" : "unexpected '.'"
        case ("]", "]"): "unexpected end of table name (table names cannot be empty)"
        case (".", "]"): "unexpected table separator (table names cannot be empty)"
        case (",", "=") where isInline: "unexpected comma"
        case ("}", "=") where isInline: "trailing comma not allowed in inline tables"
        default: nil
        }
    }

    private func joined(_ path: [TemplateString]) -> String { path.map(\.text).joined(separator: ".") }

    private func redefinition(_ path: [TemplateString]) -> Problem {
        problem("Key '\(joined(path))' has already been defined.")
    }

    // MARK: Tables

    private mutating func readHeader() throws(Problem) {
        let isList = hasPrefix("[[")
        position += isList ? 2 : 1
        let path = try readKey(end: UInt8(ascii: "]"), "expected '.' or ']' to end table name")
        if isList {
            guard peek == UInt8(ascii: "]") else {
                throw problem(
                    "expected end of table array name delimiter ']', but got \(shown(peek)) instead", withKey: false)
            }
            position += 1
        }
        lastKey = joined(path)
        guard let name = path.last else { return }
        let parent = try table(at: path.dropLast(), from: root)
        current = try isList ? appendTable(name, to: parent, path) : openTable(name, in: parent, path)
    }

    private mutating func openTable(
        _ name: TemplateString, in parent: TemplateMap, _ path: [TemplateString]
    ) throws(Problem) -> TemplateMap {
        let table: TemplateMap
        switch parent[name] {
        case nil:
            table = TemplateMap()
            parent[name] = .map(table)
        case .map(let map)? where !defined.contains(ObjectIdentifier(map)): table = map
        default: throw redefinition(path)
        }
        defined.insert(ObjectIdentifier(table))
        return table
    }

    private func appendTable(
        _ name: TemplateString, to parent: TemplateMap, _ path: [TemplateString]
    ) throws(Problem) -> TemplateMap {
        let table = TemplateMap()
        switch parent[name] {
        case nil: parent[name] = .list(TemplateList([.map(table)], element: .map))
        case .list(var list)?:
            guard list.element == .map else { throw redefinition(path) }
            list.elements.append(.map(table))
            parent[name] = .list(list)
        default: throw redefinition(path)
        }
        return table
    }

    /// The table under a path, made where it is missing; of a list of tables, the last one.
    private func table(at path: ArraySlice<TemplateString>, from start: TemplateMap) throws(Problem) -> TemplateMap {
        var table = start
        for key in path {
            switch table[key] {
            case nil:
                let inner = TemplateMap()
                table[key] = .map(inner)
                table = inner
            case .map(let map)?: table = map
            case .list(let list)?:
                guard case .map(let map)? = list.elements.last else { throw redefinition(Array(path)) }
                table = map
            default: throw redefinition(Array(path))
            }
        }
        return table
    }

    /// - Parameter outer: the key of the inline table that the member belongs to.
    private mutating func readMember(into target: TemplateMap, outer: String = "") throws(Problem) {
        let path = try readKey(end: UInt8(ascii: "="), "expected '.' or '='")
        guard let name = path.last else { return }
        lastKey = outer.isEmpty ? joined(path) : "\(outer).\(joined(path))"
        let parent = try table(at: path.dropLast(), from: target)
        skipBlank(newlines: false)
        let value = try readValue()
        if parent[name] != nil { throw redefinition(path) }
        if case .map(let map) = value { defined.insert(ObjectIdentifier(map)) }
        parent[name] = value
    }

    // MARK: Values

    private mutating func readValue() throws(Problem) -> TemplateValue {
        guard let byte = peek, byte != 0x0A else {
            if peek == nil { throw problem("unexpected EOF; expected value", endsEarly: true) }
            throw problem("expected value but found '\\n' instead")
        }
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.maximumDepth else { throw problem("values nest too deeply") }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try readString())
        case UInt8(ascii: "["): return try readList()
        case UInt8(ascii: "{"): return try readInlineTable()
        default: return try readPlain()
        }
    }

    private mutating func readList() throws(Problem) -> TemplateValue {
        position += 1
        var elements: [TemplateValue] = []
        while true {
            skipBlank(newlines: true)
            if peek == UInt8(ascii: "]") { break }
            guard peek != nil else { throw unfinishedList() }
            elements.append(try readValue())
            skipBlank(newlines: true)
            if peek == UInt8(ascii: "]") { break }
            guard peek == UInt8(ascii: ",") else { throw unfinishedList() }
            position += 1
        }
        position += 1
        return .list(TemplateList(elements))
    }

    private func unfinishedList() -> Problem {
        let found = peek == nil ? "end of file" : shown(peek)
        return problem(
            "expected a comma (',') or array terminator (']'), but got \(found)", endsEarly: peek == nil)
    }

    private mutating func readInlineTable() throws(Problem) -> TemplateValue {
        position += 1
        let table = TemplateMap()
        let key = lastKey
        skipBlank(newlines: false)
        if peek == UInt8(ascii: "}") {
            position += 1
            return .map(table)
        }
        while true {
            try readMember(into: table, outer: key)
            skipBlank(newlines: false)
            guard peek == UInt8(ascii: ",") || peek == UInt8(ascii: "}") else {
                let found = peek == nil ? "end of file" : shown(peek)
                throw problem("expected a comma or an inline table terminator '}', but got \(found) instead")
            }
            position += 1
            if bytes[position - 1] == UInt8(ascii: "}") { return .map(table) }
        }
    }
}

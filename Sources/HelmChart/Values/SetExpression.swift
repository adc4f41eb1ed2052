internal import ChartModel
internal import Documents

/// Reads the texts of `--set` and its relatives into values.
///
/// The grammar is Helm's `strvals`: keys with `.`, `[N]` and `\`, values with lists in braces; which of that holds
/// depends on the flag.
struct SetExpression {
    /// The flag a text was given with.
    enum Flag: String {
        case set = "--set"
        case setString = "--set-string"
        case setFile = "--set-file"
        case setJSON = "--set-json"
        case setLiteral = "--set-literal"
    }

    /// What ends the reading early.
    enum Stop: Error {
        /// The text ended where Helm's reader takes that for the end of everything.
        case end
        case failure(String)
    }

    private static let maximumNesting = 30
    static let maximumIndex = 65_536

    private let flag: Flag
    private var rest: Substring.UnicodeScalarView

    /// Reads `text` into `values`.
    static func apply(_ text: String, of flag: Flag, to values: inout Object) throws(ChartError) {
        var expression = SetExpression(flag: flag, rest: Substring(text).unicodeScalars)
        do throws(Stop) {
            while true { try expression.readKey(into: &values, nesting: 0) }
        } catch {
            guard case .failure(let reason) = error else { return }
            let message =
                flag == .setJSON
                ? "failed parsing --set-json data \(text)" : "failed parsing \(flag.rawValue) data: \(reason)"
            throw ChartError(.values, message)
        }
    }

    private var keyStops: [Unicode.Scalar] { flag == .setLiteral ? ["=", "[", "."] : ["=", "[", ",", "."] }

    /// Reads one key with its value.
    private mutating func readKey(into values: inout Object, nesting: Int) throws(Stop) {
        let (key, stop) = scan(until: keyStops)
        switch stop {
        case nil: throw key.isEmpty ? .end : .failure("key \(GoText.quoted(key)) has no value")
        case "[": try readElement(of: key, in: &values, nesting)
        case "=":
            let value = try readValue()
            set(key, value ?? "", in: &values)
            if value == nil { throw .end }
        case ",": throw .failure("key \(GoText.quoted(key)) has no value (cannot end with ,)")
        default: try readMember(of: key, in: &values, nesting)
        }
    }

    private func set(_ key: String, _ value: Value, in values: inout Object) {
        if !key.isEmpty { values[key] = value }
    }

    private mutating func readMember(of key: String, in values: inout Object, _ nesting: Int) throws(Stop) {
        if nesting >= Self.maximumNesting {
            throw .failure(
                "value name nested level is greater than maximum supported nested level of \(Self.maximumNesting)")
        }
        var inner = Object()
        if let existing = values[key] {
            guard case .object(let object) = existing else {
                throw Self.clash(existing, "map[string]interface {}")
            }
            inner = object
        }
        var end: Stop?
        do throws(Stop) {
            try readKey(into: &inner, nesting: nesting + 1)
            if inner.isEmpty { end = .failure("key map \(GoText.quoted(key)) has no value") }
        } catch {
            end = error
        }
        if !inner.isEmpty { set(key, .object(inner), in: &values) }
        if let end { throw end }
    }

    private mutating func readElement(of key: String, in values: inout Object, _ nesting: Int) throws(Stop) {
        let index = try readIndex()
        var list: [Value] = []
        if let existing = values[key] {
            guard case .array(let array) = existing else { throw Self.clash(existing, "[]interface {}") }
            list = array
        }
        var end: Stop?
        do throws(Stop) {
            try readItem(into: &list, at: index, nesting)
        } catch {
            end = error
        }
        set(key, .array(list), in: &values)
        if let end { throw end }
    }

    /// Reads what follows `[N]`.
    private mutating func readItem(into list: inout [Value], at index: Int, _ nesting: Int) throws(Stop) {
        if index < 0 { throw .failure("negative \(index) index not allowed") }
        let (data, stop) = scan(until: ["[", ".", "="])
        if !data.isEmpty {
            let letters = data.unicodeScalars.map { "'\($0)'" }.joined(separator: " ")
            throw .failure("unexpected data at end of array index: [\(letters)]")
        }
        switch stop {
        case nil: throw .end
        case "=": try place(readValue() ?? "", in: &list, at: index)
        case "[": try readNestedList(into: &list, at: index, nesting)
        default: try readNestedObject(into: &list, at: index, nesting)
        }
    }

    private mutating func readNestedList(into list: inout [Value], at index: Int, _ nesting: Int) throws(Stop) {
        let next = try readIndex()
        var inner: [Value] = []
        if index < list.count, !list[index].isNull {
            guard case .array(let array) = list[index] else { throw Self.clash(list[index], "[]interface {}") }
            inner = array
        }
        try readItem(into: &inner, at: next, nesting)
        try place(.array(inner), in: &list, at: index)
    }

    private mutating func readNestedObject(into list: inout [Value], at index: Int, _ nesting: Int) throws(Stop) {
        var inner = Object()
        if index < list.count, case .object(let object) = list[index] { inner = object }
        try readKey(into: &inner, nesting: nesting)
        try place(.object(inner), in: &list, at: index)
    }

    private func place(_ value: Value, in list: inout [Value], at index: Int) throws(Stop) {
        if index > Self.maximumIndex {
            throw .failure("index of \(index) is greater than maximum supported index of \(Self.maximumIndex)")
        }
        while list.count <= index { list.append(.null) }
        list[index] = value
    }

    private mutating func readIndex() throws(Stop) -> Int {
        let (text, stop) = scan(until: ["]"])
        guard stop != nil else { throw .failure("error parsing index: EOF") }
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, let index = Int(text) else {
            let reason = isNumber ? "value out of range" : "invalid syntax"
            throw .failure("error parsing index: strconv.Atoi: parsing \(GoText.quoted(text)): \(reason)")
        }
        return index
    }

    static func clash(_ value: Value, _ wanted: String) -> Stop {
        let type = value.isNull ? "nil" : GoText.typeName(value)
        return .failure("unable to parse key: interface conversion: interface {} is \(type), not \(wanted)")
    }

    /// The text up to one of `stops`, which is consumed; nil at the end of everything.
    private mutating func scan(until stops: [Unicode.Scalar]) -> (String, Unicode.Scalar?) {
        var text = String.UnicodeScalarView()
        while let next = rest.popFirst() {
            if stops.contains(next) { return (String(text), next) }
            if next == "\\" && flag != .setLiteral {
                guard let escaped = rest.popFirst() else { break }
                text.append(escaped)
            } else {
                text.append(next)
            }
        }
        return (String(text), nil)
    }
}

extension SetExpression {
    /// Reads a value; nil when the text ends where it should begin.
    private mutating func readValue() throws(Stop) -> Value? {
        switch flag {
        case .setLiteral:
            defer { rest = Substring().unicodeScalars }
            return .string(String(rest))
        case .setJSON: return try readJSON()
        case .set, .setString, .setFile: return try readTyped()
        }
    }

    private mutating func readTyped() throws(Stop) -> Value? {
        guard let first = rest.first else { return nil }
        if first == "{" {
            rest.removeFirst()
            return .array(try readList())
        }
        return try typed(scan(until: [","]).0)
    }

    private mutating func readList() throws(Stop) -> [Value] {
        var list: [Value] = []
        while true {
            let (text, stop) = scan(until: [",", "}"])
            guard let stop else { throw .failure("list must terminate with '}'") }
            list.append(try typed(text))
            if stop == "}" {
                if rest.first == "," { rest.removeFirst() }
                return list
            }
        }
    }

    private func typed(_ text: String) throws(Stop) -> Value {
        switch flag {
        case .set: return Self.scalar(text)
        case .setFile: return .string(try Self.file(text))
        default: return .string(text)
        }
    }

    private static func scalar(_ text: String) -> Value {
        switch text.lowercased() {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case "0": return .integer(0)
        default:
            if text.utf8.first != UInt8(ascii: "0"), let number = Int64(text) { return .integer(number) }
            return .string(text)
        }
    }

    private static func file(_ path: String) throws(Stop) -> String {
        do throws(FileSystem.Failure) {
            let bytes =
                path.trimmingSpace == "-" ? try FileSystem.readStandardInput() : try FileSystem.read(path)
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw .failure(error.message)
        }
    }

    private mutating func readJSON() throws(Stop) -> Value {
        if skipBlanks() { return .null }
        let text = scanJSON()
        _ = skipBlanks()
        do throws(DocumentError) {
            return try JSON.read(text).integersAsDoubles()
        } catch {
            throw .failure(error.message)
        }
    }

    /// Passes over spaces and one comma; true when nothing but that was left of the value.
    private mutating func skipBlanks() -> Bool {
        while let next = rest.first {
            if next == "," {
                rest.removeFirst()
                return true
            }
            if !next.properties.isWhitespace { return false }
            rest.removeFirst()
        }
        return true
    }

    /// The text of one JSON value.
    private mutating func scanJSON() -> String {
        var text = String.UnicodeScalarView()
        var (depth, isQuoted) = (0, false)
        while let next = rest.first {
            if !isQuoted && depth == 0 && !text.isEmpty && !Self.continues(next, after: text) { break }
            rest.removeFirst()
            text.append(next)
            switch next {
            case "\\" where isQuoted: if let escaped = rest.popFirst() { text.append(escaped) }
            case "\"": isQuoted.toggle()
            case "{" where !isQuoted, "[" where !isQuoted: depth += 1
            case "}" where !isQuoted, "]" where !isQuoted: depth -= 1
            default: break
            }
        }
        return String(text)
    }

    /// Whether a value that isn't in quotes or brackets goes on with `next`.
    private static func continues(_ next: Unicode.Scalar, after text: String.UnicodeScalarView) -> Bool {
        guard let first = text.first, !["\"", "{", "["].contains(first) else { return false }
        if first == "-" || ("0"..."9").contains(first) {
            return ("0"..."9").contains(next) || ["+", "-", ".", "e", "E"].contains(next)
        }
        return next.properties.isAlphabetic && !["true", "false", "null"].contains(String(text))
    }
}

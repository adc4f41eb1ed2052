import Documents

/// Writes template values as Go's encoding/json does.
struct TemplateJSONWriter {
    var escapesHTML = true
    /// Two spaces a level, one member a line.
    var isIndented = false
    /// Bytes that are no UTF-8 become the escape `\ufffd`, not the character.
    var escapesInvalid = true
    private(set) var output: [UInt8] = []

    init(escapesHTML: Bool = true, isIndented: Bool = false) {
        self.escapesHTML = escapesHTML
        self.isIndented = isIndented
    }

    private static let maximumDepth = 100_000
    private let stack = StackLimit.current()
    private var path = PathWatch()

    mutating func append(_ value: TemplateValue, depth: Int = 0) throws {
        guard depth < Self.maximumDepth, depth == 0 || !stack.isNearlyExhausted else { throw cycle(value) }
        switch value {
        case .null: output += "null".utf8
        case .bool(let bool): output += (bool ? "true" : "false").utf8
        case .int(let int): GoPrinting.append(Int64(int), to: &output)
        case .int64(let int): GoPrinting.append(int, to: &output)
        case .uint64(let int): output += String(int).utf8
        case .uint8(let int): output += String(int).utf8
        case .double(let double): try append(double)
        case .string(let string): append(string.bytes)
        case .bytes(let bytes): append(Array(base64(bytes).utf8))
        case .list(let list): try append(list, depth: depth)
        case .map(let map):
            guard path.enter(map, depth: depth) else { throw cycle(value) }
            try append(map, depth: depth)
            path.leave(map, depth: depth)
        case .named(let named): try append(named.contents, depth: depth)
        case .object(let object): append(object.document, depth: depth)
        case .complex: throw FunctionError("json: unsupported type: complex128")
        }
    }

    private func cycle(_ value: TemplateValue) -> FunctionError {
        FunctionError("json: unsupported value: encountered a cycle via \(value.goTypeName)")
    }

    private mutating func append(_ double: Double) throws {
        guard double.isFinite else {
            throw FunctionError("json: unsupported value: \(GoPrinting.text(.double(double)))")
        }
        JSON.append(.double(double), to: &output)
    }

    private mutating func append(_ bytes: [UInt8]) {
        if !escapesInvalid, !UTF8Decoding.isValid(bytes) {
            JSON.appendString(String(decoding: bytes, as: UTF8.self), to: &output, escapingHTML: escapesHTML)
        } else {
            bytes.withUnsafeBytes { JSON.appendString($0, to: &output, escapingHTML: escapesHTML) }
        }
    }

    private mutating func append(_ list: TemplateList, depth: Int) throws {
        if list.isNil {
            output += "null".utf8
            return
        }
        output.append(UInt8(ascii: "["))
        for (index, element) in list.elements.enumerated() {
            separate(index, depth + 1)
            try append(element, depth: depth + 1)
        }
        close(UInt8(ascii: "]"), list.isEmpty, depth)
    }

    private mutating func append(_ map: TemplateMap, depth: Int) throws {
        if map.isNil {
            output += "null".utf8
            return
        }
        output.append(UInt8(ascii: "{"))
        for (index, entry) in map.entries.enumerated() {
            separate(index, depth + 1)
            append(entry.key.bytes)
            output.append(UInt8(ascii: ":"))
            if isIndented { output.append(0x20) }
            try append(entry.value, depth: depth + 1)
        }
        close(UInt8(ascii: "}"), map.isEmpty, depth)
    }

    /// The members of a Go struct keep their order.
    private mutating func append(_ document: Value, depth: Int) {
        switch document {
        case .array(let array):
            output.append(UInt8(ascii: "["))
            for (index, element) in array.enumerated() {
                separate(index, depth + 1)
                append(element, depth: depth + 1)
            }
            close(UInt8(ascii: "]"), array.isEmpty, depth)
        case .object(let object):
            output.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                separate(index, depth + 1)
                JSON.appendString(member.key, to: &output, escapingHTML: escapesHTML)
                output.append(UInt8(ascii: ":"))
                if isIndented { output.append(0x20) }
                append(member.value, depth: depth + 1)
            }
            close(UInt8(ascii: "}"), object.isEmpty, depth)
        default: JSON.append(document, to: &output, escapesHTML ? .go : .plain)
        }
    }

    private mutating func separate(_ index: Int, _ depth: Int) {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        breakLine(depth)
    }

    private mutating func close(_ bracket: UInt8, _ isEmpty: Bool, _ depth: Int) {
        if !isEmpty { breakLine(depth) }
        output.append(bracket)
    }

    private mutating func breakLine(_ depth: Int) {
        guard isIndented else { return }
        output.append(0x0A)
        for _ in 0..<(2 * depth) { output.append(0x20) }
    }
}

package import Documents

extension TemplateValue {
    /// The template's view of a document; integers become Go's `int64`, as those of `--set` are.
    ///
    /// What Go reads into `interface {}` has doubles only: `Value.integersAsDoubles()` comes first there.
    package init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .bool(let bool): self = .bool(bool)
        case .integer(let integer): self = .int64(integer)
        case .double(let double): self = .double(double)
        case .string(let string): self = .string(TemplateString(string))
        case .array(let array): self = .list(TemplateList(array.map { TemplateValue($0) }))
        case .object(let object): self = .map(TemplateMap(object))
        }
    }

    /// The value as encoding/json sees it: bytes as base64, bytes that are no UTF-8 as U+FFFD.
    ///
    /// A map that contains itself is cut off at a depth no document has.
    package var document: Value {
        var conversion = DocumentConversion()
        return conversion.document(of: self, depth: 0)
    }
}

/// Turns values into documents.
private struct DocumentConversion {
    private static let maximumDepth = 10_000

    /// Only a map that contains itself was so deep; everything else becomes null.
    private var isTooDeep = false
    private let stack = StackLimit.current()

    mutating func document(of value: TemplateValue, depth: Int) -> Value {
        if isTooDeep || depth > Self.maximumDepth || depth > 0 && stack.isNearlyExhausted {
            isTooDeep = true
            return .null
        }
        return switch value {
        case .null, .complex: .null
        case .bool(let bool): .bool(bool)
        case .int(let int): .integer(Int64(int))
        case .int64(let int): .integer(int)
        case .uint64(let int): Int64(exactly: int).map { .integer($0) } ?? .double(Double(int))
        case .uint8(let int): .integer(Int64(int))
        case .double(let double): .double(double)
        case .string(let string): .string(string.text)
        case .bytes(let bytes): .string(base64(bytes))
        case .list(let list): document(of: list, depth: depth)
        case .map(let map): document(of: map, depth: depth)
        case .named(let named): document(of: named.contents, depth: depth)
        case .object(let object): object.document
        }
    }

    private mutating func document(of list: TemplateList, depth: Int) -> Value {
        if list.isNil { return .null }
        var elements: [Value] = []
        elements.reserveCapacity(list.count)
        for element in list.elements { elements.append(document(of: element, depth: depth + 1)) }
        return .array(elements)
    }

    private mutating func document(of map: TemplateMap, depth: Int) -> Value {
        if map.isNil { return .null }
        var members: [Object.Member] = []
        members.reserveCapacity(map.count)
        for entry in map.entries {
            members.append(Object.Member(key: entry.key.text, value: document(of: entry.value, depth: depth + 1)))
        }
        return .object(Object(members))
    }
}

extension TemplateMap {
    /// The template's view of an object.
    package convenience init(_ object: Object) {
        self.init(object.lazy.map { (TemplateString($0.key), TemplateValue($0.value)) })
    }
}

private let base64Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// Standard base64 with padding.
func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var position = 0
    while position < bytes.count {
        let count = Swift.min(3, bytes.count - position)
        var group: UInt32 = 0
        for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[position + offset]) : 0) }
        for digit in 0..<4 {
            text.append(digit <= count ? base64Alphabet[Int(group >> UInt32(18 - 6 * digit) & 63)] : UInt8(ascii: "="))
        }
        position += 3
    }
    return String(decoding: text, as: UTF8.self)
}

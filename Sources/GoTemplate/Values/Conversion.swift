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
    package var document: Value { document(depth: 0) }

    private func document(depth: Int) -> Value {
        switch self {
        case .null, .complex: .null
        case .bool(let bool): .bool(bool)
        case .int(let int): .integer(Int64(int))
        case .int64(let int): .integer(int)
        case .uint64(let int): Int64(exactly: int).map { .integer($0) } ?? .double(Double(int))
        case .uint8(let int): .integer(Int64(int))
        case .double(let double): .double(double)
        case .string(let string): .string(string.text)
        case .bytes(let bytes): .string(base64(bytes))
        case .list(let list): Self.document(of: list, depth: depth)
        case .map(let map): Self.document(of: map, depth: depth)
        case .named(let named): named.contents.document(depth: depth)
        case .object(let object): object.document
        }
    }

    private static let maximumDepth = 10_000

    private static func document(of list: TemplateList, depth: Int) -> Value {
        if list.isNil || depth >= maximumDepth { return .null }
        return .array(list.elements.map { $0.document(depth: depth + 1) })
    }

    private static func document(of map: TemplateMap, depth: Int) -> Value {
        if map.isNil || depth >= maximumDepth { return .null }
        return .object(
            Object(
                map.entries.map {
                    Object.Member(key: $0.key.text, value: $0.value.document(depth: depth + 1))
                }))
    }
}

extension TemplateMap {
    /// The template's view of an object.
    package convenience init(_ object: Object) {
        self.init(object.lazy.map { (TemplateString($0.key), TemplateValue($0.value)) })
    }
}

/// Standard base64 with padding.
func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var position = 0
    while position < bytes.count {
        let count = Swift.min(3, bytes.count - position)
        var group: UInt32 = 0
        for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[position + offset]) : 0) }
        for digit in 0..<4 {
            text.append(digit <= count ? alphabet[Int(group >> UInt32(18 - 6 * digit) & 63)] : UInt8(ascii: "="))
        }
        position += 3
    }
    return String(decoding: text, as: UTF8.self)
}

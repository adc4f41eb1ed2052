/// The tags that goyaml.v2 gives a meaning.
enum YAMLTag {
    private static let prefix = "tag:yaml.org,2002:"
    static let merge = prefix + "merge"
    static let binary = prefix + "binary"
    static let string = prefix + "str"
    static let float = prefix + "float"
    static let integer = prefix + "int"
    private static let timestamp = prefix + "timestamp"
    private static let resolvable = [string, float, integer, timestamp, prefix + "bool", prefix + "null"]

    /// Whether a scalar with this tag is looked at, rather than being the string that it is.
    static func isResolvable(_ tag: String) -> Bool { resolvable.contains(tag) }

    /// The tag in its short form, such as `!!int`.
    static func short(_ tag: String) -> String {
        tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    }

    /// The tag that a scalar with this meaning has; points in time are only looked for when they are wanted.
    static func of(_ scalar: YAMLScalar, _ text: UnsafeBufferPointer<UInt8>, wanted: String) -> String {
        switch scalar {
        case .null: prefix + "null"
        case .bool: prefix + "bool"
        case .integer, .unsigned: integer
        case .double: float
        case .string: wanted == timestamp && YAMLTimestamp.matches(text) ? timestamp : string
        }
    }
}

/// A scalar with its meaning found.
struct YAMLResolvedScalar {
    private let scalar: YAMLScalar
    private let text: UnsafeBufferPointer<UInt8>
    /// The text behind the tag `!!binary`.
    private var decoded: String?

    /// A scalar without a tag.
    @inline(__always)
    init(_ scalar: YAMLScalar, _ text: UnsafeBufferPointer<UInt8>) {
        self.scalar = scalar
        self.text = text
    }

    /// A scalar with a tag; fails when the text doesn't fit the tag.
    init(_ text: UnsafeBufferPointer<UInt8>, tag: String) throws(DocumentError) {
        self.text = text
        scalar = try Self.resolve(text, tag: tag)
        if tag == YAMLTag.binary {
            guard let bytes = try? Base64.decode(UnsafeRawBufferPointer(text)) else {
                throw DocumentError("!!binary value contains invalid base64 data")
            }
            decoded = bytes.withUnsafeBufferPointer(JSONReader.repaired)
        }
    }

    private static func resolve(
        _ text: UnsafeBufferPointer<UInt8>, tag: String
    ) throws(DocumentError) -> YAMLScalar {
        guard YAMLTag.isResolvable(tag), tag != YAMLTag.string else { return .string }
        let scalar = YAMLScalar(text)
        let found = YAMLTag.of(scalar, text, wanted: tag)
        if found == tag { return scalar }
        if tag == YAMLTag.float, case .integer(let integer) = scalar { return .double(Double(integer)) }
        let string = String(decoding: text, as: UTF8.self)
        throw DocumentError("cannot decode \(YAMLTag.short(found)) `\(string)` as a \(YAMLTag.short(tag))")
    }

    private var string: String { decoded ?? String(decoding: text, as: UTF8.self) }

    /// The value, as JSON would have it.
    var value: Value {
        switch scalar {
        case .null: .null
        case .bool(let bool): .bool(bool)
        case .integer(let integer): .integer(integer)
        case .unsigned(let unsigned): .double(Double(unsigned))
        case .double(let double): GoFloat.jsonNumber(double)
        case .string: .string(string)
        }
    }

    /// The scalar as a key.
    var key: YAMLKey {
        switch scalar {
        case .null: return .null
        case .bool(let bool): return .string(bool ? "true" : "false")
        case .integer(let integer): return .string(String(integer))
        case .unsigned(let unsigned):
            return .unsupported("uint64, key: 0x\(String(unsigned, radix: 16))")
        case .double(let double): return .string(YAMLKey.text(double))
        case .string:
            guard decoded == nil, let first = text.first else { return .string(string) }
            return .string(string, .init(first: first, last: text[text.count - 1], count: text.count))
        }
    }

    /// How Go names the number that JSON can't have, if it is one.
    var unsupportedNumber: String? {
        guard case .double(let double) = scalar, !double.isFinite else { return nil }
        return double.isNaN ? "NaN" : double > 0 ? "+Inf" : "-Inf"
    }
}

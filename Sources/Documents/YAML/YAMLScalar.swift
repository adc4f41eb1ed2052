/// What a plain scalar stands for, as goyaml.v2 resolves it: YAML 1.1, without numbers to base 60.
enum YAMLScalar: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// An integer above Int64.max.
    case unsigned(UInt64)
    /// Also not a number and the infinities.
    case double(Double)
    case string

    /// Resolves the text of a plain scalar.
    @inline(__always)
    init(_ text: UnsafeBufferPointer<UInt8>) {
        guard let first = text.first else {
            self = .null
            return
        }
        switch Self.hint(first) {
        case .none: self = .string
        case .word: self = Self.word(text) ?? .string
        case .point: self = Self.word(text) ?? Self.fraction(text) ?? .string
        case .number: self = Self.number(text) ?? .string
        }
    }

    private enum Hint {
        case none, word, point, number
    }

    /// What a scalar that begins with this byte may be, other than a string.
    @inline(__always)
    private static func hint(_ first: UInt8) -> Hint {
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): .number
        case UInt8(ascii: "."): .point
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"),
            UInt8(ascii: "~"):
            .word
        default: .none
        }
    }

    /// The words with a meaning of their own.
    @inline(__always)
    private static func word(_ text: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        guard text.count <= 5 else { return nil }
        return words[text.reduce(0) { $0 << 8 | UInt64($1) }]
    }

    /// The words by their bytes, put together to a number.
    private static let words: [UInt64: YAMLScalar] = {
        let meanings: [(YAMLScalar, String)] = [
            (.bool(true), "y Y yes Yes YES true True TRUE on On ON"),
            (.bool(false), "n N no No NO false False FALSE off Off OFF"),
            (.null, "~ null Null NULL"),
            (.double(.nan), ".nan .NaN .NAN"),
            (.double(.infinity), ".inf .Inf .INF +.inf +.Inf +.INF"),
            (.double(-.infinity), "-.inf -.Inf -.INF"),
        ]
        var words: [UInt64: YAMLScalar] = [:]
        for (meaning, spellings) in meanings {
            for spelling in spellings.split(separator: " ") {
                words[spelling.utf8.reduce(0) { $0 << 8 | UInt64($1) }] = meaning
            }
        }
        return words
    }()

    private static func number(_ text: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        if text.count == 5, text[1] == UInt8(ascii: "."), let infinity = word(text) { return infinity }
        guard text.contains(UInt8(ascii: "_")) else { return numberWithoutUnderscores(text) }
        return text.filter { $0 != UInt8(ascii: "_") }.withUnsafeBufferPointer(numberWithoutUnderscores)
    }

    private static func numberWithoutUnderscores(_ text: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        integer(text) ?? floating(text) ?? signedBinary(text)
    }

    /// An integer as Go's ParseInt and ParseUint read it with base 0: `0x1f`, `0b1`, `0o17`, `017`.
    private static func integer(_ text: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        var digits = text[...]
        let sign = digits.first
        let isSigned = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
        if isSigned { digits = digits.dropFirst() }
        guard let magnitude = magnitude(digits) else { return nil }
        if sign == UInt8(ascii: "-") {
            return magnitude <= UInt64(1) << 63 ? .integer(Int64(truncatingIfNeeded: 0 &- magnitude)) : nil
        }
        if let integer = Int64(exactly: magnitude) { return .integer(integer) }
        return isSigned ? nil : .unsigned(magnitude)
    }

    private static func magnitude(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
        guard text.first == UInt8(ascii: "0"), let second = text.dropFirst().first else {
            return magnitude(text, radix: 10)
        }
        switch second | 0x20 {
        case UInt8(ascii: "x"): return magnitude(text.dropFirst(2), radix: 16)
        case UInt8(ascii: "b"): return magnitude(text.dropFirst(2), radix: 2)
        case UInt8(ascii: "o"): return magnitude(text.dropFirst(2), radix: 8)
        default: return magnitude(text.dropFirst(), radix: 8)
        }
    }

    private static func magnitude(_ digits: Slice<UnsafeBufferPointer<UInt8>>, radix: UInt64) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var magnitude: UInt64 = 0
        for byte in digits {
            guard let digit = byte.hexDigit, digit < radix else { return nil }
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            guard !overflow, !carry else { return nil }
            magnitude = sum
        }
        return magnitude
    }

    /// A decimal number with digits, a point or an exponent; nil for one too large for a double.
    private static func floating(_ text: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        guard isFloat(text), let double = Double(String(decoding: text, as: UTF8.self)), double.isFinite else {
            return nil
        }
        return .double(double)
    }

    /// A decimal number that begins with a point: underscores must stand between digits here.
    private static func fraction(_ text: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        guard text.contains(UInt8(ascii: "_")) else { return floating(text) }
        for position in text.indices where text[position] == UInt8(ascii: "_") {
            guard position + 1 < text.count, isDigit(text[position - 1]), isDigit(text[position + 1]) else {
                return nil
            }
        }
        return text.filter { $0 != UInt8(ascii: "_") }.withUnsafeBufferPointer(floating)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func isFloat(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var scan = ByteScan(text)
        scan.skipSign()
        let whole = scan.skipDigits()
        var fraction = 0
        if scan.skip(UInt8(ascii: ".")) { fraction = scan.skipDigits() }
        guard whole + fraction > 0 else { return false }
        if scan.skip(UInt8(ascii: "e")) || scan.skip(UInt8(ascii: "E")) {
            scan.skipSign()
            guard scan.skipDigits() > 0 else { return false }
        }
        return scan.isAtEnd
    }

    /// An oddity of goyaml: behind `0b` a sign is allowed.
    private static func signedBinary(_ text: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        guard text.starts(with: "0b+".utf8) || text.starts(with: "0b-".utf8) else { return nil }
        guard let magnitude = magnitude(text.dropFirst(3), radix: 2), let integer = Int64(exactly: magnitude) else {
            return nil
        }
        return .integer(text[2] == UInt8(ascii: "-") ? -integer : integer)
    }
}

/// Goes over the parts of a short text.
struct ByteScan {
    private let text: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    var isAtEnd: Bool { position == text.count }

    /// The next byte, or nil at the end.
    var next: UInt8? { position < text.count ? text[position] : nil }

    /// Skips the byte if it comes next, and tells whether it did.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Skips a plus or a minus.
    mutating func skipSign() {
        if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
    }

    /// Skips decimal digits, at most so many, and returns how many.
    @discardableResult
    mutating func skipDigits(atMost limit: Int = .max) -> Int {
        let start = position
        while let byte = next, byte &- UInt8(ascii: "0") < 10, position - start < limit { position += 1 }
        return position - start
    }
}

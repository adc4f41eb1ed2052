/// What a text contains, as far as it decides in which styles it can be written.
struct YAMLTextAnalysis {
    /// It has a line break, also one of Unicode's.
    private(set) var isMultiline = false
    /// It can stand without quotes in block context, were it not taken for something else than a string.
    private(set) var allowsPlain = true
    private(set) var allowsSingleQuotes = true
    private(set) var allowsBlock = true

    private struct Findings {
        var hasIndicators = false
        var hasSpecials = false
        var hasTabs = false
        var startsOrEndsWithSpace = false
        var endsWithSpace = false
        var hasSpaceBehindBreak = false
        var hasBreakBehindSpace = false
    }

    init(_ text: UnsafeBufferPointer<UInt8>, style: YAML.Style) {
        guard let first = text.first else {
            allowsBlock = false
            return
        }
        var findings = Findings()
        findings.hasIndicators = Self.startsWithIndicator(text, first)
        scan(text, &findings)
        conclude(findings, style)
    }

    /// The text has a line break, also one of Unicode's.
    static func hasBreak(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.indices.contains { isRare(text[$0]) && YAMLCharacter(text, at: $0).isBreak }
    }

    /// Most characters of most texts mean nothing in any place.
    @inline(__always)
    private static func isRare(_ byte: UInt8) -> Bool {
        byte < 0x2d || byte > 0x7a || byte == UInt8(ascii: ":")
    }

    private mutating func conclude(_ findings: Findings, _ style: YAML.Style) {
        // goyaml.v3 writes tabs in blocks as they are.
        let hasSpecials = findings.hasSpecials || findings.hasTabs && style == .goYAML2
        let isTricky = hasSpecials || findings.hasTabs || findings.hasBreakBehindSpace
        allowsPlain = !(isTricky || isMultiline || findings.hasIndicators || findings.startsOrEndsWithSpace)
        allowsSingleQuotes = !(isTricky || findings.hasSpaceBehindBreak)
        allowsBlock = !(hasSpecials || findings.hasBreakBehindSpace || findings.endsWithSpace)
    }

    private static func startsWithIndicator(_ text: UnsafeBufferPointer<UInt8>, _ first: UInt8) -> Bool {
        switch first {
        case UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
            UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
            UInt8(ascii: "`"):
            return true
        case UInt8(ascii: "?"), UInt8(ascii: ":"): return isBlankOrEnd(text, 1)
        case UInt8(ascii: "-"): return isBlankOrEnd(text, 1) || text.starts(with: "---".utf8)
        case UInt8(ascii: "."): return text.starts(with: "...".utf8)
        default: return false
        }
    }

    @inline(__always)
    private static func isBlankOrEnd(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        position >= text.count || text[position] == UInt8(ascii: " ") || text[position] == UInt8(ascii: "\t")
    }

    private mutating func scan(_ text: UnsafeBufferPointer<UInt8>, _ findings: inout Findings) {
        enum Previous { case space, lineBreak, other }
        var previous = Previous.other
        var isBehindWhitespace = true
        var position = 0
        while position < text.count {
            let byte = text[position]
            guard Self.isRare(byte) else {
                previous = .other
                isBehindWhitespace = false
                position &+= 1
                continue
            }
            let character = YAMLCharacter(text, at: position)
            let isLast = position &+ character.length >= text.count
            if byte == UInt8(ascii: " ") {
                if position == 0 || isLast { findings.startsOrEndsWithSpace = true }
                if isLast { findings.endsWithSpace = true }
                if previous == .lineBreak { findings.hasSpaceBehindBreak = true }
                previous = .space
            } else if character.isBreak {
                isMultiline = true
                if previous == .space { findings.hasBreakBehindSpace = true }
                previous = .lineBreak
            } else {
                previous = .other
                if byte == UInt8(ascii: ":"), position > 0, Self.isBlankOrEnd(text, position &+ 1) {
                    findings.hasIndicators = true
                } else if byte == UInt8(ascii: "#"), isBehindWhitespace {
                    findings.hasIndicators = true
                } else if byte == UInt8(ascii: "\t") {
                    findings.hasTabs = true
                }
            }
            if !character.isPrintable, byte != UInt8(ascii: "\t") { findings.hasSpecials = true }
            isBehindWhitespace =
                byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 0 || character.isBreak
            position &+= character.length
        }
    }
}

/// One character of a text, as YAML sees it.
struct YAMLCharacter {
    /// How many bytes it has.
    let length: Int
    /// It ends a line: LF, CR, NEL, LS or PS.
    let isBreak: Bool
    /// It may be written as it is; characters behind U+FFFF are not, by goyaml's choice.
    let isPrintable: Bool

    @inline(__always)
    init(_ text: UnsafeBufferPointer<UInt8>, at position: Int) {
        let byte = text[position]
        if byte < 0x80 {
            self.init(
                length: 1, isBreak: byte == 0x0a || byte == 0x0d,
                isPrintable: byte >= 0x20 && byte <= 0x7e || byte == 0x0a)
        } else {
            self.init(sequence: text, at: position)
        }
    }

    private init(sequence text: UnsafeBufferPointer<UInt8>, at position: Int) {
        let bytes = UnsafeRawBufferPointer(text)
        let length = max(UTF8Sequence.length(bytes, at: position), 1)
        let scalar = UTF8Sequence.scalar(bytes, at: position, length: length)?.value ?? 0
        self.init(
            length: length, isBreak: scalar == 0x85 || scalar == 0x2028 || scalar == 0x2029,
            isPrintable: scalar >= 0xa0 && scalar <= 0xfffd && scalar != 0xfeff)
    }

    @inline(__always)
    private init(length: Int, isBreak: Bool, isPrintable: Bool) {
        self.length = length
        self.isBreak = isBreak
        self.isPrintable = isPrintable
    }
}

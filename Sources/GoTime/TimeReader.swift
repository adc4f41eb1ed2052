/// Reads a text along a layout.
struct TimeReader {
    /// Why an element couldn't be read: it isn't there at all, or what is there is out of range.
    enum Fault: Error {
        case unreadable
        case outOfRange(String)
    }

    private let layout: String
    private let text: String
    private let bytes: [UInt8]
    private var position = 0
    private var elements: LayoutReader
    private var parts = TimeParts()

    init(layout: String, text: String) {
        self.layout = layout
        self.text = text
        bytes = Array(text.utf8)
        elements = LayoutReader(layout)
    }

    mutating func read() throws(GoTimeError) -> TimeParts {
        while true {
            let (literal, element) = elements.next()
            guard skip(literal) else { throw mismatch(from: position, element: literal) }
            guard let element else { break }
            let start = position
            do {
                try readElement(element.piece)
            } catch {
                switch error {
                case .unreadable: throw mismatch(from: start, element: element.spelling)
                case .outOfRange(let what):
                    throw GoTimeError("parsing time \(quoted(text)): \(what) out of range")
                }
            }
        }
        guard position == bytes.count else {
            throw GoTimeError("parsing time \(quoted(text)): extra text: \(quoted(rest(from: position)))")
        }
        return parts
    }

    private func mismatch(from start: Int, element: ArraySlice<UInt8>) -> GoTimeError {
        let element = quoted(String(decoding: element, as: UTF8.self))
        return GoTimeError(
            "parsing time \(quoted(text)) as \(quoted(layout)): cannot parse \(quoted(rest(from: start))) as \(element)"
        )
    }

    private func rest(from start: Int) -> String {
        String(decoding: bytes[start...], as: UTF8.self)
    }

    /// Skips what the layout spells itself; a run of spaces there stands for any run of spaces, also for none at
    /// the end.
    private mutating func skip(_ literal: ArraySlice<UInt8>) -> Bool {
        var literal = literal
        while let expected = literal.first {
            if expected == 0x20 {
                if let byte = peek(), byte != 0x20 { return false }
                literal = literal.drop { $0 == 0x20 }
                while peek() == 0x20 { position += 1 }
                continue
            }
            guard peek() == expected else { return false }
            literal = literal.dropFirst()
            position += 1
        }
        return true
    }

    // MARK: Elements

    private mutating func readElement(_ piece: LayoutPiece) throws(Fault) {
        switch piece {
        case .longYear, .year, .longMonth, .month, .numericMonth, .zeroMonth: try readYearOrMonth(piece)
        case .longWeekday, .weekday, .day, .spaceDay, .zeroDay, .spaceYearDay, .zeroYearDay: try readDay(piece)
        case .zoneName: try readZoneName()
        case .offset(let style): try readOffset(style)
        case .fraction(let digits, _):
            guard position + 1 + digits <= bytes.count else { throw .unreadable }
            try readFraction(length: 1 + digits)
        case .trimmedFraction:
            if hasFraction() { try readFraction(length: fractionLength()) }
        default: try readTimeOfDay(piece)
        }
    }

    private mutating func readYearOrMonth(_ piece: LayoutPiece) throws(Fault) {
        switch piece {
        case .longYear:
            guard peek()?.isDigit == true else { throw .unreadable }
            parts.civil.year = try number(length: 4)
        case .year:
            let year = try number(length: 2)
            parts.civil.year = year + (year >= 69 ? 1900 : 2000)
        case .longMonth: parts.civil.month = 1 + (try name(of: CalendarNames.months, length: nil))
        case .month: parts.civil.month = 1 + (try name(of: CalendarNames.months, length: 3))
        default:
            parts.civil.month = try number(fixed: piece == .zeroMonth)
            guard (1...12).contains(parts.civil.month) else { throw .outOfRange("month") }
        }
    }

    private mutating func readDay(_ piece: LayoutPiece) throws(Fault) {
        switch piece {
        case .longWeekday: _ = try name(of: CalendarNames.weekdays, length: nil)
        case .weekday: _ = try name(of: CalendarNames.weekdays, length: 3)
        case .spaceYearDay, .zeroYearDay:
            if piece == .spaceYearDay { skipSpaces(upTo: 2) }
            parts.yearDay = try yearDay(fixed: piece == .zeroYearDay)
        default:
            if piece == .spaceDay { skipSpaces(upTo: 1) }
            parts.civil.day = try number(fixed: piece == .zeroDay)
        }
    }

    private mutating func readTimeOfDay(_ piece: LayoutPiece) throws(Fault) {
        switch piece {
        case .hour: parts.civil.hour = try number(fixed: false, upTo: 23, "hour")
        case .hour12, .zeroHour12: parts.civil.hour = try number(fixed: piece == .zeroHour12, upTo: 12, "hour")
        case .minute, .zeroMinute: parts.civil.minute = try number(fixed: piece == .zeroMinute, upTo: 59, "minute")
        case .second, .zeroSecond:
            parts.civil.second = try number(fixed: piece == .zeroSecond, upTo: 59, "second")
            // A fraction is read even where the layout has none.
            if hasFraction(), !elements.isFractionNext() { try readFraction(length: fractionLength()) }
        default: try readMeridiem(upper: piece == .upperMeridiem)
        }
    }

    private mutating func readMeridiem(upper: Bool) throws(Fault) {
        guard position + 2 <= bytes.count else { throw .unreadable }
        switch (upper, String(decoding: bytes[position..<position + 2], as: UTF8.self)) {
        case (true, "PM"), (false, "pm"): parts.isPM = true
        case (true, "AM"), (false, "am"): parts.isAM = true
        default: throw .unreadable
        }
        position += 2
    }

    private mutating func readZoneName() throws(Fault) {
        if bytes[position...].starts(with: "UTC".utf8) {
            position += 3
            parts.isUTC = true
            return
        }
        guard let length = ZoneAbbreviation.length(at: bytes[position...]) else { throw .unreadable }
        parts.zoneName = String(decoding: bytes[position..<position + length], as: UTF8.self)
        position += length
    }

    private mutating func readOffset(_ style: OffsetStyle) throws(Fault) {
        if style.zulu, style.precision != .seconds, peek() == UInt8(ascii: "Z") {
            position += 1
            parts.isUTC = true
            return
        }
        guard let sign = peek() else { throw .unreadable }
        position += 1
        let count = style.precision == .hours ? 1 : style.precision == .minutes ? 2 : 3
        guard bytes.count - position >= 2 * count + (style.colon ? count - 1 : 0) else { throw .unreadable }
        var offset = 0
        for (index, what) in ["hour", "minute", "second"].enumerated() {
            var part = 0
            if index < count {
                if style.colon, index > 0 { try expect(UInt8(ascii: ":")) }
                part = try number(fixed: true, upTo: index == 0 ? 24 : 60, "time zone offset \(what)")
            }
            offset = offset * 60 + part
        }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { throw .unreadable }
        parts.offset = sign == UInt8(ascii: "-") ? -offset : offset
    }

    // MARK: Fractions

    private func hasFraction() -> Bool {
        guard position + 1 < bytes.count, bytes[position + 1].isDigit else { return false }
        return bytes[position] == UInt8(ascii: ".") || bytes[position] == UInt8(ascii: ",")
    }

    /// The separator with the digits behind it.
    private func fractionLength() -> Int {
        1 + bytes[(position + 1)...].prefix { $0.isDigit }.count
    }

    /// Reads a separator and digits; those beyond nanoseconds are dropped.
    private mutating func readFraction(length: Int) throws(Fault) {
        let separator = peek()
        guard separator == UInt8(ascii: ".") || separator == UInt8(ascii: ",") else { throw .unreadable }
        var value: Int32 = 0
        for index in 1..<10 {
            value *= 10
            guard index < length else { continue }
            let byte = bytes[position + index]
            guard byte.isDigit else { throw .unreadable }
            value += Int32(byte - 0x30)
        }
        parts.nanoseconds = value
        position += length
    }

    // MARK: Numbers and names

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func expect(_ byte: UInt8) throws(Fault) {
        guard peek() == byte else { throw .unreadable }
        position += 1
    }

    private mutating func skipSpaces(upTo count: Int) {
        for _ in 0..<count where peek() == 0x20 { position += 1 }
    }

    /// One or two digits; two when `fixed`.
    private mutating func number(fixed: Bool) throws(Fault) -> Int {
        guard let first = peek(), first.isDigit else { throw .unreadable }
        position += 1
        guard let second = peek(), second.isDigit else {
            if fixed { throw .unreadable }
            return Int(first - 0x30)
        }
        position += 1
        return Int(first - 0x30) * 10 + Int(second - 0x30)
    }

    private mutating func number(fixed: Bool, upTo maximum: Int, _ what: String) throws(Fault) -> Int {
        let value = try number(fixed: fixed)
        guard value <= maximum else { throw .outOfRange(what) }
        return value
    }

    /// Exactly `length` digits.
    private mutating func number(length: Int) throws(Fault) -> Int {
        guard position + length <= bytes.count else { throw .unreadable }
        var value = 0
        for byte in bytes[position..<position + length] {
            guard byte.isDigit else { throw .unreadable }
            value = value * 10 + Int(byte - 0x30)
        }
        position += length
        return value
    }

    private mutating func yearDay(fixed: Bool) throws(Fault) -> Int {
        let digits = bytes[position...].prefix { $0.isDigit }.prefix(3)
        guard !digits.isEmpty, !fixed || digits.count == 3 else { throw .unreadable }
        position += digits.count
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Which of the names (or of their first letters) stands here, in any case.
    private mutating func name(of names: [String], length: Int?) throws(Fault) -> Int {
        for (index, name) in names.enumerated() {
            let name = name.utf8.prefix(length ?? name.utf8.count)
            guard position + name.count <= bytes.count else { continue }
            let isEqual = zip(name, bytes[position...]).allSatisfy { $0 | 0x20 == $1 | 0x20 }
            if isEqual {
                position += name.count
                return index
            }
        }
        throw .unreadable
    }
}

/// Zone abbreviations in a text.
enum ZoneAbbreviation {
    /// The length of the abbreviation at the start of `text`, or nil: three capitals, four or five that end in T,
    /// `GMT` with an hour offset, or an hour offset alone.
    static func length(at text: ArraySlice<UInt8>) -> Int? {
        guard text.count >= 3 else { return nil }
        if text.starts(with: "ChST".utf8) || text.starts(with: "MeST".utf8) { return 4 }
        if text.starts(with: "GMT".utf8) { return 3 + signedOffset(text.dropFirst(3)) }
        if text.first == UInt8(ascii: "+") || text.first == UInt8(ascii: "-") {
            let length = signedOffset(text)
            return length > 0 ? length : nil
        }
        let capitals = text.prefix(6).prefix { (0x41...0x5A).contains($0) }
        switch capitals.count {
        case 3: return 3
        case 4 where capitals.last == UInt8(ascii: "T") || capitals.elementsEqual("WITA".utf8): return 4
        case 5 where capitals.last == UInt8(ascii: "T"): return 5
        default: return nil
        }
    }

    private static func signedOffset(_ text: ArraySlice<UInt8>) -> Int {
        guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return 0 }
        let digits = text.dropFirst().prefix { $0.isDigit }
        guard !digits.isEmpty else { return 0 }
        var hours = 0
        for digit in digits {
            hours = hours * 10 + Int(digit - 0x30)
            if hours > 23 { return 0 }
        }
        return 1 + digits.count
    }
}

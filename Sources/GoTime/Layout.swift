/// One piece of a Go layout: a text taken as it is, or an element of the reference time.
enum LayoutPiece: Hashable {
    case longMonth, month, numericMonth, zeroMonth
    case longWeekday, weekday
    case day, spaceDay, zeroDay, spaceYearDay, zeroYearDay
    case hour, hour12, zeroHour12, minute, zeroMinute, second, zeroSecond
    case longYear, year
    case upperMeridiem, lowerMeridiem
    case zoneName
    case offset(OffsetStyle)
    /// A fraction of a second with all its digits (`.000`); `comma` says which sign separates it.
    case fraction(digits: Int, comma: Bool)
    /// A fraction of a second without zeros at the end (`.999`).
    case trimmedFraction(digits: Int, comma: Bool)
}

/// How an offset from UTC is spelled.
struct OffsetStyle: Hashable {
    /// The hours are followed by minutes, and these by seconds.
    enum Precision { case hours, minutes, seconds }

    var precision: Precision
    var colon = false
    /// UTC is spelled `Z`.
    var zulu = false
}

/// Takes a layout apart from left to right.
struct LayoutReader {
    let bytes: [UInt8]
    private(set) var position = 0

    init(_ layout: String) {
        bytes = Array(layout.utf8)
    }

    /// The literal bytes before the next element, and the element with the bytes that spell it (nil at the end).
    mutating func next() -> (literal: ArraySlice<UInt8>, element: (piece: LayoutPiece, spelling: ArraySlice<UInt8>)?) {
        let start = position
        while position < bytes.count {
            if let (piece, skipped, length) = element(at: position) {
                let begin = position + skipped
                position = begin + length
                return (bytes[start..<begin], (piece, bytes[begin..<position]))
            }
            position += 1
        }
        return (bytes[start...], nil)
    }

    /// The next element is a fraction of a second that follows at once or later.
    func isFractionNext() -> Bool {
        var ahead = self
        switch ahead.next().element?.piece {
        case .fraction, .trimmedFraction: return true
        default: return false
        }
    }

    private static let fixed: [(spelling: StaticString, piece: LayoutPiece)] = [
        ("January", .longMonth), ("Monday", .longWeekday), ("MST", .zoneName),
        ("002", .zeroYearDay), ("01", .zeroMonth), ("02", .zeroDay), ("03", .zeroHour12), ("04", .zeroMinute),
        ("05", .zeroSecond), ("06", .year), ("15", .hour), ("1", .numericMonth),
        ("2006", .longYear), ("2", .day), ("__2", .spaceYearDay), ("3", .hour12), ("4", .minute), ("5", .second),
        ("PM", .upperMeridiem), ("pm", .lowerMeridiem),
        ("-070000", .offset(OffsetStyle(precision: .seconds))),
        ("-07:00:00", .offset(OffsetStyle(precision: .seconds, colon: true))),
        ("-0700", .offset(OffsetStyle(precision: .minutes))),
        ("-07:00", .offset(OffsetStyle(precision: .minutes, colon: true))),
        ("-07", .offset(OffsetStyle(precision: .hours))),
        ("Z070000", .offset(OffsetStyle(precision: .seconds, zulu: true))),
        ("Z07:00:00", .offset(OffsetStyle(precision: .seconds, colon: true, zulu: true))),
        ("Z0700", .offset(OffsetStyle(precision: .minutes, zulu: true))),
        ("Z07:00", .offset(OffsetStyle(precision: .minutes, colon: true, zulu: true))),
        ("Z07", .offset(OffsetStyle(precision: .hours, zulu: true))),
    ]

    private func element(at index: Int) -> (LayoutPiece, skipped: Int, length: Int)? {
        for (spelling, piece) in Self.fixed where hasPrefix(spelling, at: index) {
            return (piece, 0, spelling.utf8CodeUnitCount)
        }
        switch bytes[index] {
        case UInt8(ascii: "J") where hasWord("Jan", at: index): return (.month, 0, 3)
        case UInt8(ascii: "M") where hasWord("Mon", at: index): return (.weekday, 0, 3)
        case UInt8(ascii: "_") where hasPrefix("_2006", at: index): return (.longYear, 1, 4)
        case UInt8(ascii: "_") where hasPrefix("_2", at: index): return (.spaceDay, 0, 2)
        case UInt8(ascii: "."), UInt8(ascii: ","): return fraction(at: index)
        default: return nil
        }
    }

    /// `.000` or `,999`: a run of zeros or nines that no further digit follows.
    private func fraction(at index: Int) -> (LayoutPiece, skipped: Int, length: Int)? {
        guard index + 1 < bytes.count, case let digit = bytes[index + 1], digit == 0x30 || digit == 0x39 else {
            return nil
        }
        var end = index + 1
        while end < bytes.count, bytes[end] == digit { end += 1 }
        if end < bytes.count, bytes[end].isDigit { return nil }
        let digits = end - index - 1
        let comma = bytes[index] == UInt8(ascii: ",")
        let piece: LayoutPiece =
            digit == 0x30 ? .fraction(digits: digits, comma: comma) : .trimmedFraction(digits: digits, comma: comma)
        return (piece, 0, end - index)
    }

    private func hasPrefix(_ text: StaticString, at index: Int) -> Bool {
        text.withUTF8Buffer { text in
            index + text.count <= bytes.count && bytes[index..<index + text.count].elementsEqual(text)
        }
    }

    /// The text is there and no lower-case letter follows (`Jan`, but not in `Janus`).
    private func hasWord(_ text: StaticString, at index: Int) -> Bool {
        guard hasPrefix(text, at: index) else { return false }
        let end = index + text.utf8CodeUnitCount
        return end >= bytes.count || !(0x61...0x7A).contains(bytes[end])
    }
}

extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
}

/// English names, as Go writes them whatever the locale.
enum CalendarNames {
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}

extension CivilTime {
    /// `January` for month 1; Go's `%!Month(13)` for what is no month.
    package static func name(ofMonth month: Int) -> String {
        (1...12).contains(month) ? CalendarNames.months[month - 1] : "%!Month(\(month))"
    }

    /// `Sunday` for weekday 0; Go's `%!Weekday(7)` for what is no weekday.
    package static func name(ofWeekday weekday: Int) -> String {
        (0...6).contains(weekday) ? CalendarNames.weekdays[weekday] : "%!Weekday(\(weekday))"
    }
}

extension GoTime {
    /// RFC 3339 with the fraction trimmed, as Helm stores times: `2026-11-21T08:54:00.8528+05:30`.
    package var rfc3339Nano: String { format(GoTimeLayout.rfc3339Nano) }

    /// RFC 3339 to the second.
    package var rfc3339: String { format(GoTimeLayout.rfc3339) }

    /// `Mon Jan _2 15:04:05 2006`, as `history` shows times.
    package var ansiC: String { format(GoTimeLayout.ansiC) }

    /// The time after a Go layout, an example made of the reference time `Mon Jan 2 15:04:05 MST 2006`.
    package func format(_ layout: String) -> String {
        var writer = TimeWriter(time: self)
        var reader = LayoutReader(layout)
        while true {
            let (literal, element) = reader.next()
            writer.bytes += literal
            guard let element else { return String(decoding: writer.bytes, as: UTF8.self) }
            writer.append(element.piece)
        }
    }
}

extension GoTime: CustomStringConvertible {
    /// Go's `Time.String()`, which `list` shows: `2006-01-02 15:04:05.999999999 -0700 MST`.
    package var description: String { format(GoTimeLayout.string) }
}

/// Layouts that have a name.
package enum GoTimeLayout {
    package static let ansiC = "Mon Jan _2 15:04:05 2006"
    package static let rfc3339 = "2006-01-02T15:04:05Z07:00"
    package static let rfc3339Nano = "2006-01-02T15:04:05.999999999Z07:00"
    package static let string = "2006-01-02 15:04:05.999999999 -0700 MST"
}

/// Writes the elements of a layout for one time.
private struct TimeWriter {
    let time: GoTime
    let civil: CivilTime
    var bytes: [UInt8] = []

    init(time: GoTime) {
        self.time = time
        civil = time.civil
    }

    mutating func append(_ piece: LayoutPiece) {
        switch piece {
        case .longYear, .year, .longMonth, .month, .numericMonth, .zeroMonth: appendYearOrMonth(piece)
        case .longWeekday, .weekday, .day, .spaceDay, .zeroDay, .spaceYearDay, .zeroYearDay: appendDay(piece)
        case .zoneName: appendZoneName()
        case .offset(let style): appendOffset(style)
        case .fraction(let digits, let comma): appendFraction(digits: digits, comma: comma, trimmed: false)
        case .trimmedFraction(let digits, let comma): appendFraction(digits: digits, comma: comma, trimmed: true)
        default: appendTimeOfDay(piece)
        }
    }

    private mutating func appendYearOrMonth(_ piece: LayoutPiece) {
        let name = CivilTime.name(ofMonth: civil.month)
        switch piece {
        case .longYear: append(civil.year, width: 4)
        case .year: append(Int(civil.year.magnitude % 100), width: 2)
        case .longMonth: bytes += name.utf8
        case .month: bytes += name.utf8.prefix(3)
        case .zeroMonth: append(civil.month, width: 2)
        default: append(civil.month, width: 0)
        }
    }

    private mutating func appendDay(_ piece: LayoutPiece) {
        switch piece {
        case .longWeekday: bytes += CivilTime.name(ofWeekday: civil.weekday).utf8
        case .weekday: bytes += CivilTime.name(ofWeekday: civil.weekday).utf8.prefix(3)
        case .zeroDay: append(civil.day, width: 2)
        case .spaceDay: append(civil.day, width: 2, pad: 0x20)
        case .zeroYearDay: append(civil.dayOfYear, width: 3)
        case .spaceYearDay: append(civil.dayOfYear, width: 3, pad: 0x20)
        default: append(civil.day, width: 0)
        }
    }

    private mutating func appendTimeOfDay(_ piece: LayoutPiece) {
        let hour12 = civil.hour % 12 == 0 ? 12 : civil.hour % 12
        switch piece {
        case .hour: append(civil.hour, width: 2)
        case .hour12: append(hour12, width: 0)
        case .zeroHour12: append(hour12, width: 2)
        case .minute: append(civil.minute, width: 0)
        case .zeroMinute: append(civil.minute, width: 2)
        case .second: append(civil.second, width: 0)
        case .zeroSecond: append(civil.second, width: 2)
        case .upperMeridiem: bytes += (civil.hour >= 12 ? "PM" : "AM").utf8
        default: bytes += (civil.hour >= 12 ? "pm" : "am").utf8
        }
    }

    private mutating func appendFraction(digits: Int, comma: Bool, trimmed: Bool) {
        var fraction: [UInt8] = []
        var rest = time.nanoseconds
        for _ in 0..<9 {
            fraction.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        fraction.reverse()
        fraction = Array(fraction.prefix(digits))
        if digits > 9 { fraction += [UInt8](repeating: 0x30, count: digits - 9) }
        if trimmed {
            while fraction.last == 0x30 { fraction.removeLast() }
            if fraction.isEmpty { return }
        }
        bytes.append(comma ? UInt8(ascii: ",") : UInt8(ascii: "."))
        bytes += fraction
    }

    /// The abbreviation, or the offset where none is known.
    private mutating func appendZoneName() {
        guard time.zoneName.isEmpty else {
            bytes += time.zoneName.utf8
            return
        }
        appendOffset(OffsetStyle(precision: .minutes))
    }

    private mutating func appendOffset(_ style: OffsetStyle) {
        if style.zulu, time.offset == 0 {
            bytes.append(UInt8(ascii: "Z"))
            return
        }
        // Go takes the sign from the whole minutes and drops the seconds toward zero.
        bytes.append(time.offset / 60 < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        let size = Int(time.offset.magnitude)
        append(size / 3600, width: 2)
        guard style.precision != .hours else { return }
        if style.colon { bytes.append(UInt8(ascii: ":")) }
        append(size / 60 % 60, width: 2)
        guard style.precision == .seconds else { return }
        if style.colon { bytes.append(UInt8(ascii: ":")) }
        append(size % 60, width: 2)
    }

    private mutating func append(_ number: Int, width: Int, pad: UInt8 = 0x30) {
        let digits = String(number.magnitude)
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        for _ in 0..<max(0, width - digits.utf8.count) { bytes.append(pad) }
        bytes += digits.utf8
    }
}

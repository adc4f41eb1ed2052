/// The rule of a zone for the time after its last known transition, in the form of POSIX's `TZ` (`CET-1CEST,M3.5.0,…`).
struct ZoneRule: Sendable {
    /// When in a year a change takes place.
    struct Change: Sendable {
        enum Day: Sendable {
            /// Day 1 to 365, the 29th of February never counted.
            case julian(Int)
            /// Day 0 to 365, the 29th of February counted.
            case ordinal(Int)
            /// The nth weekday of a month; the fifth is the last.
            case weekday(month: Int, week: Int, weekday: Int)
        }
        var day: Day
        /// Seconds after midnight, on the clock that holds before the change.
        var time: Int
    }

    private let standard: GoZone.Period
    private let daylight: (period: GoZone.Period, start: Change, end: Change)?

    /// Reads a rule; nil when the text is empty or none.
    init?(_ text: ArraySlice<UInt8>) {
        var reader = Reader(rest: text)
        guard let name = reader.name(), let west = reader.offset() else { return nil }
        standard = GoZone.Period(offset: -west, name: name, isDaylight: false)
        guard !reader.rest.isEmpty else {
            daylight = nil
            return
        }
        guard let period = reader.daylight(after: standard) else { return nil }
        // Without dates the rule of the United States is meant.
        if reader.rest.isEmpty { reader.rest = Array(",M3.2.0,M11.1.0".utf8)[...] }
        guard reader.skip(UInt8(ascii: ",")), let start = reader.change(), reader.skip(UInt8(ascii: ",")),
            let end = reader.change(), reader.rest.isEmpty
        else { return nil }
        daylight = (period, start, end)
    }

    func period(at seconds: Int64) -> GoZone.Period {
        guard let daylight else { return standard }
        let year = CivilTime(secondsSinceEpoch: seconds &+ Int64(standard.offset)).year
        let start = daylight.start.instant(in: year, offset: standard.offset)
        let end = daylight.end.instant(in: year, offset: daylight.period.offset)
        // South of the equator the year begins and ends with daylight saving time.
        let isDaylight = start <= end ? start <= seconds && seconds < end : !(end <= seconds && seconds < start)
        return isDaylight ? daylight.period : standard
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func skip(_ byte: UInt8) -> Bool {
            guard rest.first == byte else { return false }
            rest = rest.dropFirst()
            return true
        }

        /// Letters, or anything between `<` and `>`.
        mutating func name() -> String? {
            let isQuoted = skip(UInt8(ascii: "<"))
            let name = rest.prefix { byte in
                isQuoted ? byte != UInt8(ascii: ">") : !byte.isDigit && !",+-".utf8.contains(byte)
            }
            rest = rest.dropFirst(name.count)
            guard name.count >= 3, !isQuoted || skip(UInt8(ascii: ">")) else { return nil }
            return String(decoding: name, as: UTF8.self)
        }

        mutating func number(upTo maximum: Int) -> Int? {
            let digits = rest.prefix { $0.isDigit }
            guard !digits.isEmpty, digits.count < 6 else { return nil }
            rest = rest.dropFirst(digits.count)
            let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            return value <= maximum ? value : nil
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func offset() -> Int? {
            let isNegative = skip(UInt8(ascii: "-"))
            if !isNegative { _ = skip(UInt8(ascii: "+")) }
            guard var seconds = number(upTo: 24 * 7).map({ $0 * 3600 }) else { return nil }
            for unit in [60, 1] where skip(UInt8(ascii: ":")) {
                guard let part = number(upTo: 59) else { return nil }
                seconds += part * unit
            }
            return isNegative ? -seconds : seconds
        }

        /// The name of daylight saving time with its offset, an hour ahead when none is written.
        mutating func daylight(after standard: GoZone.Period) -> GoZone.Period? {
            guard let name = name() else { return nil }
            var offset = standard.offset + 3600
            if let next = rest.first, next != UInt8(ascii: ",") {
                guard let west = self.offset() else { return nil }
                offset = -west
            }
            return GoZone.Period(offset: offset, name: name, isDaylight: true)
        }

        mutating func change() -> Change? {
            guard let day = day() else { return nil }
            guard skip(UInt8(ascii: "/")) else { return Change(day: day, time: 2 * 3600) }
            return offset().map { Change(day: day, time: $0) }
        }

        private mutating func day() -> Change.Day? {
            if skip(UInt8(ascii: "J")) { return number(upTo: 365).map { .julian($0) } }
            guard skip(UInt8(ascii: "M")) else { return number(upTo: 365).map { .ordinal($0) } }
            guard let month = number(upTo: 12), month > 0, skip(UInt8(ascii: ".")), let week = number(upTo: 5),
                week > 0, skip(UInt8(ascii: ".")), let weekday = number(upTo: 6)
            else { return nil }
            return .weekday(month: month, week: week, weekday: weekday)
        }
    }
}

extension ZoneRule.Change {
    /// The instant of the change in a year, when clocks show `offset` before it.
    func instant(in year: Int, offset: Int) -> Int64 {
        day.daysSinceEpoch(in: year) &* CivilTime.secondsPerDay &+ Int64(time) &- Int64(offset)
    }
}

extension ZoneRule.Change.Day {
    fileprivate func daysSinceEpoch(in year: Int) -> Int64 {
        let first = CivilTime.days(year: year, month: 1, day: 1)
        switch self {
        case .julian(let day):
            return first &+ Int64(day) - 1 + (CivilTime.isLeap(year) && day >= 60 ? 1 : 0)
        case .ordinal(let day):
            return first &+ Int64(day)
        case .weekday(let month, let week, let weekday):
            let start = CivilTime(year: year, month: month)
            var day = 1 + (weekday - start.weekday + 7) % 7 + 7 * (week - 1)
            if day > CivilTime.days(in: month, of: year) { day -= 7 }
            return CivilTime.days(year: year, month: month, day: day)
        }
    }
}

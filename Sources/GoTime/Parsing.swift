extension GoTime {
    /// Reads RFC 3339 as Go's JSON reader does: any fraction, `Z` or an offset in range, nothing else.
    ///
    /// The written offset is kept; the zone has the local abbreviation where the local zone has that offset then.
    package static func parseRFC3339Nano(_ text: String, local: GoZone = .local) throws(GoTimeError) -> GoTime {
        let time = try parse(layout: GoTimeLayout.rfc3339, text, local: local)
        let bytes = Array(text.utf8)
        let isStrict =
            bytes.count > 19 && bytes[12] != UInt8(ascii: ":") && bytes[19] != UInt8(ascii: ",")
            && (bytes.last == UInt8(ascii: "Z") || hasOffsetInRange(bytes))
        guard isStrict else {
            let layout = quoted(GoTimeLayout.rfc3339)
            throw GoTimeError("parsing time \(quoted(text)) as \(layout): cannot parse \(quoted(text)) as \(layout)")
        }
        return time
    }

    private static func hasOffsetInRange(_ bytes: [UInt8]) -> Bool {
        let offset = bytes.suffix(6).map { Int($0) - 0x30 }
        guard offset.count == 6 else { return false }
        return offset[1] * 10 + offset[2] <= 23 && offset[4] * 10 + offset[5] <= 59
    }

    /// Reads a time written after a Go layout; without an offset or zone in it, the time is UTC.
    ///
    /// Errors are worded as Go's `time.ParseError`. Zone abbreviations mean what they mean in the `local` zone.
    package static func parse(
        layout: String, _ text: String, local: GoZone = .local
    ) throws(GoTimeError) -> GoTime {
        try parse(layout: layout, text, zone: .utc, local: local)
    }

    /// Reads a time written after a Go layout; without an offset or zone in it, it is a time in `zone`.
    package static func parse(layout: String, _ text: String, in zone: GoZone) throws(GoTimeError) -> GoTime {
        try parse(layout: layout, text, zone: zone, local: zone)
    }

    private static func parse(
        layout: String, _ text: String, zone: GoZone, local: GoZone
    ) throws(GoTimeError) -> GoTime {
        var reader = TimeReader(layout: layout, text: text)
        var parts = try reader.read()
        do {
            try parts.settle()
        } catch {
            throw GoTimeError("parsing time \(quoted(text)): \(error.problem)")
        }
        return parts.time(defaultZone: zone, local: local)
    }
}

/// What the elements of a layout have told about a time.
struct TimeParts {
    /// A part that can't be: `day out of range`.
    struct Problem: Error { var problem: String }

    var civil = CivilTime(year: 0, month: -1, day: -1)
    var nanoseconds: Int32 = 0
    var yearDay = -1
    var isPM = false
    var isAM = false
    var isUTC = false
    var offset: Int?
    var zoneName = ""

    /// Puts hour, month and day in order.
    mutating func settle() throws(Problem) {
        if isPM, civil.hour < 12 {
            civil.hour += 12
        } else if isAM, civil.hour == 12 {
            civil.hour = 0
        }
        if yearDay >= 0 { try settleYearDay() }
        if civil.month < 0 { civil.month = 1 }
        if civil.day < 0 { civil.day = 1 }
        guard civil.day >= 1, civil.day <= CivilTime.days(in: civil.month, of: civil.year) else {
            throw Problem(problem: "day out of range")
        }
    }

    private mutating func settleYearDay() throws(Problem) {
        guard yearDay >= 1, yearDay <= (CivilTime.isLeap(civil.year) ? 366 : 365) else {
            throw Problem(problem: "day-of-year out of range")
        }
        let first = CivilTime.days(year: civil.year, month: 1, day: 1)
        let date = CivilTime.date(daysSinceEpoch: first + Int64(yearDay) - 1)
        guard civil.month < 0 || civil.month == date.month else {
            throw Problem(problem: "day-of-year does not match month")
        }
        guard civil.day < 0 || civil.day == date.day else {
            throw Problem(problem: "day-of-year does not match day")
        }
        (civil.month, civil.day) = (date.month, date.day)
    }

    /// The instant; a written offset or abbreviation goes before `defaultZone`.
    func time(defaultZone: GoZone, local: GoZone) -> GoTime {
        let clock = civil.secondsSinceEpoch
        if isUTC { return GoTime(seconds: clock, nanoseconds: nanoseconds) }
        if let offset { return time(clock: clock, offset: offset, local: local) }
        if !zoneName.isEmpty { return time(clock: clock, abbreviation: zoneName, local: local) }
        return GoTime(seconds: defaultZone.instant(ofClock: clock), nanoseconds: nanoseconds, zone: defaultZone)
    }

    private func time(clock: Int64, offset: Int, local: GoZone) -> GoTime {
        let seconds = clock &- Int64(offset)
        let period = local.period(at: seconds)
        let isLocal = period.offset == offset && (zoneName.isEmpty || period.name == zoneName)
        return GoTime(
            seconds: seconds, nanoseconds: nanoseconds, offset: offset, zoneName: isLocal ? period.name : zoneName)
    }

    /// An abbreviation is known in the local zone only; `GMT+3` carries its offset, any other has none.
    private func time(clock: Int64, abbreviation: String, local: GoZone) -> GoTime {
        if let offset = local.offset(ofAbbreviation: abbreviation, clock: clock) {
            return GoTime(seconds: clock &- Int64(offset), nanoseconds: nanoseconds, zone: local)
        }
        var offset = 0
        if abbreviation.hasPrefix("GMT") { offset = (Int(abbreviation.dropFirst(3)) ?? 0) * 3600 }
        return GoTime(
            seconds: clock &- Int64(offset), nanoseconds: nanoseconds, offset: offset, zoneName: abbreviation)
    }
}

//! GoTime: instants, durations and time zones as Go's package time knows them.
//!
//! Purpose: stored releases, tables and templates show times in Go's spellings, so reading and writing them follow
//! Go's layouts, offsets and zone names to the letter.
//! May import: nothing but the C library.

/// An instant with the offset and the zone name in which it is shown.
///
/// Two times are equal when they are the same instant shown in the same way; `isSameInstant` compares the instant alone.
package struct GoTime: Hashable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    package var seconds: Int64
    /// Nanoseconds within the second, 0 to 999,999,999.
    package var nanoseconds: Int32
    /// Seconds east of UTC.
    package var offset: Int
    /// The zone's abbreviation (`UTC`, `CET`); empty when only the offset is known.
    package var zoneName: String

    package init(seconds: Int64, nanoseconds: Int32 = 0, offset: Int = 0, zoneName: String = "UTC") {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.offset = offset
        self.zoneName = zoneName
    }

    /// An instant shown in `zone`.
    package init(seconds: Int64, nanoseconds: Int32 = 0, zone: GoZone) {
        let period = zone.period(at: seconds)
        self.init(seconds: seconds, nanoseconds: nanoseconds, offset: period.offset, zoneName: period.name)
    }

    /// Go's zero time: the first of January of the year 1, UTC.
    package static let zero = GoTime(seconds: -62_135_596_800)

    /// It is Go's zero instant, whatever the zone.
    package var isZero: Bool { seconds == Self.zero.seconds && nanoseconds == 0 }

    /// Both are the same instant, however they are shown.
    package func isSameInstant(as other: GoTime) -> Bool {
        seconds == other.seconds && nanoseconds == other.nanoseconds
    }

    /// The same instant shown in `zone`.
    package func shown(in zone: GoZone) -> GoTime {
        GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone)
    }

    /// The time on the clock and in the calendar of the zone in which it is shown.
    package var civil: CivilTime { CivilTime(secondsSinceEpoch: seconds &+ Int64(offset)) }
}

extension GoTime: Comparable {
    /// Orders by instant; the same instants by how they are shown, so that the order agrees with `==`.
    package static func < (left: GoTime, right: GoTime) -> Bool {
        if left.seconds != right.seconds { return left.seconds < right.seconds }
        if left.nanoseconds != right.nanoseconds { return left.nanoseconds < right.nanoseconds }
        if left.offset != right.offset { return left.offset < right.offset }
        return left.zoneName.utf8.lexicographicallyPrecedes(right.zoneName.utf8)
    }
}

extension GoTime {
    /// The instant later by `duration` (earlier if it is negative), with the same offset and name.
    package func adding(_ duration: GoDuration) -> GoTime {
        let (whole, rest) = duration.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        var time = self
        time.seconds &+= whole
        let nanoseconds = Int64(time.nanoseconds) + rest
        if nanoseconds < 0 {
            time.seconds &-= 1
        } else if nanoseconds >= 1_000_000_000 {
            time.seconds &+= 1
        }
        time.nanoseconds = Int32(truncatingIfNeeded: (nanoseconds + 1_000_000_000) % 1_000_000_000)
        return time
    }

    /// The time from `earlier` to this one, at most the longest duration (292 years).
    package func since(_ earlier: GoTime) -> GoDuration {
        let (seconds, overflow) = seconds.subtractingReportingOverflow(earlier.seconds)
        let (scaled, scaleOverflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, sumOverflow) = scaled.addingReportingOverflow(Int64(nanoseconds) - Int64(earlier.nanoseconds))
        guard overflow || scaleOverflow || sumOverflow else { return GoDuration(nanoseconds: sum) }
        return GoDuration(nanoseconds: self.seconds > earlier.seconds ? .max : .min)
    }
}

#if canImport(Glibc)
    import Glibc
#endif

/// A time zone: which offset and abbreviation hold when.
package struct GoZone: Sendable {
    /// An offset with its abbreviation.
    package struct Period: Hashable, Sendable {
        /// Seconds east of UTC.
        package var offset: Int
        package var name: String
        package var isDaylight: Bool
    }

    /// `UTC`, `Local`, or the name under which the zone was found (`Europe/Berlin`).
    package let name: String
    /// What holds before the first transition.
    private let first: Period
    private let periods: [Period]
    /// Instants, rising, from which on a period holds.
    private let transitions: [(start: Int64, period: Int)]
    /// What holds after the last transition.
    private let rule: ZoneRule?

    init(name: String, periods: [Period], transitions: [(start: Int64, period: Int)], rule: ZoneRule?) {
        self.name = name
        self.periods = periods
        self.transitions = transitions
        self.rule = rule
        // Go starts with the first period without daylight saving time.
        first = periods.first { !$0.isDaylight } ?? periods.first ?? Self.utcPeriod
    }

    private static let utcPeriod = Period(offset: 0, name: "UTC", isDaylight: false)

    /// Coordinated universal time.
    package static let utc = GoZone(name: "UTC", periods: [utcPeriod], transitions: [], rule: nil)

    /// A zone that never changes.
    package static func fixed(name: String, offset: Int) -> GoZone {
        let period = Period(offset: offset, name: name, isDaylight: false)
        return GoZone(name: name, periods: [period], transitions: [], rule: nil)
    }

    /// The offset and abbreviation that hold at an instant.
    package func period(at seconds: Int64) -> Period {
        guard let last = transitions.last else { return rule?.period(at: seconds) ?? first }
        if seconds >= last.start { return rule?.period(at: seconds) ?? periods[last.period] }
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].start <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : periods[transitions[low - 1].period]
    }

    /// The instant at which clocks in this zone show that many seconds since 1970 (in a gap, as Go resolves it).
    package func instant(ofClock clock: Int64) -> Int64 {
        let offset = Int64(period(at: clock).offset)
        guard offset != 0 else { return clock }
        let instant = clock &- offset
        let other = Int64(period(at: instant).offset)
        return other == offset ? instant : clock &- other
    }

    /// The offset that an abbreviation means here, preferably at that time on the clock.
    func offset(ofAbbreviation abbreviation: String, clock: Int64) -> Int? {
        let named = periods.filter { $0.name.utf8.elementsEqual(abbreviation.utf8) }
        for candidate in named {
            let period = period(at: clock &- Int64(candidate.offset))
            if period.name == abbreviation { return period.offset }
        }
        return named.first?.offset
    }
}

// MARK: - Finding zones

extension GoZone {
    /// The zone of this machine: `TZ`, or /etc/localtime when `TZ` isn't set; UTC when neither can be read.
    package static let local = local(TZ: getenv("TZ").map { String(cString: $0) })

    /// The local zone under a setting of `TZ`: unset, empty (UTC), a path, or a name, perhaps behind a colon.
    package static func local(TZ setting: String?) -> GoZone {
        guard var setting else { return file("/etc/localtime", name: "Local") ?? .utc }
        if setting.hasPrefix(":") { setting.removeFirst() }
        if setting.hasPrefix("/") {
            return file(setting, name: setting == "/etc/localtime" ? "Local" : setting) ?? .utc
        }
        return named(setting) ?? .utc
    }

    private static let directories = [
        "/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/usr/lib/locale/TZ/", "/etc/zoneinfo/",
    ]

    /// The zone of a name such as `Europe/Berlin`, or nil if there is none.
    ///
    /// `UTC` and `Local` are known without a file.
    package static func named(_ name: String) -> GoZone? {
        switch name {
        case "", "UTC": return .utc
        case "Local": return .local
        default: break
        }
        let isOutside = name.hasPrefix("/") || name.hasPrefix("\\") || name.utf8.contains(0)
        guard !isOutside, !name.split(separator: "/").contains("..") else { return nil }
        for directory in directories {
            if let zone = file(directory + name, name: name) { return zone }
        }
        return nil
    }

    private static func file(_ path: String, name: String) -> GoZone? {
        // The largest zones have a few kilobytes; anything of another order is no zone.
        guard let bytes = readFile(path, limit: 1 << 20) else { return nil }
        return TimeZoneFile.zone(name: name, bytes: bytes)
    }

    private static func readFile(_ path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while bytes.count <= limit {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 { return nil }
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
        }
        return nil
    }
}

extension GoTime {
    /// The time now.
    package static func now(zone: GoZone = .local) -> GoTime {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return GoTime(seconds: Int64(now.tv_sec), nanoseconds: Int32(truncatingIfNeeded: now.tv_nsec), zone: zone)
    }
}

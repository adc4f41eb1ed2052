/// The compiled zone files of the tz database (RFC 8536).
enum TimeZoneFile {
    /// The zone in a file's bytes, or nil when they aren't a zone file.
    static func zone(name: String, bytes: [UInt8]) -> GoZone? {
        var reader = Reader(bytes: bytes)
        guard let version = reader.version(), var counts = reader.counts() else { return nil }
        var timeSize = 4
        if version >= 2 {
            // A second block with 64-bit times follows the first one.
            guard reader.skip(counts.length(timeSize: 4)), reader.version() != nil, let second = reader.counts() else {
                return nil
            }
            counts = second
            timeSize = 8
        }
        guard let (periods, transitions) = reader.block(counts, timeSize: timeSize) else { return nil }
        let rule = version >= 2 ? ZoneRule(reader.footer()) : nil
        return GoZone(name: name, periods: periods, transitions: transitions, rule: rule)
    }

    /// The sizes in a block's header.
    private struct Counts {
        var utcMarks, standardMarks, leapSeconds, transitions, periods, abbreviations: Int

        func length(timeSize: Int) -> Int {
            transitions * (timeSize + 1) + periods * 6 + abbreviations + leapSeconds * (timeSize + 4) + standardMarks
                + utcMarks
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        /// Passes the magic number, version and reserve of a header; nil when they aren't there.
        mutating func version() -> Int? {
            guard position + 20 <= bytes.count, bytes[position..<position + 4].elementsEqual("TZif".utf8) else {
                return nil
            }
            let version = bytes[position + 4]
            position += 20
            switch version {
            case 0: return 1
            case 0x32...0x39: return Int(version - 0x30)
            default: return nil
            }
        }

        mutating func skip(_ count: Int) -> Bool {
            guard count >= 0, count <= bytes.count - position else { return false }
            position += count
            return true
        }

        /// A big-endian number of 1, 4 or 8 bytes, with its sign.
        mutating func integer(size: Int) -> Int64? {
            guard position + size <= bytes.count, size > 0 else { return nil }
            var value = Int64(Int8(bitPattern: bytes[position]))
            for byte in bytes[position + 1..<position + size] { value = value << 8 | Int64(byte) }
            position += size
            return value
        }

        mutating func counts() -> Counts? {
            var values: [Int] = []
            for _ in 0..<6 {
                guard let value = integer(size: 4), value >= 0, value < 1 << 24 else { return nil }
                values.append(Int(value))
            }
            return Counts(
                utcMarks: values[0], standardMarks: values[1], leapSeconds: values[2], transitions: values[3],
                periods: values[4], abbreviations: values[5])
        }

        typealias Block = (periods: [GoZone.Period], transitions: [(start: Int64, period: Int)])

        mutating func block(_ counts: Counts, timeSize: Int) -> Block? {
            let end = position + counts.length(timeSize: timeSize)
            guard end <= bytes.count, counts.periods > 0 else { return nil }
            var starts: [Int64] = []
            for _ in 0..<counts.transitions {
                guard let start = integer(size: timeSize) else { return nil }
                starts.append(start)
            }
            let indices = bytes[position..<position + counts.transitions].map(Int.init)
            position += counts.transitions
            guard let periods = periods(counts), indices.allSatisfy({ $0 < periods.count }) else { return nil }
            position = end
            return (periods, zip(starts, indices).map { (start: $0, period: $1) })
        }

        private mutating func periods(_ counts: Counts) -> [GoZone.Period]? {
            let names = bytes[(position + counts.periods * 6)...].prefix(counts.abbreviations)
            var periods: [GoZone.Period] = []
            for _ in 0..<counts.periods {
                guard let offset = integer(size: 4), let daylight = integer(size: 1), let at = integer(size: 1) else {
                    return nil
                }
                let name = names.dropFirst(Int(UInt8(truncatingIfNeeded: at))).prefix { $0 != 0 }
                periods.append(
                    GoZone.Period(
                        offset: Int(offset), name: String(decoding: name, as: UTF8.self), isDaylight: daylight != 0))
            }
            return periods
        }

        /// The rule for later times: the line between two newlines at the end.
        func footer() -> ArraySlice<UInt8> {
            bytes[min(position + 1, bytes.count)...].prefix { $0 != 0x0A }
        }
    }
}

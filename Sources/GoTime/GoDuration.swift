/// A span of time in nanoseconds, written as Go writes it (`1h2m3.5s`).
package struct GoDuration: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// A whole number of seconds; what no duration can hold wraps around, as in Go.
    package init(seconds: Int64) {
        nanoseconds = seconds &* 1_000_000_000
    }

    package static func < (left: GoDuration, right: GoDuration) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Seconds with their fraction.
    package var inSeconds: Double {
        Double(nanoseconds / 1_000_000_000) + Double(nanoseconds % 1_000_000_000) / 1e9
    }

    /// The nearest multiple of `unit`, halves away from zero; unchanged when `unit` isn't positive.
    package func rounded(to unit: GoDuration) -> GoDuration {
        guard unit.nanoseconds > 0 else { return self }
        let rest = nanoseconds % unit.nanoseconds
        let (towardZero, _) = nanoseconds.subtractingReportingOverflow(rest)
        guard rest.magnitude >= unit.nanoseconds.magnitude - rest.magnitude else {
            return GoDuration(nanoseconds: towardZero)
        }
        let step = nanoseconds < 0 ? -unit.nanoseconds : unit.nanoseconds
        let (away, overflow) = towardZero.addingReportingOverflow(step)
        guard !overflow else { return GoDuration(nanoseconds: nanoseconds < 0 ? .min : .max) }
        return GoDuration(nanoseconds: away)
    }

    /// The multiple of `unit` next to it toward zero; unchanged when `unit` isn't positive.
    package func truncated(to unit: GoDuration) -> GoDuration {
        guard unit.nanoseconds > 0 else { return self }
        return GoDuration(nanoseconds: nanoseconds - nanoseconds % unit.nanoseconds)
    }
}

// MARK: - Writing

extension GoDuration: CustomStringConvertible {
    /// Go's spelling: hours, minutes and seconds, or one smaller unit below a second; `0s` for nothing.
    package var description: String {
        guard nanoseconds != 0 else { return "0s" }
        let sign = nanoseconds < 0 ? "-" : ""
        let size = nanoseconds.magnitude
        switch size {
        case ..<1_000: return "\(sign)\(size)ns"
        case ..<1_000_000: return sign + Self.decimal(size, places: 3) + "µs"
        case ..<1_000_000_000: return sign + Self.decimal(size, places: 6) + "ms"
        default: return sign + Self.clock(size)
        }
    }

    private static func clock(_ nanoseconds: UInt64) -> String {
        let minutes = nanoseconds / 60_000_000_000
        let seconds = decimal(nanoseconds % 60_000_000_000, places: 9) + "s"
        if minutes == 0 { return seconds }
        if minutes < 60 { return "\(minutes)m\(seconds)" }
        return "\(minutes / 60)h\(minutes % 60)m\(seconds)"
    }

    /// `value` with its last `places` digits behind the point, without zeros at the end.
    private static func decimal(_ value: UInt64, places: Int) -> String {
        var scale: UInt64 = 1
        for _ in 0..<places { scale *= 10 }
        var fraction = String(value % scale)
        fraction = String(repeating: "0", count: places - fraction.utf8.count) + fraction
        while fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
        return "\(value / scale)" + (fraction.isEmpty ? "" : "." + fraction)
    }
}

// MARK: - Reading

extension GoDuration {
    /// Reads `1h2m3.5s`, `-1.5h`, `300ms`, `0`; the error is worded as Go's `time.ParseDuration`.
    package init(parsing text: String) throws(GoTimeError) {
        var reader = DurationReader(text: text)
        nanoseconds = try reader.read()
    }
}

/// Reads the numbers with units of a duration's text.
private struct DurationReader {
    let text: String
    let bytes: [UInt8]
    var position = 0

    init(text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    private static let limit: UInt64 = 1 << 63

    mutating func read() throws(GoTimeError) -> Int64 {
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { position = 1 }
        if bytes[position...].elementsEqual("0".utf8) { return 0 }
        guard position < bytes.count else { throw invalid() }
        var total: UInt64 = 0
        while position < bytes.count {
            let (sum, overflow) = total.addingReportingOverflow(try readPart())
            guard !overflow, sum <= Self.limit else { throw invalid() }
            total = sum
        }
        if isNegative { return Int64(truncatingIfNeeded: 0 &- total) }
        guard total < Self.limit else { throw invalid() }
        return Int64(total)
    }

    private mutating func readPart() throws(GoTimeError) -> UInt64 {
        let (whole, wholeDigits) = try readWhole()
        let (fraction, scale, fractionDigits) = readFraction()
        guard wholeDigits + fractionDigits > 0 else { throw invalid() }
        let unit = try readUnit()
        let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
        guard !overflow, product <= Self.limit else { throw invalid() }
        guard fraction > 0 else { return product }
        // A double, as in Go: the same digits are lost.
        let (sum, sumOverflow) = product.addingReportingOverflow(UInt64(Double(fraction) * (Double(unit) / scale)))
        guard !sumOverflow, sum <= Self.limit else { throw invalid() }
        return sum
    }

    private mutating func readWhole() throws(GoTimeError) -> (value: UInt64, digits: Int) {
        let start = position
        var value: UInt64 = 0
        while let digit = digit(at: position) {
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow, scaled <= Self.limit - UInt64(digit) else { throw invalid() }
            value = scaled + UInt64(digit)
            position += 1
        }
        return (value, position - start)
    }

    /// The digits behind a point; those that a number can't hold are skipped.
    private mutating func readFraction() -> (value: UInt64, scale: Double, digits: Int) {
        guard position < bytes.count, bytes[position] == UInt8(ascii: ".") else { return (0, 1, 0) }
        position += 1
        let start = position
        var value: UInt64 = 0
        var scale = 1.0
        var isFull = false
        while let digit = digit(at: position) {
            position += 1
            if isFull { continue }
            guard value <= (Self.limit - 1) / 10, value * 10 <= Self.limit - UInt64(digit) else {
                isFull = true
                continue
            }
            value = value * 10 + UInt64(digit)
            scale *= 10
        }
        return (value, scale, position - start)
    }

    private mutating func readUnit() throws(GoTimeError) -> UInt64 {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "."), digit(at: position) == nil {
            position += 1
        }
        let unit = String(decoding: bytes[start..<position], as: UTF8.self)
        switch unit {
        case "": throw GoTimeError("time: missing unit in duration \(quoted(text))")
        case "ns": return 1
        case "us", "µs", "μs": return 1_000
        case "ms": return 1_000_000
        case "s": return 1_000_000_000
        case "m": return 60_000_000_000
        case "h": return 3_600_000_000_000
        default: throw GoTimeError("time: unknown unit \(quoted(unit)) in duration \(quoted(text))")
        }
    }

    private func digit(at index: Int) -> UInt8? {
        guard index < bytes.count, case let byte = bytes[index], byte >= 0x30, byte <= 0x39 else { return nil }
        return byte - 0x30
    }

    private func invalid() -> GoTimeError { GoTimeError("time: invalid duration \(quoted(text))") }
}

/// The notation of `--request-timeout`.
enum RequestTimeout {
    /// Milliseconds of whole seconds (`30`) or of a number with units (`1m30s`, `500ms`); nil for anything else.
    static func milliseconds(_ text: String) -> Int? {
        if let seconds = Int(text) { return seconds < 0 ? nil : product(seconds, 1000) }
        var rest = Array(text.utf8)[...]
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0 >= UInt8(ascii: "a") }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(String(decoding: digits, as: UTF8.self)),
                let factor = factors[String(decoding: unit, as: UTF8.self)]
            else { return nil }
            total += number * factor
        }
        guard total.isFinite, total < 1e15 else { return nil }
        return Int(total.rounded(.up))
    }

    private static let factors: [String: Double] = [
        "ns": 1e-6, "us": 1e-3, "µs": 1e-3, "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000,
    ]

    private static func product(_ left: Int, _ right: Int) -> Int? {
        let (product, overflows) = left.multipliedReportingOverflow(by: right)
        return overflows ? nil : product
    }
}

/// Tells texts that goyaml takes for a point in time: `2006-1-2`, `2006-1-2T15:4:5Z`, `2006-1-2 15:4:5.9`.
enum YAMLTimestamp {
    /// The text is one of these forms, with a day that its month has.
    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var scan = ByteScan(text)
        guard scan.skipDigits() == 4, isDate(text, &scan) else { return false }
        if scan.isAtEnd { return true }
        let hasZone = scan.skip(UInt8(ascii: "T")) || scan.skip(UInt8(ascii: "t"))
        guard hasZone || scan.skip(UInt8(ascii: " ")) else { return false }
        if !hasZone { while scan.skip(UInt8(ascii: " ")) {} }
        guard isTime(text, &scan) else { return false }
        guard !hasZone || isZone(text, &scan) else { return false }
        return scan.isAtEnd
    }

    /// Goes over `-month-day`.
    private static func isDate(_ text: UnsafeBufferPointer<UInt8>, _ scan: inout ByteScan) -> Bool {
        let year = number(text, 0..<4)
        guard scan.skip(UInt8(ascii: "-")), let month = field(text, &scan), 1...12 ~= month,
            scan.skip(UInt8(ascii: "-")), let day = field(text, &scan)
        else { return false }
        return 1...days(inMonth: month, of: year) ~= day
    }

    /// Goes over `hour:minute:second.fraction`.
    private static func isTime(_ text: UnsafeBufferPointer<UInt8>, _ scan: inout ByteScan) -> Bool {
        guard let hour = field(text, &scan), hour < 24, scan.skip(UInt8(ascii: ":")),
            let minute = field(text, &scan), minute < 60, scan.skip(UInt8(ascii: ":")),
            let second = field(text, &scan), second < 60
        else { return false }
        return !(scan.skip(UInt8(ascii: ".")) || scan.skip(UInt8(ascii: ","))) || scan.skipDigits() > 0
    }

    /// Goes over `Z` or `+hh:mm`.
    private static func isZone(_ text: UnsafeBufferPointer<UInt8>, _ scan: inout ByteScan) -> Bool {
        if scan.skip(UInt8(ascii: "Z")) { return true }
        guard scan.skip(UInt8(ascii: "+")) || scan.skip(UInt8(ascii: "-")) else { return false }
        let start = scan.position
        guard scan.skipDigits(atMost: 2) == 2, scan.skip(UInt8(ascii: ":")), scan.skipDigits(atMost: 2) == 2 else {
            return false
        }
        return number(text, start..<start + 2) <= 24 && number(text, start + 3..<start + 5) <= 60
    }

    /// A number of one or two digits.
    private static func field(_ text: UnsafeBufferPointer<UInt8>, _ scan: inout ByteScan) -> Int? {
        let start = scan.position
        guard scan.skipDigits(atMost: 2) > 0 else { return nil }
        return number(text, start..<scan.position)
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int {
        text[range].reduce(0) { $0 * 10 + Int($1 &- UInt8(ascii: "0")) }
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

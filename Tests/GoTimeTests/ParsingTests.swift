import GoTime
import Testing

@Suite struct ParsingTests {
    @Test(arguments: [
        ("2026-11-21T08:54:00.852801522+05:30", 1_795_231_440, 852_801_522, 19_800, ""),
        ("2026-11-21T08:54:00Z", 1_795_251_240, 0, 0, "UTC"),
        ("2026-11-21T08:54:00.5-00:00", 1_795_251_240, 500_000_000, 0, "UTC"),
        ("0001-01-01T00:00:00Z", -62_135_596_800, 0, 0, "UTC"),
    ])
    func `Stored times keep their offset`(
        text: String, seconds: Int64, nanoseconds: Int32, offset: Int, zone: String
    ) throws {
        let time = try GoTime.parseRFC3339Nano(text, local: .utc)
        #expect(time == GoTime(seconds: seconds, nanoseconds: nanoseconds, offset: offset, zoneName: zone))
    }

    @Test(arguments: [
        "yesterday", "2026-11-21 08:54:00Z", "2026-11-21T08:54:00", "2026-11-21T8:54:00Z", "2026-02-30T08:54:00Z",
        "2026-11-21T08:54:00,5Z", "2026-11-21T08:54:00+24:00", "2026-11-21T08:54:00+05:60", "",
        "2026-11-21T08:54:00Zx", "2026-11-21T24:00:00Z",
    ])
    func `What Go's JSON reader refuses is refused`(text: String) {
        #expect(throws: GoTimeError.self) { try GoTime.parseRFC3339Nano(text, local: .utc) }
    }

    @Test(arguments: [
        ("2006-01-02", "2024-02-29", "2024-02-29 00:00:00 +0000 UTC"),
        ("02 Jan 06 15:04", "07 feb 99 23:59", "1999-02-07 23:59:00 +0000 UTC"),
        ("January _2, 2006", "MARCH  4, 2026", "2026-03-04 00:00:00 +0000 UTC"),
        ("3:04PM", "12:30AM", "0000-01-01 00:30:00 +0000 UTC"),
        ("15:04:05", "01:02:03.25", "0000-01-01 01:02:03.25 +0000 UTC"),
        ("2006 002", "2024 060", "2024-02-29 00:00:00 +0000 UTC"),
        ("2006 MST", "2024 GMT+3", "2024-01-01 00:00:00 +0300 GMT+3"),
        ("2006 MST", "2024 PST", "2024-01-01 00:00:00 +0000 PST"),
        ("2006 -0700", "2024 -0130", "2024-01-01 00:00:00 -0130 -0130"),
        ("2006   x", "2024 x", "2024-01-01 00:00:00 +0000 UTC"),
        ("05.000", "59.123", "0000-01-01 00:00:59.123 +0000 UTC"),
    ])
    func `A text is read along a layout`(layout: String, text: String, shown: String) throws {
        #expect(try GoTime.parse(layout: layout, text, local: .utc).description == shown)
    }

    @Test(arguments: [
        ("2006-01-02", "x", #"parsing time "x" as "2006-01-02": cannot parse "x" as "2006""#),
        ("2006-01-02", "2024-13-01", #"parsing time "2024-13-01": month out of range"#),
        ("2006-01-02", "2023-02-29", #"parsing time "2023-02-29": day out of range"#),
        ("2006", "2024é", #"parsing time "2024é": extra text: "é""#),
        ("2006-01", "2024/01", #"parsing time "2024/01" as "2006-01": cannot parse "/01" as "-""#),
        ("3:04 PM", "3:04 WPM", #"parsing time "3:04 WPM" as "3:04 PM": cannot parse "WPM" as "PM""#),
        ("-0700", "+0190", #"parsing time "+0190": time zone offset minute out of range"#),
        ("2006 002", "2023 366", #"parsing time "2023 366": day-of-year out of range"#),
    ])
    func `Errors are worded as Go words them`(layout: String, text: String, message: String) {
        let message = message.replacing("é", with: #"\xc3\xa9"#)
        #expect(throws: GoTimeError.self) { try GoTime.parse(layout: layout, text, local: .utc) }
        do {
            _ = try GoTime.parse(layout: layout, text, local: .utc)
        } catch {
            #expect(error.message == message)
        }
    }
}

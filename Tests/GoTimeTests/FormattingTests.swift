import GoTime
import Testing

/// Expected texts are what Go prints.
@Suite struct FormattingTests {
    /// 2026-03-04 05:06:07.089 on a clock half past five hours east of UTC.
    let time = GoTime(seconds: 1_772_580_967, nanoseconds: 89_000_000, offset: 19_800, zoneName: "IST")

    @Test(arguments: [
        ("2006-01-02 15:04:05.999999999 -0700 MST", "2026-03-04 05:06:07.089 +0530 IST"),
        ("2006-01-02T15:04:05.999999999Z07:00", "2026-03-04T05:06:07.089+05:30"),
        ("Mon Jan _2 15:04:05 2006", "Wed Mar  4 05:06:07 2026"),
        ("Monday January 02 06", "Wednesday March 04 26"),
        ("1/2 3:4:5 PM pm", "3/4 5:6:7 AM am"),
        ("01 03 002 __2", "03 05 063  63"),
        (".000 ,000000 .99 .0000000000000", ".089 ,089000 .08 .0890000000000"),
        ("-07 -07:00 -0700 -070000 -07:00:00", "+05 +05:30 +0530 +053000 +05:30:00"),
        ("Z07 Z07:00 Z0700", "+05 +05:30 +0530"),
        ("_2006 Janus Monk .9x 0 é", "_2026 Janus Monk x 0 é"),
    ])
    func `A layout shows its elements and keeps the rest`(layout: String, text: String) {
        #expect(time.format(layout) == text)
    }

    @Test func `UTC is spelled Z where the layout asks for it`() {
        let time = GoTime(seconds: 0)
        #expect(time.format("Z07:00 Z07 -07:00") == "Z Z +00:00")
        #expect(time.rfc3339Nano == "1970-01-01T00:00:00Z")
        #expect(time.description == "1970-01-01 00:00:00 +0000 UTC")
        #expect(time.format("15:04:05.999") == "00:00:00")
    }

    @Test func `A zone without a name is shown as its offset`() {
        let time = GoTime(seconds: 0, offset: -16_200, zoneName: "")
        #expect(time.description == "1969-12-31 19:30:00 -0430 -0430")
    }

    @Test(arguments: [
        (-62_135_596_800, "0001-01-01T00:00:00Z"),
        (-62_135_596_801, "0000-12-31T23:59:59Z"),
        (-62_167_219_201, "-0001-12-31T23:59:59Z"),
        (951_782_400, "2000-02-29T00:00:00Z"),
        (253_402_300_800, "10000-01-01T00:00:00Z"),
        (-2_203_891_200, "1900-03-01T00:00:00Z"),
    ])
    func `The calendar reaches every year`(seconds: Int64, text: String) {
        #expect(GoTime(seconds: seconds).rfc3339 == text)
    }

    @Test func `The zero time is Go's`() {
        #expect(GoTime.zero.isZero)
        #expect(GoTime.zero.description == "0001-01-01 00:00:00 +0000 UTC")
    }
}

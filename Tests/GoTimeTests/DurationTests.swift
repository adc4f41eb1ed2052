import GoTime
import Testing

@Suite struct DurationTests {
    @Test(arguments: [
        ("0", "0s"), ("1h2m3.5s", "1h2m3.5s"), ("90m", "1h30m0s"), ("1500ms", "1.5s"), ("-1.5h", "-1h30m0s"),
        ("1us", "1µs"), ("1µs", "1µs"), ("1.25ms", "1.25ms"), ("999ns", "999ns"), (".5s", "500ms"), ("+5s", "5s"),
        ("2562047h47m16.854775807s", "2562047h47m16.854775807s"),
        ("-2562047h47m16.854775808s", "-2562047h47m16.854775808s"), ("1m0.000000001s", "1m0.000000001s"),
    ])
    func `A duration is read and written`(text: String, written: String) throws {
        #expect(try GoDuration(parsing: text).description == written)
    }

    @Test(arguments: [
        ("junk", #"time: invalid duration "junk""#), ("", #"time: invalid duration """#),
        ("1", #"time: missing unit in duration "1""#), ("1d", #"time: unknown unit "d" in duration "1d""#),
        (".s", #"time: invalid duration ".s""#),
        ("9223372036854775808ns", #"time: invalid duration "9223372036854775808ns""#),
        ("3000000h", #"time: invalid duration "3000000h""#), ("-", #"time: invalid duration "-""#),
    ])
    func `Errors are worded as Go words them`(text: String, message: String) {
        do {
            _ = try GoDuration(parsing: text)
            Issue.record("\(text) was read")
        } catch {
            #expect(error.message == message)
        }
    }

    @Test(arguments: [
        (1_500, 1_000, 2_000, 1_000), (-1_500, 1_000, -2_000, -1_000), (1_499, 1_000, 1_000, 1_000), (7, 0, 7, 7),
    ])
    func `Rounding goes to the nearest multiple, truncation toward zero`(
        value: Int64, unit: Int64, rounded: Int64, truncated: Int64
    ) {
        let duration = GoDuration(nanoseconds: value)
        #expect(duration.rounded(to: GoDuration(nanoseconds: unit)).nanoseconds == rounded)
        #expect(duration.truncated(to: GoDuration(nanoseconds: unit)).nanoseconds == truncated)
    }

    @Test func `Adding a duration carries between seconds and nanoseconds`() {
        let time = GoTime(seconds: 10, nanoseconds: 900_000_000)
        #expect(time.adding(GoDuration(nanoseconds: 200_000_000)) == GoTime(seconds: 11, nanoseconds: 100_000_000))
        #expect(time.adding(GoDuration(nanoseconds: -950_000_000)) == GoTime(seconds: 9, nanoseconds: 950_000_000))
        #expect(GoTime.zero.since(time) == GoDuration(nanoseconds: .min))
        #expect(time.since(GoTime(seconds: 8)).description == "2.9s")
    }
}

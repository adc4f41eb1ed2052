import GoTime
import Testing

@Suite struct ZoneTests {
    @Test(
        arguments: [
            ("Europe/Berlin", 1_700_000_000, "2023-11-14 23:13:20 +0100 CET"),
            ("Europe/Berlin", 1_690_000_000, "2023-07-22 06:26:40 +0200 CEST"),
            // Beyond the transitions in the file, where only the rule at its end tells.
            ("America/New_York", 4_000_000_000, "2096-10-02 03:06:40 -0400 EDT"),
            ("Australia/Sydney", 4_000_000_000, "2096-10-02 17:06:40 +1000 AEST"),
            ("Australia/Sydney", 4_005_000_000, "2096-11-29 15:00:00 +1100 AEDT"),
            ("Asia/Kolkata", 0, "1970-01-01 05:30:00 +0530 IST"),
            ("America/Sao_Paulo", 1_700_000_000, "2023-11-14 19:13:20 -0300 -03"),
        ])
    func `A zone of the database knows offset and abbreviation`(name: String, seconds: Int64, text: String) throws {
        let zone = try #require(GoZone.named(name))
        #expect(GoTime(seconds: seconds, zone: zone).description == text)
    }

    @Test
    func `TZ decides which zone is local`() {
        #expect(GoZone.local(TZ: "").name == "UTC")
        #expect(GoZone.local(TZ: ":Europe/Berlin").period(at: 0).name == "CET")
        #expect(GoZone.local(TZ: "/usr/share/zoneinfo/Asia/Kolkata").period(at: 0).offset == 19_800)
        #expect(GoZone.local(TZ: "No/Where").name == "UTC")
    }

    @Test(arguments: ["../etc/passwd", "/etc/localtime", "No/Where", "Europe", "\u{0}"])
    func `A name that is no zone gives none`(name: String) {
        #expect(GoZone.named(name) == nil)
    }

    @Test
    func `An offset that the local zone has then brings its abbreviation`() throws {
        let india = try #require(GoZone.named("Asia/Kolkata"))
        let time = try GoTime.parseRFC3339Nano("2026-11-21T08:54:00+05:30", local: india)
        #expect(time.description == "2026-11-21 08:54:00 +0530 IST")
        #expect(try GoTime.parse(layout: "2006 MST", "2024 IST", local: india).offset == 19_800)
    }

    @Test
    func `A clock time in a gap or an overlap is resolved as Go resolves it`() throws {
        let berlin = try #require(GoZone.named("Europe/Berlin"))
        let gap = try GoTime.parse(layout: "2006-01-02 15:04", "2024-03-31 02:30", in: berlin)
        #expect(gap.description == "2024-03-31 03:30:00 +0200 CEST")
        let overlap = try GoTime.parse(layout: "2006-01-02 15:04", "2024-10-27 02:30", in: berlin)
        #expect(overlap.description == "2024-10-27 02:30:00 +0100 CET")
    }
}

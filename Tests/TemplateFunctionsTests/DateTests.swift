import GoTemplate
import GoTime
import Testing

@Suite struct DateTests {
    let time = TemplateValue.time(GoTime(seconds: 1_583_331_004, nanoseconds: 5_000_000))

    @Test(arguments: [
        (#"{{ dateInZone "2006-01-02 15:04:05.000" . "UTC" }}"#, "2020-03-04 14:10:04.005"),
        (#"{{ dateInZone "15:04 MST" . "No/Where" }}"#, "14:10 UTC"),
        (#"{{ htmlDateInZone . "UTC" }} {{ unixEpoch . }}"#, "2020-03-04 1583331004"),
        (
            #"{{ (dateModify "-1.5h" .).UTC }}|{{ (dateModify "junk" .).UTC }}"#,
            "2020-03-04 12:40:04.005 +0000 UTC|2020-03-04 14:10:04.005 +0000 UTC"
        ),
        (
            #"{{ .Year }} {{ .Month }} {{ .Day }} {{ .Weekday }} {{ .YearDay }} {{ .Unix }} {{ printf "%d" .Month }}"#,
            "2020 March 4 Wednesday 64 1583331004 3"
        ),
        (
            #"{{ (.AddDate 0 1 28).Format "2006-01-02" }} {{ .Format "Jan _2" }} {{ .IsZero }}"#,
            "2020-05-02 Mar  4 false"
        ),
        (#"{{ .Sub (.Add (.Sub .)) }} {{ .Equal . }} {{ .Before . }}"#, "0s true false"),
        (#"{{ duration "95" }} {{ duration 95 }} {{ duration (int64 95) }}"#, "1m35s 0s 1m35s"),
        (
            #"{{ durationRound "2h10m5s" }} {{ durationRound "-3m" }} {{ durationRound "1s" }} {{ durationRound "2400h" }}"#,
            "2h 3m 0s 3mo"
        ),
        (#"{{ toDate "2006-01-02" "junk" }}"#, "0001-01-01 00:00:00 +0000 UTC"),
        (
            #"{{ durationSeconds "2m" }} {{ durationHours "1h30m" }} {{ durationRoundTo "2h13m" "1h" }} {{ mustToDuration 90 }}"#,
            "120 1.5 2h0m0s 1m30s"
        ),
    ])
    func `Times are shown and changed as Go does it`(source: String, text: String) {
        #expect(rendered(source, time) == text)
    }
}

import GoTime

/// Functions on times and durations.
enum DateFunctions {
    static let functions: [TemplateFunction] = formatting + changing + durations

    // MARK: Formatting

    private static let formatting: [TemplateFunction] = [
        TemplateFunction("now") { () -> TemplateValue in .object(TimeObject.now()) },
        TemplateFunction("date") { (layout: TemplateString, date: TemplateValue) in
            time(of: date).shown(in: .local).format(layout.text)
        },
        TemplateFunction("dateInZone", dateInZone),
        TemplateFunction("date_in_zone", dateInZone),
        TemplateFunction("htmlDate") { (date: TemplateValue) in
            time(of: date).shown(in: .local).format("2006-01-02")
        },
        TemplateFunction("htmlDateInZone") { (date: TemplateValue, zone: TemplateString) in
            dateInZone("2006-01-02", date, zone)
        },
        TemplateFunction("unixEpoch") { (date: TimeObject) in String(date.time.seconds) },
    ]

    @Sendable private static func dateInZone(
        _ layout: TemplateString, _ date: TemplateValue, _ zone: TemplateString
    ) -> TemplateString {
        TemplateString(time(of: date).shown(in: GoZone.named(zone.text) ?? .utc).format(layout.text))
    }

    /// A time or seconds since 1970; anything else means now.
    private static func time(of date: TemplateValue) -> GoTime {
        switch date {
        case .object(let object): (object as? TimeObject)?.time ?? .now()
        case .int(let int): GoTime(seconds: Int64(int), zone: .local)
        case .int64(let int): GoTime(seconds: int, zone: .local)
        default: .now()
        }
    }

    // MARK: Reading and changing

    private static let changing: [TemplateFunction] = [
        TemplateFunction("toDate") { (layout: TemplateString, text: TemplateString) -> TemplateValue in
            .time((try? GoTime.parse(layout: layout.text, text.text, in: .local)) ?? .zero)
        },
        TemplateFunction("mustToDate") { (layout: TemplateString, text: TemplateString) -> TemplateValue in
            do throws(GoTimeError) {
                return .time(try GoTime.parse(layout: layout.text, text.text, in: .local))
            } catch {
                throw FunctionError(error.message)
            }
        },
        TemplateFunction("dateModify", modified),
        TemplateFunction("date_modify", modified),
        TemplateFunction("mustDateModify", mustModify),
        TemplateFunction("must_date_modify", mustModify),
    ]

    @Sendable private static func modified(_ text: TemplateString, _ date: TimeObject) -> TemplateValue {
        (try? mustModify(text, date)) ?? .object(date)
    }

    @Sendable private static func mustModify(_ text: TemplateString, _ date: TimeObject) throws -> TemplateValue {
        do throws(GoTimeError) {
            return .object(date.adding(try GoDuration(parsing: text.text)))
        } catch {
            throw FunctionError(error.message)
        }
    }

    // MARK: Durations

    private static let durations: [TemplateFunction] = [
        TemplateFunction("ago") { (date: TemplateValue) in
            GoTime.now().since(time(of: date)).rounded(to: GoDuration(seconds: 1)).description
        },
        TemplateFunction("duration") { (seconds: TemplateValue) in
            switch seconds {
            case .string(let text): GoDuration(seconds: Int64(text.text) ?? 0).description
            case .int64(let int): GoDuration(seconds: int).description
            default: GoDuration(seconds: 0).description
            }
        },
        TemplateFunction("durationRound") { (value: TemplateValue) in
            switch value {
            case .string(let text):
                return rounded((try? GoDuration(parsing: text.text)) ?? GoDuration(seconds: 0))
            case .int64(let int): return rounded(GoDuration(nanoseconds: int))
            case .object(let object):
                return rounded((object as? TimeObject).map { GoTime.now().since($0.time) } ?? GoDuration(seconds: 0))
            default: return "0s"
            }
        },
    ]

    private static let units: [(hours: UInt64, seconds: UInt64, name: String)] = [
        (24 * 365, 0, "y"), (24 * 30, 0, "mo"), (24, 0, "d"), (1, 0, "h"), (0, 60, "m"), (0, 1, "s"),
    ]

    /// A count of the largest unit that the duration exceeds.
    private static func rounded(_ duration: GoDuration) -> String {
        let size = duration.nanoseconds.magnitude
        for unit in units {
            let length = (unit.hours * 3600 + unit.seconds) * 1_000_000_000
            if size > length { return "\(size / length)\(unit.name)" }
        }
        return "0s"
    }
}

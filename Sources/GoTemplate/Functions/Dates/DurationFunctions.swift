import GoTime

/// The functions on durations that Helm 4 added.
enum DurationFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction("mustToDuration") { (value: TemplateValue) in TemplateValue.duration(try duration(value)) },
        TemplateFunction("durationNanoseconds") { (value: TemplateValue) in orZero(value).nanoseconds },
        TemplateFunction("durationMicroseconds") { (value: TemplateValue) in orZero(value).nanoseconds / 1_000 },
        TemplateFunction("durationMilliseconds") { (value: TemplateValue) in
            orZero(value).nanoseconds / 1_000_000
        },
        TemplateFunction("durationSeconds") { (value: TemplateValue) in orZero(value).inSeconds },
        TemplateFunction("durationMinutes") { (value: TemplateValue) in orZero(value).inMinutes },
        TemplateFunction("durationHours") { (value: TemplateValue) in orZero(value).inHours },
        TemplateFunction("durationDays") { (value: TemplateValue) in orZero(value).inHours / 24 },
        TemplateFunction("durationWeeks") { (value: TemplateValue) in orZero(value).inHours / 24 / 7 },
        TemplateFunction("durationRoundTo") { (value: TemplateValue, unit: TemplateValue) -> TemplateValue in
            .duration(orZero(value).rounded(to: orZero(unit)))
        },
        TemplateFunction("durationTruncateTo") { (value: TemplateValue, unit: TemplateValue) -> TemplateValue in
            .duration(orZero(value).truncated(to: orZero(unit)))
        },
    ]

    private static func orZero(_ value: TemplateValue) -> GoDuration {
        (try? duration(value)) ?? GoDuration(nanoseconds: 0)
    }

    /// A duration, its text, or a count of seconds as a number or as text.
    private static func duration(_ value: TemplateValue) throws -> GoDuration {
        switch value {
        case .object(let object as DurationObject): return object.duration
        case .string(let string): return try duration(text: string)
        case .int(let int): return GoDuration(seconds: Int64(int))
        case .int64(let int): return GoDuration(seconds: int)
        case .uint64(let int): return GoDuration(seconds: Int64(clamping: int))
        case .double(let double): return try seconds(double, of: value)
        default: throw FunctionError("could not convert \(value.goTypeName) to duration")
        }
    }

    private static func duration(text: TemplateString) throws -> GoDuration {
        let trimmed = ByteSearch.trim(text.bytes, where: CharacterClass.isUnicodeSpace)
        let string = String(decoding: trimmed, as: UTF8.self)
        if let duration = try? GoDuration(parsing: string) { return duration }
        if let seconds = NumberConversion.double(trimmed) { return try self.seconds(seconds, of: .string(text)) }
        throw FunctionError("could not parse duration \(GoQuoting.quoted(text.bytes))")
    }

    private static func seconds(_ seconds: Double, of value: TemplateValue) throws -> GoDuration {
        guard let nanoseconds = Int64(exactly: (seconds * 1e9).rounded(.towardZero)) else {
            throw FunctionError("could not parse duration \(GoPrinting.text(value))")
        }
        return GoDuration(nanoseconds: nanoseconds)
    }
}

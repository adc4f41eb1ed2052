package import Documents
package import GoTime

/// Go's `time.Time` inside a template.
package final class TimeObject: TemplateObject {
    package static let typeName = "time.Time"

    package let time: GoTime
    /// Since the program's start, for times that `now` gave: Go prints it.
    private let elapsed: GoDuration?

    package init(_ time: GoTime) {
        self.time = time
        elapsed = nil
    }

    private init(_ time: GoTime, elapsed: GoDuration?) {
        self.time = time
        self.elapsed = elapsed
    }

    private static let start = ContinuousClock.now

    /// The time now.
    static func now() -> TimeObject {
        let start = Self.start
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        let nanoseconds = seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
        return TimeObject(.now(), elapsed: GoDuration(nanoseconds: nanoseconds))
    }

    /// The time later by a duration.
    func adding(_ duration: GoDuration) -> TimeObject {
        let sum = elapsed.map { GoDuration(nanoseconds: $0.nanoseconds &+ duration.nanoseconds) }
        return TimeObject(time.adding(duration), elapsed: sum)
    }

    /// The monotonic clock's part of Go's text, such as ` m=+0.012345678`.
    private var monotonicText: String {
        guard let elapsed else { return "" }
        let (seconds, rest) = elapsed.nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        let digits = String(rest)
        let zeros = String(repeating: "0", count: 9 - digits.utf8.count)
        return " m=\(elapsed.nanoseconds < 0 ? "-" : "+")\(seconds).\(zeros)\(digits)"
    }

    package var goTypeName: String { Self.typeName }
    package var printedText: TemplateString? { TemplateString(time.description + monotonicText) }
    package var document: Value { .string(time.rfc3339Nano) }

    package func isEqual(to other: any TemplateObject) -> Bool {
        (other as? TimeObject)?.time == time
    }

    package func signature(ofMethod name: TemplateKey) -> Signature? {
        if Self.parts[name.text] != nil { return Signature([]) }
        return Self.methods[name.text]?.signature
    }

    package func call(
        method name: TemplateKey, arguments: [TemplateValue], context: inout CallContext
    ) throws -> TemplateValue {
        if name == "String" { return .string(TemplateString(time.description + monotonicText)) }
        if name == "Add" { return .object(adding(Self.duration(arguments))) }
        if let part = Self.parts[name.text] { return part(time) }
        return try Self.methods[name.text]?.body(time, arguments) ?? .null
    }

    // MARK: Methods

    /// Methods without parameters.
    private static let parts: [String: @Sendable (GoTime) -> TemplateValue] = [
        "Year": { .int($0.civil.year) },
        "Month": { .object(NamedNumber.month($0.civil.month)) },
        "Day": { .int($0.civil.day) },
        "Weekday": { .object(NamedNumber.weekday($0.civil.weekday)) },
        "YearDay": { .int($0.civil.dayOfYear) },
        "Hour": { .int($0.civil.hour) },
        "Minute": { .int($0.civil.minute) },
        "Second": { .int($0.civil.second) },
        "Nanosecond": { .int(Int($0.nanoseconds)) },
        "Unix": { .int64($0.seconds) },
        "UnixMilli": { .int64($0.units(perSecond: 1_000)) },
        "UnixMicro": { .int64($0.units(perSecond: 1_000_000)) },
        "UnixNano": { .int64($0.units(perSecond: 1_000_000_000)) },
        "String": { .text($0.description) },
        "IsZero": { .bool($0.isZero) },
        "UTC": { .time($0.shown(in: .utc)) },
        "Local": { .time($0.shown(in: .local)) },
    ]

    private typealias Method = (
        signature: Signature, body: @Sendable (GoTime, [TemplateValue]) throws -> TemplateValue
    )

    private static let methods: [String: Method] = [
        "Format": (Signature([.string]), { .text($0.format($1.first?.string?.text ?? "")) }),
        "Add": (Signature([.object(DurationObject.typeName)]), { .time($0.adding(duration($1))) }),
        "Sub": (Signature([.object(typeName)]), { .duration($0.since(try other($1))) }),
        "Before": (Signature([.object(typeName)]), { .bool(compare($0, try other($1)) < 0) }),
        "After": (Signature([.object(typeName)]), { .bool(compare($0, try other($1)) > 0) }),
        "Equal": (Signature([.object(typeName)]), { .bool(compare($0, try other($1)) == 0) }),
        "Compare": (Signature([.object(typeName)]), { .int(compare($0, try other($1))) }),
        "AddDate": (Signature([.int, .int, .int]), { .time(adding($1, to: $0)) }),
    ]

    private static func other(_ arguments: [TemplateValue]) throws -> GoTime {
        try TimeObject.argument(arguments.first ?? .null).time
    }

    private static func duration(_ arguments: [TemplateValue]) -> GoDuration {
        guard case .object(let object)? = arguments.first else { return GoDuration(nanoseconds: 0) }
        return (object as? DurationObject)?.duration ?? GoDuration(nanoseconds: 0)
    }

    /// By instant alone.
    private static func compare(_ left: GoTime, _ right: GoTime) -> Int {
        left.isSameInstant(as: right) ? 0 : left < right ? -1 : 1
    }

    /// Years, months and days on; days that a month doesn't have run over into the next one.
    private static func adding(_ parts: [TemplateValue], to time: GoTime) -> GoTime {
        let numbers = parts.map { Int32(clamping: NumberConversion.integer($0)) }
        guard numbers.count == 3 else { return time }
        var civil = time.civil
        let months = civil.month - 1 + Int(numbers[1])
        civil.year += Int(numbers[0]) + Int((Double(months) / 12).rounded(.down))
        civil.month = (months % 12 + 12) % 12 + 1
        let day = civil.day
        civil.day = 1
        let seconds = civil.secondsSinceEpoch &+ Int64(day - 1 + Int(numbers[2])) &* 86_400
        var result = time
        result.seconds = seconds &- Int64(time.offset)
        return result
    }
}

extension TimeObject: TemplateParameter {
    package static var kind: ParameterKind { .object(typeName) }

    package static func argument(_ value: TemplateValue) throws -> Self {
        guard case .object(let object) = value, let time = object as? Self else { throw mismatch(value) }
        return time
    }
}

extension GoTime {
    fileprivate func units(perSecond count: Int64) -> Int64 {
        seconds &* count &+ Int64(nanoseconds) / (1_000_000_000 / count)
    }
}

extension TemplateValue {
    /// A time.
    package static func time(_ time: GoTime) -> TemplateValue { .object(TimeObject(time)) }

    /// A duration.
    package static func duration(_ duration: GoDuration) -> TemplateValue { .object(DurationObject(duration)) }
}

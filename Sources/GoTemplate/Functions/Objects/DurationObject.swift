package import Documents
package import GoTime

/// Go's `time.Duration` inside a template.
package final class DurationObject: TemplateObject {
    package static let typeName = "time.Duration"

    package let duration: GoDuration

    package init(_ duration: GoDuration) {
        self.duration = duration
    }

    package var goTypeName: String { Self.typeName }
    package var goKind: GoKind { .int64 }
    package var isTrue: Bool { duration.nanoseconds != 0 }
    package var printedText: TemplateString? { TemplateString(duration.description) }
    package var integer: Int64? { duration.nanoseconds }
    package var document: Value { .integer(duration.nanoseconds) }

    package func isEqual(to other: any TemplateObject) -> Bool {
        (other as? DurationObject)?.duration == duration
    }

    package func signature(ofMethod name: TemplateKey) -> Signature? {
        if Self.parts[name.text] != nil { return Signature([]) }
        return name == "Round" || name == "Truncate" ? Signature([.object(Self.typeName)]) : nil
    }

    package func call(
        method name: TemplateKey, arguments: [TemplateValue], context: inout CallContext
    ) throws -> TemplateValue {
        if let part = Self.parts[name.text] { return part(duration) }
        guard case .object(let object)? = arguments.first, let unit = object as? DurationObject else { return .null }
        return .duration(name == "Round" ? duration.rounded(to: unit.duration) : duration.truncated(to: unit.duration))
    }

    private static let parts: [String: @Sendable (GoDuration) -> TemplateValue] = [
        "Hours": { .double($0.inHours) },
        "Minutes": { .double($0.inMinutes) },
        "Seconds": { .double($0.inSeconds) },
        "Milliseconds": { .int64($0.nanoseconds / 1_000_000) },
        "Microseconds": { .int64($0.nanoseconds / 1_000) },
        "Nanoseconds": { .int64($0.nanoseconds) },
        "String": { .text($0.description) },
        "Abs": { .duration(GoDuration(nanoseconds: Int64(clamping: $0.nanoseconds.magnitude))) },
    ]
}

extension GoDuration {
    /// Minutes with their fraction, rounded as Go rounds them.
    var inMinutes: Double { in60(nanoseconds, 60_000_000_000) }

    /// Hours with their fraction.
    var inHours: Double { in60(nanoseconds, 3_600_000_000_000) }

    private func in60(_ nanoseconds: Int64, _ unit: Int64) -> Double {
        Double(nanoseconds / unit) + Double(nanoseconds % unit) / Double(unit)
    }
}

/// A number with names for its values: Go's `time.Month` and `time.Weekday`.
final class NamedNumber: TemplateObject {
    let goTypeName: String
    private let number: Int
    private let name: String

    private init(_ typeName: String, _ number: Int, _ name: String) {
        goTypeName = typeName
        self.number = number
        self.name = name
    }

    static func month(_ number: Int) -> NamedNumber {
        NamedNumber("time.Month", number, CivilTime.name(ofMonth: number))
    }

    static func weekday(_ number: Int) -> NamedNumber {
        NamedNumber("time.Weekday", number, CivilTime.name(ofWeekday: number))
    }

    var goKind: GoKind { .int }
    var isTrue: Bool { number != 0 }
    var printedText: TemplateString? { TemplateString(name) }
    var integer: Int64? { Int64(number) }
    var document: Value { .integer(Int64(number)) }

    func isEqual(to other: any TemplateObject) -> Bool { (other as? NamedNumber)?.number == number }

    func signature(ofMethod name: TemplateKey) -> Signature? { name == "String" ? Signature([]) : nil }

    func call(
        method name: TemplateKey, arguments: [TemplateValue], context: inout CallContext
    ) throws -> TemplateValue { .text(self.name) }
}

package import Documents

/// The kind of a Go type, as `kindOf` names it.
package enum GoKind: String, Sendable {
    case invalid, bool, int, int32, int64, uint8, uint32, uint64, float64, complex128, string, slice, map
    case structure = "struct"
    case pointer = "ptr"
}

/// A value with fields and methods, such as Go's structs, times, durations and versions.
///
/// Everything but the type name has a default, which suits an opaque struct.
package protocol TemplateObject: AnyObject {
    /// The name of the type as `%T` prints it, such as `time.Time` or `*semver.Version`.
    var goTypeName: String { get }

    /// The kind of the type.
    var goKind: GoKind { get }

    /// Whether `if` takes the value as true. Structs and pointers always are.
    var isTrue: Bool { get }

    /// The exported fields in Go's order; printed as `{first second}` when there is no `printedText`.
    var fields: [(name: TemplateKey, value: TemplateValue)] { get }

    /// The value of an exported field.
    func field(named name: TemplateKey) -> TemplateValue?

    /// What the method takes, or nil when there is no such method.
    func signature(ofMethod name: TemplateKey) -> Signature?

    /// Calls a method with arguments that fit its signature.
    func call(
        method name: TemplateKey, arguments: [TemplateValue], context: inout CallContext
    ) throws -> TemplateValue

    /// What Go's `String` or `Error` method yields, or nil when the type has neither.
    var printedText: TemplateString? { get }

    /// What an action writes for a field of the type: Go finds a `String` method there that belongs to the pointer.
    var addressedText: TemplateString? { get }

    /// The number inside a type such as `time.Duration` or `time.Month`, for the number verbs and functions.
    var integer: Int64? { get }

    /// The value as encoding/json sees it.
    var document: Value { get }

    /// Go's `==` on two values of the same type.
    func isEqual(to other: any TemplateObject) -> Bool
}

extension TemplateObject {
    package var goKind: GoKind { .structure }
    package var isTrue: Bool { true }
    package var fields: [(name: TemplateKey, value: TemplateValue)] { [] }
    package func field(named name: TemplateKey) -> TemplateValue? { fields.first { $0.name == name }?.value }
    package func signature(ofMethod name: TemplateKey) -> Signature? { nil }
    package func call(
        method name: TemplateKey, arguments: [TemplateValue], context: inout CallContext
    ) throws -> TemplateValue { .null }
    package var printedText: TemplateString? { nil }
    package var addressedText: TemplateString? { nil }
    package var integer: Int64? { nil }
    package var document: Value {
        .object(Object(fields.map { Object.Member(key: $0.name.text, value: $0.value.document) }))
    }
    package func isEqual(to other: any TemplateObject) -> Bool { self === other }
}

/// Go's fmt: how values are printed.
package enum GoPrinting {
    /// Appends `value` as `%v` prints it (nil as `<nil>`).
    package static func append(_ value: TemplateValue, to output: inout [UInt8]) {}

    /// `value` as `%v` prints it.
    package static func text(_ value: TemplateValue) -> TemplateString {
        var output: [UInt8] = []
        append(value, to: &output)
        return TemplateString(output)
    }

    /// Go's `Sprint`: a space between two operands of which neither is a string.
    package static func print(_ values: [TemplateValue], to output: inout [UInt8]) {}

    /// Go's `Sprintf`.
    package static func format(_ format: TemplateString, _ arguments: [TemplateValue], to output: inout [UInt8]) {}

    /// Appends `bytes` as Go's `%q` does: quoted, with Go's escapes.
    package static func appendQuoted(_ bytes: [UInt8], to output: inout [UInt8]) {}

    /// Appends a double as `%v` prints it: shortest digits, with an exponent for very small and for large numbers.
    package static func append(_ double: Double, to output: inout [UInt8]) {}
}

/// Go's fmt: how values are printed.
package enum GoPrinting {
    /// Appends `value` as `%v` prints it (nil as `<nil>`).
    package static func append(_ value: TemplateValue, to output: inout [UInt8]) {
        switch value {
        case .string(let string): output.append(contentsOf: string.bytes)
        case .int(let int): append(Int64(int), to: &output)
        case .int64(let int): append(int, to: &output)
        case .bool(let bool): append(bool ? "true" : "false", to: &output)
        case .double(let double): append(double, to: &output)
        default:
            var formatter = GoFormatter()
            formatter.print(value, verb: UInt32(UInt8(ascii: "v")), to: &output)
        }
    }

    /// Appends what an action writes: as `%v`, but nothing at all as `<no value>`.
    static func write(_ value: TemplateValue, to output: inout [UInt8]) {
        if value.isNull { append(NoValue.text, to: &output) } else { append(value, to: &output) }
    }

    /// `value` as `%v` prints it.
    package static func text(_ value: TemplateValue) -> TemplateString {
        if case .string(let string) = value { return string }
        var output: [UInt8] = []
        append(value, to: &output)
        return TemplateString(output)
    }

    /// Go's `Sprint`: a space between two operands of which neither is a string.
    package static func print(_ values: [TemplateValue], to output: inout [UInt8]) {
        var previousIsString = true
        for value in values {
            var isString = false
            if case .string = value { isString = true }
            if !isString, !previousIsString { output.append(UInt8(ascii: " ")) }
            append(value, to: &output)
            previousIsString = isString
        }
    }

    /// Go's `Sprintln`: a space between all operands and a newline at the end.
    package static func printLine(_ values: [TemplateValue], to output: inout [UInt8]) {
        for (index, value) in values.enumerated() {
            if index > 0 { output.append(UInt8(ascii: " ")) }
            append(value, to: &output)
        }
        output.append(UInt8(ascii: "\n"))
    }

    /// Go's `Sprintf`.
    package static func format(_ format: TemplateString, _ arguments: [TemplateValue], to output: inout [UInt8]) {
        var run = FormatRun(format: format.bytes, arguments: arguments)
        run.run(to: &output)
    }

    /// Go's `Sprintf` as a string.
    package static func formatted(_ format: TemplateString, _ arguments: [TemplateValue]) -> TemplateString {
        var output: [UInt8] = []
        self.format(format, arguments, to: &output)
        return TemplateString(output)
    }

    /// Appends `bytes` as Go's `%q` does: quoted, with Go's escapes.
    package static func appendQuoted(_ bytes: [UInt8], to output: inout [UInt8]) {
        GoQuoting.appendQuoted(bytes, to: &output)
    }

    /// Appends a double as `%v` prints it: shortest digits, with an exponent for very small and for large numbers.
    package static func append(_ double: Double, to output: inout [UInt8]) {
        if let integer = Int64(exactly: double), integer.magnitude < 1_000_000, !(integer == 0 && double.sign == .minus)
        {
            append(integer, to: &output)
        } else {
            output.append(contentsOf: GoFloat.shortest(double))
        }
    }

    /// Appends an integer in decimal.
    package static func append(_ integer: Int64, to output: inout [UInt8]) {
        var magnitude = integer.magnitude
        if integer < 0 { output.append(UInt8(ascii: "-")) }
        if magnitude < 10 {
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude))
            return
        }
        let start = output.count
        while magnitude > 0 {
            let (quotient, digit) = magnitude.quotientAndRemainder(dividingBy: 10)
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
            magnitude = quotient
        }
        output[start...].reverse()
    }

    static func append(_ text: StaticString, to output: inout [UInt8]) {
        text.withUTF8Buffer { output.append(contentsOf: $0) }
    }
}

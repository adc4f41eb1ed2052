/// The spellings of a floating-point number in Go: the shortest digits that read back as the same number.
package struct GoFloat {
    private var isNegative: Bool
    /// The significant digits, without leading or trailing zeros; one "0" for zero.
    private var digits: [UInt8]
    /// The power of ten of the first digit.
    private var exponent: Int

    /// The digits of a finite double.
    package init(_ double: Double) {
        self.init(description: double.description)
    }

    /// The digits of a finite float of 32 bits.
    package init(_ float: Float) {
        self.init(description: float.description)
    }

    /// The number that a reader of JSON finds when encoding/json has written the double: without a fraction it is an
    /// integer, as long as it fits.
    static func jsonNumber(_ double: Double) -> Value {
        guard let integer = Int64(exactly: double), double != 0 || double.sign == .plus else { return .double(double) }
        guard integer.magnitude > 1 << 53 else { return .integer(integer) }
        // Only the shortest digits are written, so that the last ones become zeros.
        var text: [UInt8] = []
        GoFloat(double).appendJSON(to: &text)
        return Int64(String(decoding: text, as: UTF8.self)).map { .integer($0) } ?? .double(double)
    }

    /// Takes Swift's description of a finite number, which has the shortest digits too: `12.5`, `1e-07`.
    private init(description: String) {
        var isNegative = false, digits: [UInt8] = [], point: Int?, power = 0
        var bytes = description.utf8[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): point = digits.count
            case UInt8(ascii: "e"):
                power = Int(Substring(bytes)) ?? 0
                bytes = bytes.suffix(0)
            default: digits.append(byte)
            }
        }
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        exponent = (point ?? digits.count) - leading - 1 + power
        digits.removeFirst(leading)
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.isEmpty {
            digits = [UInt8(ascii: "0")]
            exponent = 0
        }
        self.isNegative = isNegative
        self.digits = digits
    }

    /// Appends the form of strconv's `'g'`: an exponent below 1e-4 and from 1e6 on (strconv.FormatFloat(f, 'g', -1)).
    package func appendGeneral(to output: inout [UInt8]) {
        if exponent < -4 || exponent >= 6 {
            appendScientific(to: &output, exponentDigits: 2)
        } else {
            appendPlain(to: &output)
        }
    }

    /// Appends the form of encoding/json: an exponent below 1e-6 and from 1e21 on.
    package func appendJSON(to output: inout [UInt8]) {
        if exponent < -6 || exponent >= 21 {
            appendScientific(to: &output, exponentDigits: exponent < 0 ? 1 : 2)
        } else {
            appendPlain(to: &output)
        }
    }

    /// Appends the number without an exponent (strconv's `'f'`).
    package func appendPlain(to output: inout [UInt8]) {
        if isNegative { output.append(UInt8(ascii: "-")) }
        let zero = UInt8(ascii: "0")
        if exponent < 0 {
            output += [zero, UInt8(ascii: ".")]
            output += repeatElement(zero, count: -exponent - 1)
            output += digits
        } else {
            output += digits.prefix(exponent + 1)
            output += repeatElement(zero, count: max(0, exponent + 1 - digits.count))
            guard digits.count > exponent + 1 else { return }
            output.append(UInt8(ascii: "."))
            output += digits[(exponent + 1)...]
        }
    }

    /// Appends the number with an exponent of at least so many digits (strconv's `'e'` has 2).
    package func appendScientific(to output: inout [UInt8], exponentDigits: Int = 2) {
        if isNegative { output.append(UInt8(ascii: "-")) }
        output += digits.prefix(1)
        if digits.count > 1 {
            output.append(UInt8(ascii: "."))
            output += digits.dropFirst()
        }
        output += [UInt8(ascii: "e"), exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")]
        let power = String(exponent.magnitude).utf8
        output += repeatElement(UInt8(ascii: "0"), count: max(0, exponentDigits - power.count))
        output += power
    }
}

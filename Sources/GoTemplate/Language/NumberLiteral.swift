/// A number in a template: an ideal constant that takes the type its place wants, if its value allows it.
final class NumberLiteral {
    /// As it is written.
    let source: String
    private(set) var integer: Int64?
    private(set) var unsigned: UInt64?
    private(set) var double: Double?
    private(set) var complex: (real: Double, imaginary: Double)?

    /// The type it has where no type is wanted.
    private let looksLikeDouble: Bool

    /// Reads a number token; the error is worded as Go's parser does.
    init(_ source: String, _ kind: Token.Kind) throws(FunctionError) {
        self.source = source
        let isHexadecimal = source.utf8.count > 2 && source.hasPrefix("0") && "xX".utf8.contains(Array(source.utf8)[1])
        looksLikeDouble =
            !(isHexadecimal && !source.utf8.contains { $0 == UInt8(ascii: "p") || $0 == UInt8(ascii: "P") })
            && !source.hasPrefix("'") && source.utf8.contains { ".eEpP".utf8.contains($0) }
        switch kind {
        case .characterConstant: try readCharacter()
        case .complex: try readComplex()
        default: try readNumber()
        }
    }

    /// The value where any type is welcome, or nil when it overflows Go's `int`.
    var value: TemplateValue? {
        if let complex { return .complex(real: complex.real, imaginary: complex.imaginary) }
        if looksLikeDouble, let double { return .double(double) }
        if let integer { return .int(Int(integer)) }
        return nil
    }

    private func readCharacter() throws(FunctionError) {
        guard let bytes = GoQuoting.unquoted(Array(source.utf8)[...]), !bytes.isEmpty else {
            throw FunctionError("malformed character constant: \(source)")
        }
        let (scalar, count) = UTF8Decoding.scalar(bytes, at: 0)
        guard count == bytes.count else { throw FunctionError("malformed character constant: \(source)") }
        setInteger(Int64(scalar))
        unsigned = UInt64(scalar)
    }

    private func readNumber() throws(FunctionError) {
        if source.hasSuffix("i"), let imaginary = GoNumber.double(String(source.dropLast())) {
            setComplex(0, imaginary)
            return
        }
        unsigned = GoNumber.unsigned(source)
        if let integer = GoNumber.integer(source) {
            setInteger(integer)
            if integer == 0 { unsigned = 0 }
        } else if let unsigned {
            double = Double(unsigned)
        } else if let double = GoNumber.double(source) {
            guard source.utf8.contains(where: { ".eEpP".utf8.contains($0) }) else {
                throw FunctionError("integer overflow: \(GoQuoting.quoted(source))")
            }
            self.double = double
            integer = Int64(exactly: double)
            unsigned = UInt64(exactly: double)
        } else {
            throw FunctionError("illegal number syntax: \(GoQuoting.quoted(source))")
        }
    }

    private func readComplex() throws(FunctionError) {
        let bytes = Array(source.utf8.dropLast())
        // The sign of the imaginary part is the last one that doesn't belong to an exponent.
        let split = bytes.indices.dropFirst().last { at in
            (bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-"))
                && !"eEpP".utf8.contains(bytes[at - 1])
        }
        guard let split, let real = GoNumber.double(String(decoding: bytes[..<split], as: UTF8.self)),
            let imaginary = GoNumber.double(String(decoding: bytes[split...], as: UTF8.self))
        else { throw FunctionError("syntax error scanning complex number") }
        setComplex(real, imaginary)
    }

    private func setInteger(_ integer: Int64) {
        self.integer = integer
        double = Double(integer)
    }

    private func setComplex(_ real: Double, _ imaginary: Double) {
        complex = (real, imaginary)
        guard imaginary == 0 else { return }
        double = real
        integer = Int64(exactly: real)
        unsigned = UInt64(exactly: real)
    }
}

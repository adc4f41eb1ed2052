/// Functions whose results differ each time.
enum RandomFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction("randAlphaNum") { (count: Int) in try text(count, letters + digits) },
        TemplateFunction("randAlpha") { (count: Int) in try text(count, letters) },
        TemplateFunction("randNumeric") { (count: Int) in try text(count, digits) },
        TemplateFunction("randAscii") { (count: Int) in try text(count, Array(32...126)) },
        TemplateFunction("randBytes") { (count: Int) -> String in
            guard count >= 0, count <= maximumCount else {
                throw FunctionError("runtime error: makeslice: len out of range")
            }
            return base64((0..<count).map { _ in UInt8.random(in: 0...255) })
        },
        TemplateFunction("randInt") { (low: Int, high: Int) -> Int in
            guard low < high, !high.subtractingReportingOverflow(low).overflow else {
                throw FunctionError("invalid argument to Intn")
            }
            return Int.random(in: low..<high)
        },
        TemplateFunction("shuffle") { (text: TemplateString) in
            var output: [UInt8] = []
            for scalar in LetterCase.scalars(of: text.bytes).shuffled() { UTF8Decoding.append(scalar, to: &output) }
            return TemplateString(output)
        },
        TemplateFunction("uuidv4") { () -> String in uuid() },
    ]

    /// More would take long, and be a mistake.
    private static let maximumCount = 1 << 22
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let digits = Array("0123456789".utf8)

    /// Characters from an alphabet; the system's generator is fit for secrets.
    private static func text(_ count: Int, _ alphabet: [UInt8]) throws -> TemplateString {
        guard count > 0 else { return "" }
        guard count <= maximumCount else { throw FunctionError("runtime error: makeslice: len out of range") }
        var generator = SystemRandomNumberGenerator()
        return TemplateString(
            (0..<count).compactMap { _ in alphabet.randomElement(using: &generator) })
    }

    private static func uuid() -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Base64 and base32 in the standard alphabets, with padding.
enum BaseEncodings {
    static let functions: [TemplateFunction] = [
        TemplateFunction("b64enc") { (text: TemplateString) in base64(text.bytes) },
        TemplateFunction("b64dec") { (text: TemplateString) in decoded(text, decodeBase64) },
        TemplateFunction("b32enc") { (text: TemplateString) in TemplateString(encodeBase32(text.bytes)) },
        TemplateFunction("b32dec") { (text: TemplateString) in decoded(text, decodeBase32) },
    ]

    /// Where a text stops being what it should be.
    struct IllegalData: Error {
        var name: String
        var position: Int
    }

    /// The decoded bytes; of a text that is wrong, the error's words.
    private static func decoded(
        _ text: TemplateString, _ decode: ([UInt8]) throws(IllegalData) -> [UInt8]
    ) -> TemplateString {
        do throws(IllegalData) {
            return TemplateString(try decode(text.bytes))
        } catch {
            return TemplateString("illegal \(error.name) data at input byte \(error.position)")
        }
    }

    private static let padding = UInt8(ascii: "=")

    private static func isNewline(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    private static func table(_ alphabet: String) -> [UInt8] {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, byte) in alphabet.utf8.enumerated() { table[Int(byte)] = UInt8(value) }
        return table
    }

    // MARK: Base64

    private static let values64 = table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    /// The bytes of a base64 text; newlines in it are skipped.
    static func decodeBase64(_ text: [UInt8]) throws(IllegalData) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count / 4 * 3)
        var group: UInt32 = 0
        var count = 0
        for (position, byte) in text.enumerated() {
            let value = values64[Int(byte)]
            if value != 0xFF {
                group = group << 6 | UInt32(value)
                count += 1
                if count == 4 {
                    append(group, 3, to: &output)
                    (group, count) = (0, 0)
                }
            } else if byte == padding {
                try checkPadding(of: text, at: position, behind: count)
                append(group << UInt32(6 * (4 - count)), count - 1, to: &output)
                return output
            } else if !isNewline(byte) {
                throw IllegalData(name: "base64", position: position)
            }
        }
        guard count == 0 else { throw IllegalData(name: "base64", position: text.count - count) }
        return output
    }

    private static func append(_ group: UInt32, _ count: Int, to output: inout [UInt8]) {
        for index in 0..<count { output.append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * index))) }
    }

    /// One or two padding signs end the text; only newlines may stand between and behind them.
    private static func checkPadding(of text: [UInt8], at start: Int, behind count: Int) throws(IllegalData) {
        var position = start + 1
        guard count >= 2 else { throw IllegalData(name: "base64", position: start) }
        func skipNewlines() { while position < text.count, isNewline(text[position]) { position += 1 } }
        if count == 2 {
            skipNewlines()
            guard position < text.count else { throw IllegalData(name: "base64", position: text.count) }
            guard text[position] == padding else { throw IllegalData(name: "base64", position: position - 1) }
            position += 1
        }
        skipNewlines()
        guard position == text.count else { throw IllegalData(name: "base64", position: position) }
    }

    // MARK: Base32

    private static let alphabet32 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    private static let values32 = table("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    private static func encodeBase32(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 5) {
            let part = bytes[start..<min(start + 5, bytes.count)]
            var group: UInt64 = 0
            for index in 0..<5 { group = group << 8 | (index < part.count ? UInt64(bytes[start + index]) : 0) }
            let digits = (part.count * 8 + 4) / 5
            for index in 0..<8 {
                output.append(index < digits ? alphabet32[Int(group >> UInt64(35 - 5 * index) & 31)] : padding)
            }
        }
        return output
    }

    private static func decodeBase32(_ text: [UInt8]) throws(IllegalData) -> [UInt8] {
        let text = text.filter { !isNewline($0) }
        var output: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 8) {
            let (group, count) = try quantum(text, at: start)
            for index in 0..<(count * 5 / 8) {
                output.append(UInt8(truncatingIfNeeded: group >> UInt64(32 - 8 * index)))
            }
            if count < 8 { break }
        }
        return output
    }

    /// Eight digits, or fewer before the padding that ends the text.
    private static func quantum(_ text: [UInt8], at start: Int) throws(IllegalData) -> (group: UInt64, count: Int) {
        var group: UInt64 = 0
        for index in 0..<8 {
            let position = start + index
            guard position < text.count else { throw IllegalData(name: "base32", position: start) }
            if text[position] == padding, index >= 2, text.count - position <= 8 {
                try checkBase32Padding(of: text, at: position, behind: index)
                return (group << UInt64(5 * (8 - index)), index)
            }
            let value = values32[Int(text[position])]
            guard value != 0xFF else { throw IllegalData(name: "base32", position: position) }
            group = group << 5 | UInt64(value)
        }
        return (group, 8)
    }

    private static func checkBase32Padding(
        of text: [UInt8], at position: Int, behind count: Int
    ) throws(IllegalData) {
        let rest = text[(position + 1)...]
        guard rest.count + count >= 7 else { throw IllegalData(name: "base32", position: text.count) }
        for (offset, byte) in rest.prefix(7 - count).enumerated() where byte != padding {
            throw IllegalData(name: "base32", position: position + offset)
        }
        if count == 3 || count == 6 { throw IllegalData(name: "base32", position: position) }
    }
}

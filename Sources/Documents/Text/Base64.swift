/// Base64 with padding, as Go's StdEncoding reads it: line breaks are skipped.
enum Base64 {
    /// The decoded bytes, or nil when the text is no base64.
    static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        let digits = text.filter { $0 != 0x0a && $0 != 0x0d }
        let padding = digits.suffix(2).count { $0 == UInt8(ascii: "=") }
        guard digits.count % 4 == 0, digits.last == UInt8(ascii: "=") || padding == 0 else { return nil }
        var output: [UInt8] = []
        var bits: UInt32 = 0
        for (index, byte) in digits.dropLast(padding).enumerated() {
            guard let value = value(byte) else { return nil }
            bits = bits << 6 | UInt32(value)
            // Behind the first digit of four, each completes a byte.
            let behind = UInt32(index % 4)
            if behind > 0 { output.append(UInt8(truncatingIfNeeded: bits >> (6 - 2 * behind))) }
        }
        return output
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

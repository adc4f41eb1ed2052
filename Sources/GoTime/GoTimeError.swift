/// A text that is no time or duration.
package struct GoTimeError: Error, Hashable, Sendable {
    /// What is wrong, in Go's words (`parsing time "x" as …`, `time: invalid duration "x"`).
    package var message: String

    init(_ message: String) {
        self.message = message
    }
}

/// The text in double quotes, all but printable ASCII as `\xNN`: how Go's package time quotes in its errors.
func quoted(_ text: some StringProtocol) -> String {
    var result = "\""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += "\\" + String(UnicodeScalar(byte))
        case 0x20..<0x80: result.unicodeScalars.append(UnicodeScalar(byte))
        default: result += byte < 16 ? "\\x0" + String(byte, radix: 16) : "\\x" + String(byte, radix: 16)
        }
    }
    return result + "\""
}

internal import FoundationEssentials

/// Standard base64 with padding, as Go's `encoding/json` writes bytes.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// The bytes, or nil when `text` isn't base64; line breaks are passed over as Go does.
    static func decode(_ text: String) -> [UInt8]? {
        if let data = Data(base64Encoded: text) { return [UInt8](data) }
        let joined = text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        return Data(base64Encoded: Data(joined)).map { [UInt8]($0) }
    }
}

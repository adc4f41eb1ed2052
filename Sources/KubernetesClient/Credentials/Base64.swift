internal import FoundationEssentials

/// Base64 with padding, as kubeconfigs hold it.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// The bytes, or nil when the text is no base64; line breaks in it are passed over.
    static func decode(_ text: String) -> [UInt8]? {
        let kept = text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        return Data(base64Encoded: Data(kept)).map { Array($0) }
    }
}

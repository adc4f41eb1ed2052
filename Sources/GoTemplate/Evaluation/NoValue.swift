/// The text that stands for a missing value until a file is done.
enum NoValue {
    static let text: StaticString = "<no value>"

    /// `output` without any `<no value>`, also those that the author wrote.
    static func removed(from output: [UInt8]) -> [UInt8] {
        text.withUTF8Buffer { mark in
            output.withUnsafeBufferPointer { bytes in
                var result: [UInt8] = []
                var copied = 0
                var position = 0
                while position + mark.count <= bytes.count {
                    // Angle brackets are rare in manifests.
                    guard bytes[position] == UInt8(ascii: "<"), starts(bytes, with: mark, at: position) else {
                        position += 1
                        continue
                    }
                    result.append(contentsOf: bytes[copied..<position])
                    position += mark.count
                    copied = position
                }
                if copied == 0 { return output }
                result.append(contentsOf: bytes[copied...])
                return result
            }
        }
    }

    private static func starts(
        _ bytes: UnsafeBufferPointer<UInt8>, with mark: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> Bool {
        for offset in 0..<mark.count where bytes[position + offset] != mark[offset] { return false }
        return true
    }
}

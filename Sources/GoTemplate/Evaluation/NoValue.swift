/// The text that stands for a missing value until a file is done.
enum NoValue {
    private static let mark = Array("<no value>".utf8)

    /// `output` without any `<no value>`, also those that the author wrote.
    static func removed(from output: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var copied = 0
        output.withUnsafeBufferPointer { bytes in
            var position = 0
            while position + mark.count <= bytes.count {
                if bytes[position] == mark[0], bytes[position + 1] == mark[1],
                    bytes[position..<(position + mark.count)].elementsEqual(mark)
                {
                    result.append(contentsOf: bytes[copied..<position])
                    position += mark.count
                    copied = position
                } else {
                    position += 1
                }
            }
        }
        if copied == 0 { return output }
        result.append(contentsOf: output[copied...])
        return result
    }
}

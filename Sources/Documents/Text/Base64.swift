/// Standard base64 with padding, read and written as Go's StdEncoding does: line breaks are passed over.
package enum Base64 {
    /// Where a text isn't base64: the first byte that can't be there, counted from 0.
    package struct IllegalData: Error, Hashable {
        package let position: Int
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// What each byte stands for; 0xFF for bytes that stand for nothing.
    private static let meanings: [UInt8] = {
        var meanings = [UInt8](repeating: 0xFF, count: 256)
        for (value, byte) in alphabet.enumerated() { meanings[Int(byte)] = UInt8(truncatingIfNeeded: value) }
        return meanings
    }()

    /// The base64 of `bytes`, without line breaks.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        var (bits, count): (UInt32, Int) = (0, 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 1
            if count == 3 {
                append(bits, digits: 4, to: &output)
                (bits, count) = (0, 0)
            }
        }
        if count == 1 { append(bits << 16, digits: 2, to: &output) }
        if count == 2 { append(bits << 8, digits: 3, to: &output) }
        while output.count % 4 != 0 { output.append(padding) }
        return output
    }

    private static func append(_ bits: UInt32, digits: Int, to output: inout [UInt8]) {
        for digit in 0..<digits { output.append(alphabet[Int(bits >> (18 - 6 * UInt32(digit)) & 63)]) }
    }

    /// The bytes behind `text`.
    package static func decode(_ text: UnsafeRawBufferPointer) throws(IllegalData) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count / 4 * 3)
        var (bits, count): (UInt32, Int) = (0, 0)
        var position = 0
        let fault = meanings.withUnsafeBufferPointer { meanings -> Int? in
            while position < text.count {
                let byte = text[position]
                let meaning = meanings[Int(byte)]
                if meaning == 0xFF {
                    if byte == padding { break }
                    if byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r") { return position }
                } else {
                    bits = bits << 6 | UInt32(meaning)
                    count += 1
                    if count == 4 {
                        output.append(UInt8(truncatingIfNeeded: bits >> 16))
                        output.append(UInt8(truncatingIfNeeded: bits >> 8))
                        output.append(UInt8(truncatingIfNeeded: bits))
                        (bits, count) = (0, 0)
                    }
                }
                position += 1
            }
            return nil
        }
        if let fault = fault ?? endFault(text, position, count) {
            throw IllegalData(position: fault)
        }
        if count == 2 { output.append(UInt8(truncatingIfNeeded: bits >> 4)) }
        if count == 3 {
            output.append(UInt8(truncatingIfNeeded: bits >> 10))
            output.append(UInt8(truncatingIfNeeded: bits >> 2))
        }
        return output
    }

    /// The bytes behind `text`.
    package static func decode(_ text: [UInt8]) throws(IllegalData) -> [UInt8] {
        let result = text.withUnsafeBytes { bytes -> Result<[UInt8], IllegalData> in
            do throws(IllegalData) { return .success(try decode(bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// The base64 of `bytes` as a string.
    package static func text(of bytes: [UInt8]) -> String { String(decoding: encode(bytes), as: UTF8.self) }

    /// Where the last group goes wrong: it needs as much padding as it lacks, and nothing behind.
    private static func endFault(_ text: UnsafeRawBufferPointer, _ position: Int, _ count: Int) -> Int? {
        let rest = text[position...].filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let needed = count == 0 ? 0 : 4 - count
        return count != 1 && rest.count == needed && rest.allSatisfy { $0 == padding } ? nil : position
    }
}

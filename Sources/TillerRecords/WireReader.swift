/// Protobuf's wire format, walked field by field; nothing in it is trusted.
package struct WireReader {
    /// One field as it stands in a message.
    package struct Field {
        package var number: Int
        /// The bytes of a length-delimited field; nil for the other sorts.
        package var content: Range<Int>?
    }

    private let bytes: UnsafeRawBufferPointer
    private var at: Int
    private let end: Int

    /// - Parameter range: the message inside `bytes`.
    package init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        self.bytes = bytes
        let range = range.clamped(to: 0..<bytes.count)
        (at, end) = (range.lowerBound, range.upperBound)
    }

    /// The next field; nil at the end of the message.
    package mutating func next() throws(TillerRecordError) -> Field? {
        guard at < end else { return nil }
        let tag = try varint()
        guard tag >> 3 > 0, tag >> 3 < 1 << 29 else { throw TillerRecordError("a field has no number") }
        let number = Int(tag >> 3)
        switch tag & 7 {
        case 0:
            _ = try varint()
            return Field(number: number, content: nil)
        case 1: return Field(number: number, content: try skipped(8, number))
        case 5: return Field(number: number, content: try skipped(4, number))
        case 2:
            let length = try varint()
            guard length <= UInt64(end - at) else { throw TillerRecordError("field \(number) ends after the record") }
            defer { at += Int(length) }
            return Field(number: number, content: at..<(at + Int(length)))
        default: throw TillerRecordError("field \(number) is of a sort that Helm 2 doesn't write")
        }
    }

    private mutating func skipped(_ count: Int, _ number: Int) throws(TillerRecordError) -> Range<Int>? {
        guard count <= end - at else { throw TillerRecordError("field \(number) ends after the record") }
        at += count
        return nil
    }

    private mutating func varint() throws(TillerRecordError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard at < end else { throw TillerRecordError("the record ends too early") }
            let byte = bytes[at]
            at += 1
            value |= UInt64(byte & 0x7F) << min(shift, 63)
            if byte & 0x80 == 0 { return value }
        }
        throw TillerRecordError("a number is longer than any")
    }
}

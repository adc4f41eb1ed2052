/// Eight bytes at a time: which of them have a property is told by the top bit of each.
///
/// A byte above 0x7f, or one behind a byte that has the property, may be reported too; none that has it is missed.
struct ByteWord {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    let bytes: UInt64

    @inline(__always)
    init(_ bytes: UInt64) {
        self.bytes = bytes
    }

    /// Some byte is above 0x7f.
    @inline(__always)
    var hasNonASCII: Bool { bytes & Self.tops != 0 }

    /// Marks bytes that equal `byte`.
    @inline(__always)
    func equal(_ byte: UInt8) -> UInt64 {
        let difference = bytes ^ (Self.ones &* UInt64(byte))
        return (difference &- Self.ones) & ~difference & Self.tops
    }

    /// Marks bytes below `byte`, which is at most 0x80.
    @inline(__always)
    func below(_ byte: UInt8) -> UInt64 {
        (bytes &- Self.ones &* UInt64(byte)) & ~bytes & Self.tops
    }
}

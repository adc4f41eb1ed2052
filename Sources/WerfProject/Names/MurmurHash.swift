/// MurmurHash3 for 32-bit values, seed 0: the checksum at the end of a slug.
enum MurmurHash {
    /// The hash of the bytes in lower case hexadecimal, without leading zeros.
    static func text(_ bytes: some Collection<UInt8>) -> String {
        String(hash(bytes), radix: 16)
    }

    static func hash(_ bytes: some Collection<UInt8>) -> UInt32 {
        var hash: UInt32 = 0
        var block: UInt32 = 0
        var filled: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
            block |= UInt32(byte) << (8 &* filled)
            filled &+= 1
            count &+= 1
            guard filled == 4 else { continue }
            hash = rotated(hash ^ mixed(block), by: 13) &* 5 &+ 0xE654_6B64
            (block, filled) = (0, 0)
        }
        return finished(hash ^ mixed(block) ^ count)
    }

    private static func mixed(_ block: UInt32) -> UInt32 {
        rotated(block &* 0xCC9E_2D51, by: 15) &* 0x1B87_3593
    }

    private static func finished(_ hash: UInt32) -> UInt32 {
        var hash = hash
        hash = (hash ^ (hash >> 16)) &* 0x85EB_CA6B
        hash = (hash ^ (hash >> 13)) &* 0xC2B2_AE35
        return hash ^ (hash >> 16)
    }

    private static func rotated(_ value: UInt32, by bits: UInt32) -> UInt32 {
        value << bits | value >> (32 &- bits)
    }
}

/// SHA3-224 of FIPS 202, by which werf names its locks.
enum SHA3 {
    /// The bytes that go into the state at a time: 1600 bits less twice the digest's.
    private static let rate = 144

    /// The 28 bytes of the digest.
    static func digest224(_ message: some Sequence<UInt8>) -> [UInt8] {
        var state = [UInt64](repeating: 0, count: 25)
        var filled = 0
        for byte in message {
            absorb(byte, at: filled, &state)
            filled += 1
            if filled == rate {
                permute(&state)
                filled = 0
            }
        }
        absorb(0x06, at: filled, &state)
        absorb(0x80, at: rate - 1, &state)
        permute(&state)
        return (0..<28).map { UInt8(truncatingIfNeeded: state[$0 / 8] >> UInt64($0 % 8 * 8)) }
    }

    /// The digest as lower-case hexadecimal.
    static func hex224(_ text: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let bytes = digest224(text.utf8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func absorb(_ byte: UInt8, at index: Int, _ state: inout [UInt64]) {
        state[index / 8] ^= UInt64(byte) << UInt64(index % 8 * 8)
    }

    // MARK: Keccak-f[1600]

    /// What each of the 24 rounds adds to the first lane, so that no two are alike.
    private static let roundConstants: [UInt64] = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A, 0x8000_0000_8000_8000,
        0x0000_0000_0000_808B, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
        0x0000_0000_0000_008A, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
        0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
        0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800A, 0x8000_0000_8000_000A,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]

    private static func permute(_ state: inout [UInt64]) {
        for constant in roundConstants {
            mixColumns(&state)
            let moved = rotatedAndMoved(state)
            for row in stride(from: 0, to: 25, by: 5) {
                for column in 0..<5 {
                    state[row + column] =
                        moved[row + column] ^ (~moved[row + (column + 1) % 5] & moved[row + (column + 2) % 5])
                }
            }
            state[0] ^= constant
        }
    }

    private static func mixColumns(_ state: inout [UInt64]) {
        var parity = Array(state[0..<5])
        for index in 5..<25 { parity[index % 5] ^= state[index] }
        for column in 0..<5 {
            let change = parity[(column + 4) % 5] ^ rotated(parity[(column + 1) % 5], 1)
            for row in stride(from: 0, to: 25, by: 5) { state[row + column] ^= change }
        }
    }

    /// Walks the lanes from (1, 0): each is turned further than the one before and takes the next one's place.
    private static func rotatedAndMoved(_ state: [UInt64]) -> [UInt64] {
        var moved = state
        var (x, y) = (1, 0)
        for step in 0..<24 {
            let turn = UInt64((step + 1) * (step + 2) / 2 % 64)
            let (nextX, nextY) = (y, (2 * x + 3 * y) % 5)
            moved[nextX + 5 * nextY] = rotated(state[x + 5 * y], turn)
            (x, y) = (nextX, nextY)
        }
        return moved
    }

    private static func rotated(_ lane: UInt64, _ turn: UInt64) -> UInt64 {
        turn == 0 ? lane : lane << turn | lane >> (64 - turn)
    }
}

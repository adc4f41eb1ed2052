/// Gathers the members of one object; of equal keys the last value stays, at the place of the first.
struct MemberCollector {
    private var members: [Object.Member] = []
    /// The sketches of the keys so far: a key whose sketch isn't among them is new without a comparison.
    private var seen: UInt64 = 0
    /// All members, once they are so many that an index finds keys sooner.
    private var large = Object()

    /// Some of what is known of a key; equal keys have equal sketches.
    struct Sketch {
        let bits: UInt64

        /// The sketch of a key of which nothing is known.
        static let unknown = Sketch(bits: .max)

        @inline(__always)
        init(first: UInt8, last: UInt8, count: Int) {
            bits = 1 << ((UInt64(first) &* 31 &+ UInt64(last) &* 7 &+ UInt64(truncatingIfNeeded: count)) & 63)
        }

        private init(bits: UInt64) {
            self.bits = bits
        }
    }

    /// Takes the next member.
    @inline(__always)
    mutating func append(_ key: String, _ sketch: Sketch, _ value: Value) {
        if seen & sketch.bits == 0 {
            members.append(Object.Member(key: key, value: value))
        } else {
            appendComparing(key, value)
        }
        seen |= sketch.bits
    }

    /// The object of all members.
    var object: Object { large.isEmpty ? Object(unique: members) : large }

    private mutating func appendComparing(_ key: String, _ value: Value) {
        if !large.isEmpty {
            large[key] = value
        } else if let at = members.firstIndex(where: { $0.key.hasSameBytes(as: key) }) {
            members[at].value = value
        } else {
            members.append(Object.Member(key: key, value: value))
            if members.count > Object.indexedCount { becomeLarge() }
        }
    }

    /// From now on every key is looked for in an index.
    private mutating func becomeLarge() {
        large = Object(unique: members)
        members = []
        seen = .max
    }
}

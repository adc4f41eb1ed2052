/// Finds what somebody may have meant.
enum NearestName {
    /// The known name with the fewest letters to change, up to a third of them; nil when none is near.
    static func of(_ name: String, in known: [String]) -> String? {
        let distances = known.map { (name: $0, distance: distance(Array(name.utf8), Array($0.utf8))) }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, best.name.utf8.count / 3) ? best.name : nil
    }

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (at, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = at + 1
            for (column, other) in right.enumerated() {
                let changed = diagonal + (lowered(byte) == lowered(other) ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

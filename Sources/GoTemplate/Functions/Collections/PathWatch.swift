/// The maps that a walk through values is inside of, so that it notices when a map contains itself.
///
/// Only deep walks are watched, as encoding/json does it: nothing else is ever that deep.
struct PathWatch {
    private static let start = 1_000
    private var path: Set<ObjectIdentifier> = []

    /// False when the walk is inside of this map already.
    mutating func enter(_ map: TemplateMap, depth: Int) -> Bool {
        depth < Self.start || path.insert(ObjectIdentifier(map)).inserted
    }

    mutating func leave(_ map: TemplateMap, depth: Int) {
        if depth >= Self.start { path.remove(ObjectIdentifier(map)) }
    }
}

/// A sequence or a mapping whose end has not been reached yet.
struct YAMLCollection {
    let isMapping: Bool
    /// The sequence stands behind a merge key, so that its elements must be mappings.
    let isMergeList: Bool
    /// The name that others may refer to it by.
    let anchor: String?
    /// How many steps of decoding came before it.
    let start: Int
    /// The key whose value comes next, or nil when a key is expected.
    var key: YAMLKey?
    var elements: [Value] = []
    var members = MemberCollector()

    /// The complete collection.
    var value: Value { isMapping ? .object(members.object) : .array(elements) }
}

/// The key of a member whose value comes next.
enum YAMLKey {
    case merge
    case string(String, MemberCollector.Sketch = .unknown)
    /// A key that JSON can't have; how Go names its type and itself.
    case unsupported(String)

    /// What follows is merged into the mapping.
    var isMerge: Bool {
        if case .merge = self { true } else { false }
    }

    /// A null as a key.
    static let null = YAMLKey.unsupported("%!s(<nil>), key: <nil>")

    /// A number as a key: sigs.k8s.io/yaml writes it with the digits of a 32-bit float.
    static func text(_ double: Double) -> String {
        let float = Float(double)
        if float.isNaN { return ".nan" }
        if float.isInfinite { return float > 0 ? ".inf" : "-.inf" }
        var text: [UInt8] = []
        GoFloat(float).appendGeneral(to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

/// Counts the steps of decoding a document, so that a small text can't grow without bounds through its aliases.
///
/// The bounds are goyaml's: 99 of 100 steps may come from aliases in small documents, 10 of 100 in very large ones.
struct DecodingEffort {
    private static let smallDocument = 400_000
    private static let largeDocument = 4_000_000

    private(set) var steps = 0
    private var aliasedSteps = 0

    /// Counts steps, some of them from an alias; false when too many are.
    mutating func add(_ steps: Int, aliased: Int) -> Bool {
        self.steps &+= steps
        aliasedSteps &+= aliased
        guard aliasedSteps > 100, self.steps > 1000 else { return true }
        return Double(aliasedSteps) / Double(self.steps) <= allowedShare
    }

    private var allowedShare: Double {
        let span = Self.largeDocument - Self.smallDocument
        let excess = min(max(steps - Self.smallDocument, 0), span)
        return 0.99 - 0.89 * Double(excess) / Double(span)
    }
}

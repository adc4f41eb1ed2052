/// An annotation that says something we can't do.
package struct AnnotationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The annotation's key.
    package var key: String
    /// What is wrong, in the words of werf's engine.
    package var message: String
    /// The key or value that was probably meant.
    package var suggestion: String?

    package init(key: String, message: String, suggestion: String? = nil) {
        self.key = key
        self.message = message
        self.suggestion = suggestion
    }

    /// The message, with what was probably meant behind it.
    package var description: String { message + (suggestion.map { " (did you mean \"\($0)\"?)" } ?? "") }

    /// `invalid value V for annotation K, expected W`.
    static func expected(_ what: String, _ key: String, _ value: String) -> AnnotationError {
        AnnotationError(key: key, message: "invalid value \"\(value)\" for annotation \"\(key)\", expected \(what)")
    }
}

/// How far two words are from each other.
enum EditDistance {
    /// The allowed word nearest to `word`, if it is within `limit` letters.
    static func nearest(to word: String, among allowed: some Sequence<String>, within limit: Int = 2) -> String? {
        allowed.map { (word: $0, distance: between(word, $0)) }
            .filter { $0.distance <= limit }
            .min { $0.distance < $1.distance }?.word
    }

    /// Letters to add, remove, change or swap with a neighbour to get from one word to the other.
    static func between(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var (before, last) = ([Int](), Array(0...right.count))
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var least = min(last[column + 1] + 1, current[column] + 1, last[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    least = min(least, before[column - 1] + 1)
                }
                current.append(least)
            }
            (before, last) = (last, current)
        }
        return last[right.count]
    }
}

/// A label selector as `-l` takes it, for labels that are already here.
package struct LabelSelector: Sendable {
    private enum Operator: Sendable {
        case exists, absent
        case isIn(Set<String>)
        case isNotIn(Set<String>)
        case greater(Int)
        case less(Int)
    }

    private struct Requirement: Sendable {
        var key: String
        var test: Operator
    }

    private let requirements: [Requirement]

    /// Reads `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`.
    package init(_ text: String) throws(LabelSelectorError) {
        var requirements: [Requirement] = []
        for part in Self.parts(text) {
            let trimmed = Self.trimmed(part)
            if trimmed.isEmpty { continue }
            guard let requirement = Self.requirement(trimmed) else {
                throw LabelSelectorError(message: "unable to parse requirement: \(trimmed)")
            }
            requirements.append(requirement)
        }
        self.requirements = requirements
    }

    /// The labels fulfil every requirement.
    package func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            let value = labels[requirement.key]
            return switch requirement.test {
            case .exists: value != nil
            case .absent: value == nil
            case .isIn(let values): value.map(values.contains) ?? false
            case .isNotIn(let values): !(value.map(values.contains) ?? false)
            case .greater(let bound): value.flatMap { Int($0) }.map { $0 > bound } ?? false
            case .less(let bound): value.flatMap { Int($0) }.map { $0 < bound } ?? false
            }
        }
    }

    /// The texts between commas outside parentheses.
    private static func parts(_ text: String) -> [String] {
        var (parts, depth) = ([[UInt8]()], 0)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            if byte == UInt8(ascii: ","), depth == 0 {
                parts.append([])
            } else {
                parts[parts.count - 1].append(byte)
            }
        }
        return parts.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func requirement(_ text: String) -> Requirement? {
        if text.utf8.first == UInt8(ascii: "!") {
            return key(String(text.dropFirst())).map { Requirement(key: $0, test: .absent) }
        }
        for (mark, test) in comparisons {
            guard let range = text.firstRange(of: mark) else { continue }
            guard let key = key(String(text[..<range.lowerBound])),
                let test = test(trimmed(String(text[range.upperBound...])))
            else { return nil }
            return Requirement(key: key, test: test)
        }
        return key(text).map { Requirement(key: $0, test: .exists) }
    }

    /// The operators, longer ones before those they contain.
    private static let comparisons: [(String, @Sendable (String) -> Operator?)] = [
        ("!=", { .isNotIn([$0]) }), ("==", { .isIn([$0]) }), ("=", { .isIn([$0]) }),
        (" notin ", { values($0).map { .isNotIn($0) } }), (" in ", { values($0).map { .isIn($0) } }),
        (">", { Int($0).map { .greater($0) } }), ("<", { Int($0).map { .less($0) } }),
    ]

    /// The values in `(a, b)`.
    private static func values(_ text: String) -> Set<String>? {
        guard text.utf8.first == UInt8(ascii: "("), text.utf8.last == UInt8(ascii: ")") else { return nil }
        return Set(parts(String(text.dropFirst().dropLast())).map(trimmed))
    }

    private static func key(_ text: String) -> String? {
        let key = trimmed(text)
        let isPlain = key.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || Array("-_./".utf8).contains(byte)
        }
        return key.isEmpty || !isPlain ? nil : key
    }

    private static func trimmed(_ text: String) -> String {
        let bytes = text.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        return String(
            decoding: bytes.prefix(
                (bytes.lastIndex { $0 != 0x20 && $0 != 0x09 }).map {
                    bytes.distance(from: bytes.startIndex, to: $0) + 1
                } ?? 0), as: UTF8.self)
    }
}

/// A selector that isn't one.
package struct LabelSelectorError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String
    package var description: String { message }
}

internal import Documents
internal import Shared

/// The parts of an object that aren't shown: a Secret's data, and what annotations name.
///
/// `werf.io/sensitive-paths` counts more than `werf.io/sensitive`, which counts more than what the kind says.
struct SensitiveParts: Hashable {
    /// Nothing of the object is shown.
    var isWhole = false
    var paths: Set<FieldPath> = []

    var isEmpty: Bool { !isWhole && paths.isEmpty }

    /// What either state of an object wants hidden.
    init(_ states: Value?...) {
        for state in states.compactMap(\.self) {
            let parts = SensitiveParts(of: state)
            isWhole = isWhole || parts.isWhole
            paths.formUnion(parts.paths)
        }
    }

    private init(of object: Value) {
        let (annotations, faults) = DeployAnnotations.readable(of: object)
        // A wish to hide something that nobody understands hides everything.
        isWhole = faults.contains { $0.key.hasPrefix("werf.io/sensitive") }
        if let named = annotations.sensitivePaths {
            for path in named.map(FieldPath.init) {
                if let path { paths.insert(path) } else { isWhole = true }
            }
        } else if let isSensitive = annotations.isSensitive {
            isWhole = isWhole || isSensitive
        } else if object["kind"] == "Secret", object["apiVersion"] == "v1" {
            paths = Self.secretData
        }
    }

    private static let secretData: Set<FieldPath> = [
        FieldPath([.member("data"), .any]), FieldPath([.member("stringData"), .any]),
    ]
}

/// Where in an object something is: the part of JSONPath that names fields.
///
/// A filter, a slice or a list of names stands for every item: more is hidden then, never less.
struct FieldPath: Hashable {
    enum Step: Hashable {
        case member(String)
        case item(Int)
        /// Every member or item.
        case any
        /// Everything below, at any depth; what follows is looked for there.
        case anywhere
    }

    let steps: [Step]

    init(_ steps: [Step]) { self.steps = steps }

    /// Reads `data.password`, `$.spec.containers[*].env`, `{.metadata.annotations['a.b/c']}`; nil when it names nothing.
    init?(_ text: String) {
        var reader = FieldPathReader(text)
        guard let steps = reader.steps(), !steps.isEmpty else { return nil }
        self.steps = steps
    }
}

private struct FieldPathReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) {
        rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "{"), rest.last == UInt8(ascii: "}") { rest = rest.dropFirst().dropLast() }
        if rest.first == UInt8(ascii: "$") { rest.removeFirst() }
    }

    mutating func steps() -> [FieldPath.Step]? {
        var steps: [FieldPath.Step] = []
        while let byte = rest.first {
            if byte == UInt8(ascii: "[") {
                guard let step = bracket() else { return nil }
                steps.append(step)
                continue
            }
            if byte == UInt8(ascii: ".") {
                rest.removeFirst()
                if rest.first == UInt8(ascii: ".") {
                    rest.removeFirst()
                    steps.append(.anywhere)
                }
                if rest.isEmpty { return nil }
                if rest.first == UInt8(ascii: "[") { continue }
            } else if !steps.isEmpty {
                return nil
            }
            guard let name = name() else { return nil }
            steps.append(name == "*" ? .any : .member(name))
        }
        return steps
    }

    /// A name up to the next step; a backslash takes the byte after it as it is.
    private mutating func name() -> String? {
        var name: [UInt8] = []
        while let byte = rest.first, byte != UInt8(ascii: "."), byte != UInt8(ascii: "[") {
            rest.removeFirst()
            if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
                name.append(escaped)
            } else {
                name.append(byte)
            }
        }
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    private mutating func bracket() -> FieldPath.Step? {
        guard let inside = bracketed() else { return nil }
        if let quote = inside.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
            let name = inside.dropFirst().dropLast()
            guard inside.count > 2, inside.last == quote else { return nil }
            return name.contains(quote) ? .any : .member(String(decoding: name, as: UTF8.self))
        }
        if let number = Int(String(decoding: inside, as: UTF8.self)), number >= 0 { return .item(number) }
        return inside.isEmpty ? nil : .any
    }

    /// What stands between a bracket and its partner.
    private mutating func bracketed() -> ArraySlice<UInt8>? {
        var (depth, quote): (Int, UInt8?) = (0, nil)
        for at in rest.indices {
            let byte = rest[at]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if byte == UInt8(ascii: "[") {
                depth += 1
            } else if byte == UInt8(ascii: "]") {
                depth -= 1
                guard depth == 0 else { continue }
                defer { rest = rest[(at + 1)...] }
                return rest[(rest.startIndex + 1)..<at]
            }
        }
        return nil
    }
}

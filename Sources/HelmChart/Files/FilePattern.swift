/// A shell pattern as Go's `filepath.Match` has it: `*` and `?` stay within a path element, `[a-z]`, `[^a]`, `\`.
struct FilePattern: Sendable {
    private enum Part {
        case literal(UInt32)
        case one
        case any
        case range(excluding: Bool, [ClosedRange<UInt32>])
    }

    private let parts: [Part]

    /// nil when the pattern is malformed (`syntax error in pattern`).
    init?(_ pattern: String) {
        var reader = Reader(rest: pattern.unicodeScalars.map(\.value)[...])
        var parts: [Part] = []
        while let next = reader.rest.popFirst() {
            switch next {
            case 0x2A: parts.append(.any)
            case 0x3F: parts.append(.one)
            case 0x5B:
                guard let range = reader.range() else { return nil }
                parts.append(range)
            case 0x5C:
                guard let escaped = reader.rest.popFirst() else { return nil }
                parts.append(.literal(escaped))
            default: parts.append(.literal(next))
            }
        }
        self.parts = parts
    }

    /// Whether the pattern fits the whole path.
    func matches(_ path: String) -> Bool {
        let text = path.unicodeScalars.map(\.value)
        var (part, position) = (0, 0)
        var retry: (part: Int, position: Int)?
        while position < text.count || part < parts.count {
            if part < parts.count, case .any = parts[part] {
                retry = (part, position)
                part += 1
            } else if part < parts.count, position < text.count, fits(parts[part], text[position]) {
                part += 1
                position += 1
            } else if let last = retry, last.position < text.count, text[last.position] != Self.slash {
                retry = (last.part, last.position + 1)
                (part, position) = (last.part + 1, last.position + 1)
            } else {
                return false
            }
        }
        return true
    }

    private static let slash = UInt32(UInt8(ascii: "/"))

    private func fits(_ part: Part, _ scalar: UInt32) -> Bool {
        switch part {
        case .literal(let literal): literal == scalar
        case .one: scalar != Self.slash
        case .range(let excluding, let ranges): ranges.contains { $0.contains(scalar) } != excluding
        case .any: false
        }
    }

    private struct Reader {
        var rest: ArraySlice<UInt32>

        /// What follows `[`, up to and with its `]`.
        mutating func range() -> Part? {
            let excluding = rest.first == 0x5E
            if excluding { rest.removeFirst() }
            var ranges: [ClosedRange<UInt32>] = []
            while let next = rest.first {
                if next == 0x5D, !ranges.isEmpty {
                    rest.removeFirst()
                    return .range(excluding: excluding, ranges)
                }
                guard let low = bound() else { return nil }
                guard rest.first == 0x2D else {
                    ranges.append(low...low)
                    continue
                }
                rest.removeFirst()
                guard let high = bound() else { return nil }
                // An empty range fits nothing, yet it stands for one.
                ranges.append(low <= high ? low...high : UInt32.max...UInt32.max)
            }
            return nil
        }

        private mutating func bound() -> UInt32? {
            guard let next = rest.popFirst(), next != 0x2D, next != 0x5D else { return nil }
            return next == 0x5C ? rest.popFirst() : next
        }
    }
}

#if canImport(Glibc)
    import Glibc
#endif

/// A text that is searched.
struct Input {
    let bytes: UnsafeBufferPointer<UInt8>

    var count: Int { bytes.count }

    /// The assertion holds between the bytes before and after `position`.
    func holds(_ assertion: Int32, at position: Int) -> Bool {
        switch Assertion(rawValue: UInt8(truncatingIfNeeded: assertion)) {
        case .textStart: position == 0
        case .textEnd: position == count
        case .lineStart: position == 0 || bytes[position - 1] == 0x0A
        case .lineEnd: position == count || bytes[position] == 0x0A
        case .wordBoundary: isWordBoundary(position)
        case .noWordBoundary: !isWordBoundary(position)
        case nil: false
        }
    }

    private func isWordBoundary(_ position: Int) -> Bool {
        let before = position > 0 && bytes[position - 1].isWord
        let after = position < count && bytes[position].isWord
        return before != after
    }

    /// The first position from `position` on where a match of the program may begin, or nil.
    func candidate(for program: Program, from position: Int) -> Int? {
        if program.isAnchored { return position == 0 ? 0 : nil }
        if !program.prefix.isEmpty { return find(program.prefix, from: position) }
        guard let first = program.firstBytes else { return position }
        return first.withUnsafeBufferPointer { first in
            var index = position
            while index < count {
                if first[Int(bytes[index])] { return index }
                index &+= 1
            }
            return nil
        }
    }

    private func find(_ text: [UInt8], from position: Int) -> Int? {
        guard let base = bytes.baseAddress, let first = text.first else { return nil }
        var start = position
        while start + text.count <= count {
            let places = count - start - text.count + 1
            guard let found = memchr(base + start, Int32(first), places) else { return nil }
            start = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if memcmp(base + start, text, text.count) == 0 { return start }
            start += 1
        }
        return nil
    }
}

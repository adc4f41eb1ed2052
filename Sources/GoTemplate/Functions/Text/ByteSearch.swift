#if canImport(Glibc)
    import Glibc
#endif

/// Finding bytes in bytes.
enum ByteSearch {
    /// The first place at or after `from` where `needle`, which isn't empty, stands; or nil.
    static func first(_ needle: [UInt8], in text: [UInt8], from: Int = 0) -> Int? {
        guard let first = needle.first else { return nil }
        return text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            var start = from
            while start + needle.count <= buffer.count {
                let places = buffer.count - start - needle.count + 1
                guard let found = memchr(base + start, Int32(first), places) else { return nil }
                start = UnsafeRawPointer(found) - UnsafeRawPointer(base)
                if memcmp(base + start, needle, needle.count) == 0 { return start }
                start += 1
            }
            return nil
        }
    }

    /// Every `old` replaced by `new`; an empty `old` stands before each character and at the end.
    static func replace(_ old: [UInt8], by new: [UInt8], in text: [UInt8]) -> [UInt8] {
        if old.isEmpty { return interleave(new, in: text) }
        guard var found = first(old, in: text) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count + 4 * new.count)
        var start = 0
        while true {
            result += text[start..<found]
            result += new
            start = found + old.count
            guard let next = first(old, in: text, from: start) else { break }
            found = next
        }
        result += text[start...]
        return result
    }

    private static func interleave(_ new: [UInt8], in text: [UInt8]) -> [UInt8] {
        var result = new
        var position = 0
        while position < text.count {
            let (_, count) = UTF8Decoding.scalar(text, at: position)
            result += text[position..<position + count]
            result += new
            position += count
        }
        return result
    }

    /// The pieces between separators; at most `limit` if it isn't negative, the last one with all the rest.
    ///
    /// An empty separator stands between characters.
    static func split(_ text: [UInt8], by separator: [UInt8], limit: Int) -> [TemplateString] {
        if limit == 0 { return [] }
        var pieces: [TemplateString] = []
        var start = 0
        while limit < 0 || pieces.count < limit - 1 {
            if separator.isEmpty {
                guard start < text.count else { return pieces }
                let (_, count) = UTF8Decoding.scalar(text, at: start)
                guard start + count < text.count else { break }
                pieces.append(TemplateString(Array(text[start..<start + count])))
                start += count
            } else {
                guard let end = first(separator, in: text, from: start) else { break }
                pieces.append(TemplateString(Array(text[start..<end])))
                start = end + separator.count
            }
        }
        if separator.isEmpty, start >= text.count { return pieces }
        pieces.append(TemplateString(Array(text[start...])))
        return pieces
    }

    /// The bytes without the given ones at both ends.
    static func trim(_ text: [UInt8], where isDropped: (UInt32) -> Bool) -> [UInt8] {
        var start = 0
        while start < text.count {
            let (scalar, count) = UTF8Decoding.scalar(text, at: start)
            guard isDropped(scalar) else { break }
            start += count
        }
        var end = text.count
        while end > start {
            let (scalar, count) = lastScalar(of: text, before: end)
            guard isDropped(scalar) else { break }
            end -= count
        }
        return start == 0 && end == text.count ? text : Array(text[start..<end])
    }

    private static func lastScalar(of text: [UInt8], before end: Int) -> (value: UInt32, count: Int) {
        if text[end - 1] < 0x80 { return (UInt32(text[end - 1]), 1) }
        for count in 2...4 where count <= end && text[end - count] & 0xC0 != 0x80 {
            let (scalar, found) = UTF8Decoding.scalar(text, at: end - count)
            if found == count { return (scalar, count) }
            break
        }
        return (UTF8Decoding.replacement, 1)
    }
}

/// Functions that cut, join and compare strings.
enum StringFunctions {
    static let functions: [TemplateFunction] = trimming + searching + padding + quoting + splitting

    /// More would be a mistake, not a text.
    private static let maximumLength = 1 << 28

    // MARK: Trimming and cutting

    private static let trimming: [TemplateFunction] = [
        TemplateFunction("trim") { (text: TemplateString) in trimmed(text) },
        TemplateFunction("trimAll", trimAll),
        TemplateFunction("trimall", trimAll),
        TemplateFunction("trimSuffix") { (suffix: TemplateString, text: TemplateString) in
            text.bytes.suffix(suffix.count).elementsEqual(suffix.bytes)
                ? TemplateString(Array(text.bytes.dropLast(suffix.count))) : text
        },
        TemplateFunction("trimPrefix") { (prefix: TemplateString, text: TemplateString) in
            text.bytes.starts(with: prefix.bytes)
                ? TemplateString(Array(text.bytes.dropFirst(prefix.count))) : text
        },
        TemplateFunction("nospace") { (text: TemplateString) in withoutSpace(text) },
        TemplateFunction("trunc") { (length: Int, text: TemplateString) in
            guard length.magnitude < UInt(text.count) else { return text }
            return TemplateString(
                Array(length < 0 ? text.bytes.suffix(Int(length.magnitude)) : text.bytes.prefix(length)))
        },
        TemplateFunction("substr") { (start: Int, end: Int, text: TemplateString) in
            try part(of: text.bytes, from: start, to: end)
        },
    ]

    @Sendable private static func trimAll(_ cutset: TemplateString, _ text: TemplateString) -> TemplateString {
        var characters: Set<UInt32> = []
        var position = 0
        while position < cutset.count {
            let (scalar, count) = UTF8Decoding.scalar(cutset.bytes, at: position)
            characters.insert(scalar)
            position += count
        }
        return TemplateString(ByteSearch.trim(text.bytes, where: characters.contains))
    }

    private static func trimmed(_ text: TemplateString) -> TemplateString {
        guard let first = text.bytes.first, let last = text.bytes.last else { return text }
        // Most texts begin and end with a visible ASCII character.
        if first > 0x20, first < 0x80, last > 0x20, last < 0x80 { return text }
        return TemplateString(ByteSearch.trim(text.bytes, where: CharacterClass.isUnicodeSpace))
    }

    /// Byte by byte, as the Go library does: what isn't ASCII becomes Latin-1 when there was any space.
    private static func withoutSpace(_ text: TemplateString) -> TemplateString {
        guard text.bytes.contains(where: { CharacterClass.isUnicodeSpace(UInt32($0)) }) else { return text }
        var result: [UInt8] = []
        for byte in text.bytes where !CharacterClass.isUnicodeSpace(UInt32(byte)) {
            UTF8Decoding.append(UInt32(byte), to: &result)
        }
        return TemplateString(result)
    }

    private static func part(of text: [UInt8], from start: Int, to end: Int) throws -> TemplateString {
        if start < 0 {
            if end < 0 { throw FunctionError("runtime error: slice bounds out of range [:\(end)]") }
            guard end <= text.count else {
                throw FunctionError("runtime error: slice bounds out of range [:\(end)] with length \(text.count)")
            }
            return TemplateString(Array(text[..<end]))
        }
        let end = end < 0 || end > text.count ? text.count : end
        guard start <= end else { throw FunctionError("runtime error: slice bounds out of range [\(start):\(end)]") }
        return TemplateString(Array(text[start..<end]))
    }

    // MARK: Searching and replacing

    private static let searching: [TemplateFunction] = [
        TemplateFunction("contains") { (part: TemplateString, text: TemplateString) in
            part.isEmpty || ByteSearch.first(part.bytes, in: text.bytes) != nil
        },
        TemplateFunction("hasPrefix") { (prefix: TemplateString, text: TemplateString) in
            text.bytes.starts(with: prefix.bytes)
        },
        TemplateFunction("hasSuffix") { (suffix: TemplateString, text: TemplateString) in
            text.bytes.suffix(suffix.count).elementsEqual(suffix.bytes)
        },
        TemplateFunction("replace") { (old: TemplateString, new: TemplateString, text: TemplateString) in
            TemplateString(ByteSearch.replace(old.bytes, by: new.bytes, in: text.bytes))
        },
        TemplateFunction("plural") { (one: TemplateString, many: TemplateString, count: Int) in
            count == 1 ? one : many
        },
        TemplateFunction("hello") { () -> TemplateString in "Hello!" },
    ]

    // MARK: Padding

    private static let padding: [TemplateFunction] = [
        TemplateFunction("repeat") { (count: Int, text: TemplateString) in try repeated(text, count) },
        TemplateFunction("indent") { (count: Int, text: TemplateString) in
            try indented(text, by: count, newlineFirst: false)
        },
        TemplateFunction("nindent") { (count: Int, text: TemplateString) in
            try indented(text, by: count, newlineFirst: true)
        },
    ]

    private static func repeated(_ text: TemplateString, _ count: Int) throws -> TemplateString {
        guard count >= 0 else { throw FunctionError("strings: negative Repeat count") }
        let (length, overflow) = text.count.multipliedReportingOverflow(by: count)
        guard !overflow, length <= maximumLength else {
            throw FunctionError("strings: Repeat output length overflow")
        }
        var result: [UInt8] = []
        result.reserveCapacity(length)
        for _ in 0..<(text.isEmpty ? 0 : count) { result += text.bytes }
        return TemplateString(result)
    }

    /// Puts spaces before every line, empty ones too.
    private static func indented(_ text: TemplateString, by count: Int, newlineFirst: Bool) throws -> TemplateString {
        guard count >= 0 else { throw FunctionError("strings: negative Repeat count") }
        let newline = UInt8(ascii: "\n")
        var lines = 1
        for byte in text.bytes where byte == newline { lines &+= 1 }
        let (spaces, overflow) = lines.multipliedReportingOverflow(by: count)
        guard !overflow, spaces <= maximumLength else {
            throw FunctionError("strings: Repeat output length overflow")
        }
        let total = text.count + spaces + (newlineFirst ? 1 : 0)
        let result = [UInt8](unsafeUninitializedCapacity: total) { output, written in
            var at = 0
            func pad() {
                for _ in 0..<count {
                    output[at] = 0x20
                    at &+= 1
                }
            }
            if newlineFirst {
                output[0] = newline
                at = 1
            }
            pad()
            for byte in text.bytes {
                output[at] = byte
                at &+= 1
                if byte == newline { pad() }
            }
            written = at
        }
        return TemplateString(result)
    }

    // MARK: Quoting

    private static let quoting: [TemplateFunction] = [
        TemplateFunction(variadic: "quote") { (values: [TemplateValue]) in
            joined(values) { GoPrinting.appendQuoted($0.stringForm.bytes, to: &$1) }
        },
        TemplateFunction(variadic: "squote") { (values: [TemplateValue]) in
            joined(values) { value, output in
                output.append(UInt8(ascii: "'"))
                GoPrinting.append(value, to: &output)
                output.append(UInt8(ascii: "'"))
            }
        },
        TemplateFunction(variadic: "cat") { (values: [TemplateValue]) in
            joined(values) { GoPrinting.append($0, to: &$1) }
        },
        TemplateFunction("toString") { (value: TemplateValue) in value.stringForm },
    ]

    /// The values that aren't nil, with a space between them.
    private static func joined(
        _ values: [TemplateValue], _ append: (TemplateValue, inout [UInt8]) -> Void
    ) -> TemplateString {
        var output: [UInt8] = []
        var isFirst = true
        for value in values where !value.isNull {
            if !isFirst { output.append(0x20) }
            isFirst = false
            append(value, &output)
        }
        return TemplateString(output)
    }

    // MARK: Splitting and joining

    private static let splitting: [TemplateFunction] = [
        TemplateFunction("split") { (separator: TemplateString, text: TemplateString) in
            numbered(ByteSearch.split(text.bytes, by: separator.bytes, limit: -1))
        },
        TemplateFunction("splitn") { (separator: TemplateString, limit: Int, text: TemplateString) in
            numbered(ByteSearch.split(text.bytes, by: separator.bytes, limit: limit))
        },
        TemplateFunction("splitList") { (separator: TemplateString, text: TemplateString) in
            TemplateList(strings: ByteSearch.split(text.bytes, by: separator.bytes, limit: -1))
        },
        TemplateFunction("join") { (separator: TemplateString, values: TemplateValue) in
            TemplateString(Array(values.stringForms.map(\.bytes).joined(separator: separator.bytes)))
        },
        TemplateFunction("toStrings") { (values: TemplateValue) in TemplateList(strings: values.stringForms) },
        TemplateFunction("sortAlpha") { (values: TemplateValue) in
            TemplateList(strings: values.isNull ? ["<nil>"] : values.stringForms.sorted())
        },
    ]

    /// `map[string]string` with the keys `_0`, `_1` and so on.
    private static func numbered(_ pieces: [TemplateString]) -> TemplateMap {
        TemplateMap(pieces.enumerated().map { ("_\($0)", .string($1)) }, element: .string)
    }
}

/// What becomes of values on sigs.k8s.io/yaml's way: written as JSON, read again as YAML 1.1, then written as YAML.
enum GoMarshal {
    /// A key that is longer, with its quotes, isn't recognised as one when it is read again.
    private static let maximumKey = 1024

    /// The value can be written as JSON and read again.
    static func canReread(_ value: Value) -> Bool {
        switch value {
        case .double(let double): double.isFinite
        case .array(let array): array.allSatisfy(canReread)
        case .object(let object): object.allSatisfy { canReread($0.value) && canRereadKey($0.key) }
        default: true
        }
    }

    private static func canRereadKey(_ key: String) -> Bool {
        // A key has one line only.
        var key = key
        guard !key.withUTF8({ Findings($0).hasNextLine }) else { return false }
        // No character is longer than six when it is escaped.
        guard key.utf8.count > maximumKey / 6 - 1 else { return true }
        var literal: [UInt8] = []
        JSON.appendString(key, to: &literal, escapingHTML: true)
        return literal.count { $0 & 0xc0 != 0x80 } <= maximumKey
    }

    /// The digits of a whole double that fits 64 bits: read again, it is an integer.
    static func integer(_ double: Double) -> String? {
        var bytes: [UInt8] = []
        GoFloat(double).appendJSON(to: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        return Int64(text).map { String($0) } ?? UInt64(text).map { String($0) }
    }

    /// The string as it is when it has been read again, or nil when it can't be.
    ///
    /// JSON leaves control characters above U+007E raw. Most of them YAML refuses; a NEL is a line break there, which
    /// is folded.
    static func reread(_ string: String) -> String? {
        var string = string
        let findings = string.withUTF8 { Findings($0) }
        if findings.isRefused { return nil }
        return findings.hasNextLine ? folded(string) : string
    }

    private struct Findings {
        var isRefused = false
        var hasNextLine = false

        init(_ text: UnsafeBufferPointer<UInt8>) {
            var position = 0
            while position < text.count {
                let byte = text[position]
                if byte < 0x7f || byte > 0xc2 && byte < 0xef {
                    position &+= 1
                    continue
                }
                check(text, at: position, byte)
                position &+= 1
            }
        }

        private mutating func check(_ text: UnsafeBufferPointer<UInt8>, at position: Int, _ byte: UInt8) {
            let next = position + 1 < text.count ? text[position + 1] : 0
            switch byte {
            case 0x7f: isRefused = true
            case 0xc2 where next == 0x85: hasNextLine = true
            case 0xc2 where next < 0xa0: isRefused = true
            // U+FFFE and U+FFFF.
            case 0xef where next == 0xbf && position + 2 < text.count && text[position + 2] >= 0xbe: isRefused = true
            default: break
            }
        }
    }

    /// Folds lines that NEL ends: spaces around it vanish, one break becomes a space, further ones stay as newlines.
    private static func folded(_ string: String) -> String? {
        var lines: [Substring.UnicodeScalarView] = string.unicodeScalars.split(
            separator: "\u{85}", omittingEmptySubsequences: false)
        let last = lines.count - 1
        for index in lines.indices {
            if index > 0 {
                if isDocumentMark(lines[index], isLast: index == last) { return nil }
                lines[index] = lines[index].drop { $0 == " " }
            }
            if index < last { while lines[index].last == " " { lines[index].removeLast() } }
        }
        var result = String.UnicodeScalarView(lines[0])
        var breaks = 0
        for (index, line) in lines.enumerated().dropFirst() {
            breaks += 1
            guard !line.isEmpty || index == last else { continue }
            result.append(contentsOf: (breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)).unicodeScalars)
            result.append(contentsOf: line)
            breaks = 0
        }
        return String(result)
    }

    /// A line that begins like this would end the document inside of the string.
    private static func isDocumentMark(_ line: Substring.UnicodeScalarView, isLast: Bool) -> Bool {
        guard line.starts(with: "---".unicodeScalars) || line.starts(with: "...".unicodeScalars) else { return false }
        guard let next = line.dropFirst(3).first else { return !isLast }
        return next == " "
    }
}

/// A rendered configuration, cut into its documents.
struct ConfigurationText {
    /// A document with the line in the text before its first.
    struct Section {
        var text: ArraySlice<UInt8>
        var offset: Int
    }

    /// The documents that hold more than comments.
    static func sections(of text: [UInt8]) -> [Section] {
        var sections: [Section] = []
        var start = 0
        var offset = 0
        var line = 0
        var position = 0
        while position < text.count {
            let end = text[position...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            line += 1
            if isMark(text[position..<end]) {
                sections.append(Section(text: text[start..<position], offset: offset))
                start = min(end + 1, text.count)
                offset = line
            }
            position = end + 1
        }
        sections.append(Section(text: text[start...], offset: offset))
        return sections.filter { !isEmpty($0.text) }
    }

    /// `---`, followed by blanks or a comment only.
    private static func isMark(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.starts(with: "---".utf8) else { return false }
        let rest = line.dropFirst(3).drop(while: isBlank)
        return rest.isEmpty || rest.first == UInt8(ascii: "#")
    }

    private static func isEmpty(_ text: ArraySlice<UInt8>) -> Bool {
        text.split(separator: UInt8(ascii: "\n")).allSatisfy { line in
            let rest = line.drop(while: isBlank)
            return rest.isEmpty || rest.first == UInt8(ascii: "#")
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    /// The line of a key in block style: at the margin, or inside the block of `parent`; nil when it isn't found.
    static func line(of key: String, under parent: String? = nil, in section: Section) -> Int? {
        var isInside = parent == nil
        var line = section.offset
        for text in section.text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            line += 1
            let indentation = text.prefix { $0 == 0x20 }.count
            let content = text.dropFirst(indentation)
            if indentation == 0, let parent, !content.isEmpty, content.first != UInt8(ascii: "#") {
                isInside = begins(content, with: parent)
            }
            if isInside, (indentation > 0) == (parent != nil), begins(content, with: key) { return line }
        }
        return nil
    }

    private static func begins(_ line: ArraySlice<UInt8>, with key: String) -> Bool {
        let bare = line.first == UInt8(ascii: "\"") || line.first == UInt8(ascii: "'") ? line.dropFirst() : line
        guard bare.starts(with: key.utf8) else { return false }
        let rest = bare.dropFirst(key.utf8.count).drop { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
        return rest.drop(while: isBlank).first == UInt8(ascii: ":")
    }
}

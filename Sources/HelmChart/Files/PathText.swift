extension String {
    /// What follows the last slash.
    var lastPathElement: String {
        utf8.lastIndex(of: UInt8(ascii: "/")).map { String(self[utf8.index(after: $0)...]) } ?? self
    }

    /// The text without ASCII white space at its ends.
    var trimmingSpace: String {
        let bytes = Substring(self).utf8.drop(while: \.isSpace)
        guard let last = bytes.lastIndex(where: { !$0.isSpace }) else { return "" }
        return String(Substring(bytes[...last]))
    }

    /// The path as Go's `path.Clean` has it: no empty, `.` or avoidable `..` elements.
    var cleanedPath: String {
        let isAbsolute = hasPrefix("/")
        var kept: [Substring.UTF8View] = []
        for element in utf8.split(separator: UInt8(ascii: "/")) {
            let text = Substring(element)
            if text == "." { continue }
            if text == "..", let last = kept.last, Substring(last) != ".." {
                kept.removeLast()
            } else if text != ".." || !isAbsolute {
                kept.append(element)
            }
        }
        let path = kept.map { String(Substring($0)) }.joined(separator: "/")
        return isAbsolute ? "/" + path : path.isEmpty ? "." : path
    }
}

extension UInt8 {
    /// ASCII white space, as Go's `\s` and `strings.TrimSpace` have it.
    var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

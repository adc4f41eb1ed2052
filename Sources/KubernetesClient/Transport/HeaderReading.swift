extension ResponseHead {
    /// Takes in one header line.
    ///
    /// - Returns: whether this line, an empty one, ends the head of the final response.
    mutating func read(line: UnsafeRawBufferPointer) -> Bool {
        let bytes = line.trimmed
        if bytes.isEmpty {
            settleRetryDate()
            return status >= 200
        }
        if bytes.starts(with: "HTTP/".utf8) {
            // A new head: the one before was informational.
            self = ResponseHead()
            status = Self.statusCode(bytes)
            return false
        }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let value = UnsafeRawBufferPointer(rebasing: bytes[bytes.index(after: colon)...]).trimmed
        take(name: bytes[..<colon], value: value)
        return false
    }

    private mutating func take(name: Slice<UnsafeRawBufferPointer>, value: UnsafeRawBufferPointer) {
        let text = { String(decoding: value, as: UTF8.self) }
        if name.equalsIgnoringCase("content-type") {
            contentType = text()
        } else if name.equalsIgnoringCase("retry-after") {
            retryAfter = Int(text()).flatMap { $0 >= 0 ? $0 : nil }
            retryDate = HTTPDate.seconds(text())
        } else if name.equalsIgnoringCase("date") {
            date = text()
        } else if name.equalsIgnoringCase("warning") {
            warnings += Self.warningTexts(value)
        } else if name.equalsIgnoringCase("location") {
            location = text()
        } else if name.equalsIgnoringCase("etag") {
            etag = text()
        } else if name.equalsIgnoringCase("audit-id") {
            auditID = text()
        }
    }

    /// Makes seconds of a date, by the server's clock where it says what time it has.
    private mutating func settleRetryDate() {
        guard let retryDate else { return }
        retryAfter = Int(max(retryDate - (HTTPDate.seconds(date) ?? HTTPDate.now), 0))
    }

    /// The number in `HTTP/2 200`.
    private static func statusCode(_ line: UnsafeRawBufferPointer) -> Int {
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
        return words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
    }

    /// The quoted texts of `299 - "text", 299 - "text"` with their backslashes taken off; other warnings are left out.
    static func warningTexts(_ value: some Sequence<UInt8>) -> [String] {
        var rest = Array(value)[...]
        var texts: [String] = []
        while let quote = rest.firstIndex(of: UInt8(ascii: "\"")) {
            let start = rest[..<quote].drop { $0 == UInt8(ascii: ",") || $0 == 0x20 || $0 == 0x09 }
            rest = rest[(quote + 1)...]
            let text = quotedText(&rest)
            if start.starts(with: "299 ".utf8) { texts.append(text) }
            // A date, which is quoted as well, may follow the text.
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
            if rest.popFirst() == UInt8(ascii: "\"") { _ = quotedText(&rest) }
        }
        return texts
    }

    /// Takes a text off the beginning up to the quote that ends it.
    private static func quotedText(_ bytes: inout ArraySlice<UInt8>) -> String {
        var text: [UInt8] = []
        while let byte = bytes.popFirst(), byte != UInt8(ascii: "\"") {
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            if let escaped = bytes.popFirst() { text.append(escaped) }
        }
        return String(decoding: text, as: UTF8.self).harmless(keepsLines: false)
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes without white space at either end.
    fileprivate var trimmed: UnsafeRawBufferPointer {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return UnsafeRawBufferPointer(rebasing: self[first...last])
    }
}

extension Sequence<UInt8> {
    /// The bytes are `text`, written in any case; `text` is ASCII in lower case.
    fileprivate func equalsIgnoringCase(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            elementsEqual(wanted) { byte, wanted in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 == wanted : byte == wanted
            }
        }
    }
}

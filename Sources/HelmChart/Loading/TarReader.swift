/// Reads a tar archive entry by entry: ustar, pax and GNU's long names.
struct TarReader {
    /// One member of the archive.
    struct Entry {
        var name: String
        var isFolder: Bool
        /// Where its content lies in the archive; empty for links and devices.
        var content: Range<Int>
    }

    private static let blockSize = 512
    let bytes: [UInt8]
    private var position = 0
    /// What pax or GNU headers say about the next entry.
    private var longName: String?
    private var longSize: Int?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next entry, or nil at the end.
    mutating func next() throws(ChartError) -> Entry? {
        while let header = try header() {
            let size = header.isData ? longSize ?? header.size : header.size
            guard let content = block(of: header.hasContent ? size : 0) else { throw Self.truncated }
            switch header.type {
            case UInt8(ascii: "x"): readPax(bytes[content])
            case UInt8(ascii: "g"), UInt8(ascii: "K"): break
            case UInt8(ascii: "L"): longName = text(bytes[content])
            default:
                let name = longName ?? header.name
                (longName, longSize) = (nil, nil)
                let isFolder = header.type == UInt8(ascii: "5") || name.hasSuffix("/")
                return Entry(name: name, isFolder: isFolder, content: content)
            }
        }
        return nil
    }

    private static let truncated = ChartError(.loading, "unexpected EOF")
    private static let invalid = ChartError(.loading, "archive/tar: invalid tar header")

    private struct Header {
        var name: String
        var size: Int
        var type: UInt8

        /// Links, devices and folders have no content, whatever their size field says.
        var hasContent: Bool { !(UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type) }
        /// It isn't one of the headers that speak about the next entry.
        var isData: Bool { ![UInt8](arrayLiteral: 0x78, 0x67, 0x4B, 0x4C).contains(type) }
    }

    /// The next header, or nil at the end of the archive.
    private mutating func header() throws(ChartError) -> Header? {
        guard position < bytes.count else { return nil }
        guard bytes.count - position >= Self.blockSize else { throw Self.truncated }
        let block = bytes[position..<position + Self.blockSize]
        position += Self.blockSize
        if block.allSatisfy({ $0 == 0 }) { return nil }
        guard hasValidSum(block), let size = number(field(block, 124, 12)), size >= 0 else { throw Self.invalid }
        var name = text(field(block, 0, 100))
        if text(field(block, 257, 6)) == "ustar", field(block, 257, 6).last == 0 {
            let prefix = text(field(block, 345, 155))
            if !prefix.isEmpty { name = "\(prefix)/\(name)" }
        }
        return Header(name: name, size: size, type: field(block, 156, 1).first ?? 0)
    }

    /// Passes over `size` bytes and the filling after them.
    private mutating func block(of size: Int) -> Range<Int>? {
        guard size >= 0, size <= bytes.count - position else { return nil }
        let content = position..<position + size
        position = min(bytes.count, content.upperBound + (Self.blockSize - size % Self.blockSize) % Self.blockSize)
        return content
    }

    private func field(_ block: ArraySlice<UInt8>, _ offset: Int, _ count: Int) -> ArraySlice<UInt8> {
        let start = block.startIndex + offset
        return block[start..<start + count]
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// A number in octal digits, or in the base-256 form of large files.
    private func number(_ field: ArraySlice<UInt8>) -> Int? {
        if let first = field.first, first & 0x80 != 0 {
            var value = Int(first & 0x7F)
            for byte in field.dropFirst() {
                if value >> 54 != 0 { return nil }
                value = value << 8 | Int(byte)
            }
            return value
        }
        let digits = text(field).trimmingSpace
        return digits.isEmpty ? 0 : Int(digits, radix: 8)
    }

    private func hasValidSum(_ block: ArraySlice<UInt8>) -> Bool {
        var sum = 8 * 0x20
        for (offset, byte) in block.enumerated() where !(148..<156).contains(offset) { sum += Int(byte) }
        return number(field(block, 148, 8)) == sum
    }

    /// Reads the records `LENGTH KEY=VALUE` of a pax header.
    private mutating func readPax(_ records: ArraySlice<UInt8>) {
        var rest = records
        while let space = rest.firstIndex(of: 0x20), let length = Int(text(rest[..<space])),
            length > space - rest.startIndex + 1, length <= rest.count
        {
            let record = rest[(space + 1)..<(rest.startIndex + length)]
            rest = rest.dropFirst(length)
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = String(decoding: record[(equals + 1)...].dropLast(), as: UTF8.self)
            switch text(record[..<equals]) {
            case "path": longName = value
            case "size": longSize = Int(value)
            default: break
            }
        }
    }
}

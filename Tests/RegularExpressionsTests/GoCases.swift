/// What Go's package regexp answered to random patterns and texts.
///
/// A line of `Fixtures/go.tsv` is a match (`M`, pattern, text, replacement template, limit, matches, replaced text,
/// pieces) or an error (`E`, pattern, message); bytes that aren't printable ASCII are written as `%XX`.
enum GoCases {
    static let lines: [[[UInt8]]] = {
        let bytes = FixtureFile.bytes("go.tsv")
        return bytes.split(separator: 0x0A).map { line in
            line.split(separator: 0x09, omittingEmptySubsequences: false).map(decoded)
        }
    }()

    static let matches = lines.filter { $0.first == Array("M".utf8) }
    static let errors = lines.filter { $0.first == Array("E".utf8) }

    private static func decoded(_ field: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = field
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            result.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return result
    }
}

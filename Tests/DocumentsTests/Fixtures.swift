import Testing

@testable import Documents

#if canImport(Glibc)
    import Glibc
#endif

/// A line of a file in Fixtures: a JSON object.
struct FixtureLine: CustomTestStringConvertible {
    var number: Int
    var value: Value

    var testDescription: String { "line \(number)" }

    subscript(key: String) -> Value? { value[key] }
}

/// The lines of a file in Fixtures.
///
/// They come from Helm 3.17.3: what it printed for a value or a text.
func fixture(_ name: String, file: String = #filePath) throws -> [FixtureLine] {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let descriptor = try #require(fopen("\(folder)/Fixtures/\(name)", "r"))
    defer { fclose(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&piece, 1, piece.count, descriptor), count > 0 { bytes += piece[..<count] }
    return try bytes.split(separator: UInt8(ascii: "\n")).enumerated().map { index, line in
        FixtureLine(number: index + 1, value: try JSON.read(Array(line)))
    }
}

/// The bytes as text.
func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
}

/// The text without one newline at its end, as Helm's functions return it.
func trimmed(_ bytes: [UInt8]) -> String {
    text(bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes)
}

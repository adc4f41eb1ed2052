internal import Synchronization

/// Cuts a log that comes in pieces into lines of bounded length.
struct LogLines: Sendable {
    private var rest: [UInt8] = []
    private var isCutting = false

    /// Bytes of a line that are shown; what comes after them is left out.
    static let limit = 16 << 10

    /// Takes a piece; returns the lines that it completes.
    mutating func take(_ piece: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var position = piece.startIndex
        while let end = piece[position...].firstIndex(of: UInt8(ascii: "\n")) {
            append(piece[position..<end])
            lines.append(line())
            position = end + 1
        }
        append(piece[position...])
        return lines
    }

    /// The last line, when it has no end.
    mutating func finish() -> [UInt8]? { rest.isEmpty ? nil : line() }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        let room = Self.limit - rest.count
        if bytes.count > room { isCutting = true }
        rest += bytes.prefix(max(0, room))
    }

    private mutating func line() -> [UInt8] {
        defer { (rest, isCutting) = ([], false) }
        if isCutting { return rest + Array(" …".utf8) }
        return rest.last == UInt8(ascii: "\r") ? Array(rest.dropLast()) : rest
    }
}

/// The last lines of a log that is being followed, for when it can't be read any more.
final class LogTail: Sendable {
    private let lines = Mutex<[[UInt8]]>([])
    /// Lines that a failure shows.
    static let limit = 20

    func append(_ line: [UInt8]) {
        lines.withLock { lines in
            if lines.count >= Self.limit { lines.removeFirst() }
            lines.append(line)
        }
    }

    var texts: [String] { lines.withLock(\.self).map { String(decoding: $0, as: UTF8.self) } }
}

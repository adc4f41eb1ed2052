/// Cuts bytes that come in pieces into lines.
struct LineSplitter: Sendable {
    private var rest: [UInt8] = []
    /// Bytes of `rest` that hold no line end.
    private var searched = 0
    /// Bytes that a line may have.
    let limit: Int

    /// - Parameter limit: in bytes; lines of a watch hold one object each, and no server stores one of 64 MiB.
    init(limit: Int = 64 << 20) { self.limit = limit }

    /// A line that is yet to end has more bytes than lines may have.
    var isOverlong: Bool { rest.count > limit }

    /// Takes a piece in; returns the lines that it completes, without their ends, empty ones left out.
    mutating func split(_ piece: [UInt8]) -> [[UInt8]] {
        if rest.isEmpty { rest = piece } else { rest += piece }
        var lines: [[UInt8]] = []
        var start = 0
        while let end = rest[searched...].firstIndex(of: UInt8(ascii: "\n")) {
            if end > start { lines.append(Array(rest[start..<end])) }
            start = end + 1
            searched = start
        }
        if start > 0 { rest.removeSubrange(..<start) }
        searched = rest.count
        return lines
    }
}

/// Cuts bytes that come in pieces into lines.
struct LineSplitter: Sendable {
    private var rest: [UInt8] = []
    /// Bytes of `rest` that hold no line end.
    private var searched = 0

    init() {}

    /// Bytes of a line that is yet to end.
    var pending: Int { rest.count }

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

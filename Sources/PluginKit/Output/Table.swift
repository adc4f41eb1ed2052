/// A table in Helm's form: cells padded to the widest one of their column and joined by tabs.
package struct Table: Sendable {
    private var rows: [[String]]

    /// A table that begins with its headings.
    package init(_ headings: [String]) { rows = [headings] }

    /// A table without headings.
    package init() { rows = [] }

    package mutating func append(_ row: [String]) { rows.append(row) }

    /// The table, each line ended by a newline; nothing without rows.
    package var text: String {
        let widths = widths
        return rows.map { Self.text(of: $0, widths) + "\n" }.joined()
    }

    private var widths: [Int] {
        var widths = [Int](repeating: 0, count: rows.map(\.count).max() ?? 0)
        for row in rows {
            for (column, cell) in row.enumerated() {
                widths[column] = max(widths[column], DisplayWidth.ofWidestLine(cell))
            }
        }
        return widths
    }

    /// A row with as many lines as its highest cell.
    private static func text(of row: [String], _ widths: [Int]) -> String {
        let cells = zip(row, widths).map { cell, width in lines(DisplayWidth.fit(cell, width)) }
        let height = cells.map(\.count).max() ?? 0
        return (0..<height).map { line in
            zip(cells, widths).map { cell, width in
                cell.indices.contains(line) ? DisplayWidth.fit(cell[line], width) : String(repeating: " ", count: width)
            }.joined(separator: "\t")
        }.joined(separator: "\n")
    }

    private static func lines(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }
}

/// How many columns a text takes on a terminal.
enum DisplayWidth {
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x25FD...0x25FE, 0x2614...0x2615,
        0x2648...0x2653, 0x26A1...0x26A1, 0x26BD...0x26BE, 0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728,
        0x274C...0x274C, 0x2753...0x2755, 0x2795...0x2797, 0x2B50...0x2B50, 0x2E80...0x303E, 0x3041...0xA4CF,
        0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
        0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]

    static func of(_ text: String) -> Int {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    static func ofWidestLine(_ text: String) -> Int {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { of(String(Substring($0))) }.max() ?? 0
    }

    /// The text padded to `width`, or cut to it with three dots at its end.
    static func fit(_ text: String, _ width: Int) -> String {
        let own = of(text)
        return own > width ? cut(text, to: width) : text + String(repeating: " ", count: width - own)
    }

    private static func cut(_ text: String, to width: Int) -> String {
        var (kept, taken) = (String.UnicodeScalarView(), 0)
        for scalar in text.unicodeScalars {
            taken += of(scalar)
            if taken > width - 3 { break }
            kept.append(scalar)
        }
        return String(kept) + "..."
    }

    private static func of(_ scalar: UnicodeScalar) -> Int {
        if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) { return 0 }
        if scalar.value < 0x300 { return 1 }
        if scalar.properties.generalCategory == .nonspacingMark || scalar.properties.generalCategory == .enclosingMark
            || scalar.properties.generalCategory == .format
        {
            return 0
        }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
}

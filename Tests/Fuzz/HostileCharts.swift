import FoundationEssentials
import Glibc
import Gzip
import HelmChart

/// Charts whose files lie where they shouldn't.
enum HostileCharts {
    /// Archives with well-formed headers: nested charts and archives, paths that leave, links, files that burst.
    static let archives = Subject(name: "tree") { numbers in
        tar(&numbers, depth: 0)
    } feed: { bytes in
        guard let packed = try? Gzip.compress(bytes, level: 1) else { return }
        Scratch.archive.write(packed, to: "tree.tgz")
        Subject.render(Scratch.archive.path + "/tree.tgz")
    }

    /// Folders in which links lead everywhere; a line of the input is a path, or a link with its target.
    static let folders = Subject(name: "links") { numbers in
        let lines = (0..<Int.random(in: 1...8, using: &numbers)).map { _ -> String in
            let path = path(&numbers)
            return Bool.random(using: &numbers) ? path : "\(path) \(choose(targets, &numbers))"
        }
        return Array(lines.joined(separator: "\n").utf8)
    } feed: { bytes in
        let folder = Scratch.links
        try? FileManager.default.removeItem(atPath: folder.path)
        folder.write(Array(chart.utf8), to: "Chart.yaml")
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard let path = parts.first, !path.contains(".."), !path.hasPrefix("/") else { continue }
            folder.write(Array(content.utf8), to: "\(path)")
            guard parts.count == 2 else { continue }
            unlink("\(folder.path)/\(path)")
            symlink(String(parts[1]), "\(folder.path)/\(path)")
        }
        Subject.render(folder.path)
    }

    private static let chart = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
    private static let content = "a: {{ toYaml .Values | quote }}\n"
    private static let targets = [
        ".", "..", "../..", "/", "/etc/passwd", "/dev/zero", "/proc/self/fd", "Chart.yaml", "templates", "charts",
        "charts/d", "../charts", "nowhere", "loop", "../templates/a.yaml", "\u{1}",
    ]
    private static let folderNames = [
        "templates", "charts", "charts/d", "charts/d/charts/e", "charts/_x", "charts/.x", "crds", "x",
        "charts/d/templates",
        ".", "a//b", "charts//d", "charts/d/charts", String(repeating: "charts/d/", count: 70),
    ]
    private static let fileNames = [
        "Chart.yaml", "values.yaml", "a.yaml", "_a.tpl", "d.tgz", "README", "NOTES.txt", ".helmignore", "Chart.lock",
        "requirements.yaml", "values.schema.json", "loop", "é\u{301}.yaml", "templates", "charts", "d",
    ]
    private static let oddNames = ["..", "/", "/etc/x", "c:/x", "\\x", "../../x", "c/../../x", "", " ", "a\u{0}b"]

    private static func choose(_ from: [String], _ numbers: inout SeededNumbers) -> String {
        from.randomElement(using: &numbers) ?? ""
    }

    private static func path(_ numbers: inout SeededNumbers) -> String {
        let name = choose(fileNames, &numbers)
        return Bool.random(using: &numbers) ? name : "\(choose(folderNames, &numbers))/\(name)"
    }

    private static func tar(_ numbers: inout SeededNumbers, depth: Int) -> [UInt8] {
        var bytes = Tar.entry("c/Chart.yaml", Array(chart.utf8))
        for _ in 0..<Int.random(in: 0...6, using: &numbers) {
            let isOdd = Int.random(in: 0..<8, using: &numbers) == 0
            let name = isOdd ? choose(oddNames, &numbers) : "c/" + path(&numbers)
            let type =
                Int.random(in: 0..<6, using: &numbers) == 0
                ? choose(["1", "2", "3", "5", "x", "g", "L", "K"], &numbers) : "0"
            bytes += Tar.entry(name, body(name, &numbers, depth), type: type)
        }
        return bytes + [UInt8](repeating: 0, count: 1024)
    }

    private static func body(_ name: String, _ numbers: inout SeededNumbers, _ depth: Int) -> [UInt8] {
        if name.hasSuffix(".tgz"), depth < 20 {
            let inner = tar(&numbers, depth: depth + (Bool.random(using: &numbers) ? 1 : 20))
            return (try? Gzip.compress(inner, level: 1)) ?? []
        }
        if name.hasSuffix("Chart.yaml") {
            return Array(chart.replacing("c", with: choose(["d", "c", "../x"], &numbers)).utf8)
        }
        // Now and then a file beyond what a chart may hold, or one that fills it.
        switch Int.random(in: 0..<50_000, using: &numbers) {
        case 0: return [UInt8](repeating: 0, count: 110 << 20)
        case 1..<40: return [UInt8](repeating: 0, count: 6 << 20)
        default: return Array(content.utf8)
        }
    }
}

import FoundationEssentials
import Glibc

/// A folder in memory that inputs are written to, for what reads files.
struct Scratch: Sendable {
    let path: String

    static let chart = Scratch("chart", ["Chart.yaml": "apiVersion: v2\nname: fuzz\nversion: 1.0.0\n"])
    static let archive = Scratch("archive", [:])
    static let links = Scratch("links", [:])
    static let files = Scratch(
        "files",
        [
            "Chart.yaml": "apiVersion: v2\nname: fuzz\nversion: 1.0.0\n", "f/a": "1", "f/b/ab": "2", "a/b/c.d": "3",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab": "4",
        ])
    /// The input that is being fed.
    static let last = Scratch("last", [:])
    static let values = Scratch(
        "values",
        [
            "Chart.yaml": "apiVersion: v2\nname: fuzz\nversion: 1.0.0\n",
            "templates/all.yaml": "{{ toYaml .Values }}{{ range $k, $v := .Values }}{{ $k }}{{ end }}",
            "charts/sub/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
            "charts/sub/values.yaml": "b: {c: 1}\nglobal: {x: z}\n",
        ])

    private init(_ name: String, _ files: [String: String]) {
        let memory = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
        path = "\(memory)/kubectl-werf-fuzz-\(getpid())/\(name)"
        for (file, text) in files { write(Array(text.utf8), to: file) }
    }

    func write(_ bytes: [UInt8], to file: String) {
        let target = "\(path)/\(file)"
        if !FileManager.default.createFile(atPath: target, contents: Data(bytes)) {
            let folder = target[..<(target.lastIndex(of: "/") ?? target.endIndex)]
            try? FileManager.default.createDirectory(atPath: String(folder), withIntermediateDirectories: true)
            _ = FileManager.default.createFile(atPath: target, contents: Data(bytes))
        }
    }

    static func removeAll() {
        let folder = chart.path[..<(chart.path.lastIndex(of: "/") ?? chart.path.endIndex)]
        try? FileManager.default.removeItem(atPath: String(folder))
    }
}

/// Plain tar archives.
enum Tar {
    static func archive(_ files: KeyValuePairs<String, String>) -> [UInt8] {
        files.reduce(into: []) { $0 += entry($1.key, Array($1.value.utf8)) } + [UInt8](repeating: 0, count: 1024)
    }

    /// One entry with its header; a name longer than the field is cut.
    static func entry(_ name: String, _ content: [UInt8], type: String = "0") -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        put(String(decoding: name.utf8.prefix(100), as: UTF8.self), at: 0, in: &header)
        put("0000644", at: 100, in: &header)
        let size = String(content.count, radix: 8)
        put(String(repeating: "0", count: 11 - size.count) + size, at: 124, in: &header)
        put("00000000000", at: 136, in: &header)
        put("        ", at: 148, in: &header)
        put(type, at: 156, in: &header)
        put("ustar\u{0}00", at: 257, in: &header)
        let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
        put(String(repeating: "0", count: 6 - sum.count) + sum + "\u{0} ", at: 148, in: &header)
        return header + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    private static func put(_ text: String, at offset: Int, in header: inout [UInt8]) {
        header.replaceSubrange(offset..<(offset + text.utf8.count), with: Array(text.utf8))
    }
}

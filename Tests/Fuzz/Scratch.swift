import FoundationEssentials
import Glibc

/// A folder in memory that inputs are written to, for what reads files.
struct Scratch: Sendable {
    let path: String

    static let chart = Scratch("chart", ["Chart.yaml": "apiVersion: v2\nname: fuzz\nversion: 1.0.0\n"])
    static let archive = Scratch("archive", [:])
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
        var bytes: [UInt8] = []
        for (name, text) in files {
            var header = [UInt8](repeating: 0, count: 512)
            put(name, at: 0, in: &header)
            put("0000644", at: 100, in: &header)
            let size = String(text.utf8.count, radix: 8)
            put(String(repeating: "0", count: 11 - size.count) + size, at: 124, in: &header)
            put("00000000000", at: 136, in: &header)
            put("        ", at: 148, in: &header)
            put("0", at: 156, in: &header)
            put("ustar\u{0}00", at: 257, in: &header)
            let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
            put(String(repeating: "0", count: 6 - sum.count) + sum + "\u{0} ", at: 148, in: &header)
            bytes += header + Array(text.utf8) + [UInt8](repeating: 0, count: (512 - text.utf8.count % 512) % 512)
        }
        return bytes + [UInt8](repeating: 0, count: 1024)
    }

    private static func put(_ text: String, at offset: Int, in header: inout [UInt8]) {
        header.replaceSubrange(offset..<(offset + text.utf8.count), with: Array(text.utf8))
    }
}

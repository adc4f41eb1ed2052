import FoundationEssentials

/// Runs `body` with a file that holds `text`, which is removed afterwards.
func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
    try await withFolder(["file": text]) { try await body($0 + "/file") }
}

/// Runs `body` with a folder of the given files (path to text), which is removed afterwards.
func withFolder(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "kubectl-werf-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (path, text) in files {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
    try await body(folder.path)
}

import TestFolders

/// Runs `body` with a file that holds `text`, which is removed afterwards.
func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
    try await withFolder(["file": text]) { try await body($0 + "/file") }
}

/// Runs `body` with a folder of the given files (path to text), which is removed afterwards.
func withFolder(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    try folder.write(files)
    try await body(folder.path)
    withExtendedLifetime(folder) {}
}

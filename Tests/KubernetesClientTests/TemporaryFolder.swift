import Glibc
import Testing

@testable import KubernetesClient

/// A folder for one test, removed with what it holds.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array(
            "\(String(cString: getenv("TMPDIR") ?? strdup("/tmp")))/kubernetes-client-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit { Self.remove(path) }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ text: String, _ name: String, mode: mode_t = 0o600) throws -> String {
        try FileSystem.replace("\(path)/\(name)", with: Array(text.utf8), mode: mode, folderMode: 0o700)
        chmod("\(path)/\(name)", mode)
        return "\(path)/\(name)"
    }

    private static func remove(_ path: String) {
        guard let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            let inner = "\(path)/\(name)"
            if unlink(inner) != 0 { remove(inner) }
        }
        closedir(folder)
        rmdir(path)
    }
}

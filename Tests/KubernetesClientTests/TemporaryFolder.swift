import FoundationEssentials
import Glibc
import Testing

@testable import KubernetesClient

/// A folder for one test, removed with what it holds.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("\(FileManager.default.temporaryDirectory.path)/kubernetes-client-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ text: String, _ name: String, mode: mode_t = 0o600) throws -> String {
        try FileSystem.replace("\(path)/\(name)", with: Array(text.utf8), mode: mode, folderMode: 0o700)
        chmod("\(path)/\(name)", mode)
        return "\(path)/\(name)"
    }
}

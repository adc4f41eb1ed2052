internal import Glibc

/// Finds programs by name.
package enum ProgramSearch {
    /// The file of a program: as it stands when it holds a slash, else what `PATH` finds; nil when there is none.
    package static func find(_ name: String, environment: [String: String]) -> String? {
        if name.utf8.contains(UInt8(ascii: "/")) { return isExecutable(name) ? name : nil }
        let folders = (environment["PATH"] ?? "").utf8.split(separator: UInt8(ascii: ":")).map { String(Substring($0)) }
        return folders.map { "\($0)/\(name)" }.first(where: isExecutable)
    }

    /// The path is a file that may be run.
    package static func isExecutable(_ path: String) -> Bool {
        var info = stat()
        return access(path, X_OK) == 0 && stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
    }

    /// The folder of the program that is running, links followed; nil when the system doesn't tell.
    package static var ownFolder: String? {
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        let text = String(cString: path)
        return text.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(text[..<$0]) }
    }
}

internal import Glibc

/// The few things a project asks of the file system.
package enum ProjectFiles {
    /// What lies at a path.
    package enum Kind: Hashable, Sendable { case file, folder, other }

    /// What the path leads to, links followed; nil when there is nothing.
    package static func kind(of path: String) -> Kind? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        switch info.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// The whole file; nothing larger than 64 MiB is taken for a file of a project.
    package static func read(_ path: String) throws(ProjectError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", path) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var problem: Int32 = 0
        var got = 0
        repeat {
            let chunk = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
                got = Glibc.read(file, buffer.baseAddress, buffer.count)
                problem = got < 0 ? errno : 0
                count = max(0, got)
            }
            bytes.append(contentsOf: chunk)
            if bytes.count > limit { throw ProjectError(.unreadable, "read \(path): larger than 64 MiB") }
        } while got > 0 || problem == EINTR
        if problem != 0 { throw failure("read", path, problem) }
        return bytes
    }

    private static let limit = 64 << 20

    /// The names in a folder, sorted by their bytes.
    package static func names(in folder: String) throws(ProjectError) -> [String] {
        guard let stream = opendir(folder) else { throw failure("open", folder) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The paths of all files below a folder, relative to it, folder by folder in byte order; links to folders aren't
    /// followed, and what git keeps for itself is left out.
    package static func files(below folder: String) throws(ProjectError) -> [String] {
        var files: [String] = []
        var waiting = [""]
        while let prefix = waiting.popLast() {
            var folders: [String] = []
            for name in try names(in: prefix.isEmpty ? folder : "\(folder)/\(prefix)") where name != ".git" {
                let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
                if isRealFolder("\(folder)/\(path)") {
                    folders.append(path)
                } else if kind(of: "\(folder)/\(path)") == .file {
                    files.append(path)
                }
            }
            waiting.append(contentsOf: folders.reversed())
        }
        return files
    }

    private static func isRealFolder(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    /// The path without links, `.` and `..`; nil when there is nothing.
    package static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// The folder the process works in.
    package static var workingFolder: String { resolved(".") ?? "." }

    /// `path` seen from `folder`, unless it is absolute.
    package static func joined(_ folder: String, _ path: String) -> String {
        if isAbsolute(path) { return path }
        return folder.utf8.last == UInt8(ascii: "/") ? folder + path : "\(folder)/\(path)"
    }

    package static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }

    /// The folder that holds what lies at the path; nil for the root.
    package static func parent(of path: String) -> String? {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), path != "/" else { return nil }
        return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
    }

    /// `path` lies in `folder` or is it; both without links.
    package static func isInside(_ path: String, _ folder: String) -> Bool {
        path == folder || folder == "/" || path.utf8.starts(with: "\(folder)/".utf8)
    }

    private static func failure(_ call: String, _ path: String, _ code: Int32 = errno) -> ProjectError {
        let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
        return ProjectError(.unreadable, "\(call) \(path): \(reason.prefix(1).lowercased())\(reason.dropFirst())")
    }
}

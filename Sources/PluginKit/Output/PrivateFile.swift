internal import Glibc

/// A file for its owner alone, which is there whole or not at all.
package enum PrivateFile {
    /// What becomes of a file that is there already.
    package enum Former: Sendable {
        case replaced
        /// It stays as it is, and the new one isn't written.
        case kept
    }

    /// Writes the file; returns once the disk has it, its name too.
    ///
    /// - Returns: the system's reason when it can't be written. What was there stays then, unless the disk fails at the
    ///   very end: the file is in place, and may be gone after a crash.
    package static func write(_ bytes: [UInt8], to path: String, former: Former) -> String? {
        if former == .replaced, let kind = otherKind(path) { return kind }
        let path = former == .replaced ? resolved(path) : path
        // In the same folder, since neither a rename nor a link leaves its file system.
        let temporary = "\(path).\(UInt32.random(in: 0...UInt32.max)).new"
        let descriptor = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return reason(errno) }
        defer { unlink(temporary) }
        let fault = write(bytes, descriptor) && fsync(descriptor) == 0 ? nil : errno
        let isClosed = close(descriptor) == 0
        if let cause = fault ?? (isClosed ? nil : errno) { return reason(cause) }
        let folder = open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return reason(errno) }
        defer { close(folder) }
        // Unlike a rename, a link never replaces what is there.
        let isPlaced = former == .replaced ? rename(temporary, path) : link(temporary, path)
        guard isPlaced == 0 else { return reason(errno) }
        // Some file systems have nothing to sync of a folder.
        return fsync(folder) == 0 || errno == EINVAL ? nil : reason(errno)
    }

    /// Why a file could not be written there; nil as far as that can be known beforehand.
    package static func hindrance(to path: String) -> String? {
        if let kind = otherKind(path) { return kind }
        return access(folder(of: resolved(path)), W_OK) == 0 ? nil : reason(errno)
    }

    /// What is there instead of a file: a device isn't replaced, nor a folder.
    private static func otherKind(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR ? "it is a folder" : "it is a device or a pipe"
    }

    /// Where a link leads, which stays; the path itself where there is nothing yet.
    private static func resolved(_ path: String) -> String {
        guard let found = realpath(path, nil) else { return path }
        defer { free(found) }
        return String(cString: found)
    }

    /// Takes a file away of which nothing was done.
    package static func remove(_ path: String) { unlink(path) }

    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func write(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count == 0 {
                errno = EIO
                return false
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    private static func reason(_ code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}

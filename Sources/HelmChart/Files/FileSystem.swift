internal import Glibc

/// Files and folders as charts need them, with errors in Go's words.
enum FileSystem {
    /// What a path leads to.
    struct Status {
        enum Kind { case file, folder, link, other }
        var kind: Kind
        /// In bytes.
        var size: Int
    }

    /// A failed call: `open PATH: no such file or directory`.
    struct Failure: Error {
        var message: String
        var isMissing: Bool
    }

    /// What lies at `path`, a link itself rather than its target.
    static func status(_ path: String) throws(Failure) -> Status {
        var info = stat()
        guard lstat(path, &info) == 0 else { throw failure("lstat", path) }
        return Status(kind: kind(info.st_mode), size: Int(info.st_size))
    }

    /// What lies at `path`, links followed.
    static func target(_ path: String) throws(Failure) -> Status {
        var info = stat()
        guard stat(path, &info) == 0 else { throw failure("stat", path) }
        return Status(kind: kind(info.st_mode), size: Int(info.st_size))
    }

    /// The path without links and without `.` and `..`.
    static func resolved(_ path: String) throws(Failure) -> String {
        guard let real = realpath(path, nil) else { throw failure("lstat", path) }
        defer { free(real) }
        return String(cString: real)
    }

    /// The names in a folder, sorted by their bytes.
    static func names(in path: String) throws(Failure) -> [String] {
        guard let folder = opendir(path) else { throw failure("open", path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The whole file at `path`; `-` isn't special.
    static func read(_ path: String) throws(Failure) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", path) }
        defer { close(file) }
        var info = stat()
        guard fstat(file, &info) == 0 else { throw failure("stat", path) }
        return try read(file, path, expecting: Int(info.st_size))
    }

    /// Everything that comes from the standard input.
    static func readStandardInput() throws(Failure) -> [UInt8] {
        try read(STDIN_FILENO, "/dev/stdin", expecting: 0)
    }

    private static func read(_ file: Int32, _ path: String, expecting size: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var problem: Int32 = 0
        // One byte more than expected, so that the end is seen without another round.
        var room = max(0, size) + 1
        while room > 0, problem == 0 {
            let before = bytes.count
            let wanted = room
            bytes.append(
                contentsOf: [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                    (count, problem) = fill(buffer, from: file)
                })
            room = bytes.count - before == wanted ? 65_536 : 0
        }
        if problem != 0 { throw failure("read", path, problem) }
        return bytes
    }

    /// Reads until the buffer is full or the file ends.
    private static func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>, from file: Int32) -> (Int, Int32) {
        var count = 0
        while count < buffer.count, let start = buffer.baseAddress {
            let got = Glibc.read(file, start + count, buffer.count - count)
            if got > 0 {
                count += got
            } else if got == 0 {
                return (count, 0)
            } else if errno != EINTR {
                return (count, errno)
            }
        }
        return (count, 0)
    }

    private static func kind(_ mode: mode_t) -> Status.Kind {
        switch mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .other
        }
    }

    private static func failure(_ call: String, _ path: String, _ code: Int32 = errno) -> Failure {
        let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
        let first = reason.prefix(1).lowercased()
        return Failure(message: "\(call) \(path): \(first)\(reason.dropFirst())", isMissing: code == ENOENT)
    }
}

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The few things this room does with files.
enum FileSystem {
    /// A call on a file that failed, worded as Go words it: `open /x: no such file or directory`.
    struct Failure: Error, Hashable, Sendable {
        var message: String
        var isMissing: Bool

        /// Takes the system's error number.
        init(_ call: String, _ path: String) {
            let number = errno
            isMissing = number == ENOENT || number == ENOTDIR
            message = "\(call) \(path): \(String(cString: strerror(number)).lowercased())"
        }
    }

    /// The bytes of a file.
    static func read(_ path: String) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("open", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = chunk.withUnsafeMutableBytes { Platform.read(descriptor, $0) }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure("read", path)
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// Writes a file that is there whole or not at all; folders on the way are made.
    static func replace(_ path: String, with bytes: [UInt8], mode: mode_t, folderMode: mode_t) throws(Failure) {
        let folder = Path.parent(of: path)
        try makeFolder(folder, mode: folderMode)
        let temporary = "\(folder)/.\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Failure("open", temporary) }
        let isWritten = write(bytes, to: descriptor)
        close(descriptor)
        guard isWritten, rename(temporary, path) == 0 else {
            let failure = Failure("write", path)
            unlink(temporary)
            throw failure
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Platform.write(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    /// Makes a folder with those above it.
    private static func makeFolder(_ path: String, mode: mode_t) throws(Failure) {
        guard !path.isEmpty, path != "/", mkdir(path, mode) != 0, errno != EEXIST else { return }
        guard errno == ENOENT else { throw Failure("mkdir", path) }
        try makeFolder(Path.parent(of: path), mode: mode)
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw Failure("mkdir", path) }
    }

    /// Seconds since a file was last written; nil when there is none.
    static func age(of path: String) -> Int64? {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        #if canImport(Glibc)
            return Int64(time(nil)) - Int64(information.st_mtim.tv_sec)
        #else
            return Int64(time(nil)) - Int64(information.st_mtimespec.tv_sec)
        #endif
    }

    /// Something is at this path.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// A folder is at this path.
    static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    /// A file at this path can be run.
    static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 && !isFolder(path) }
}

/// The system's calls whose names are taken.
private enum Platform {
    static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    static func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.write(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}

/// A clock that no one sets.
enum MonotonicClock {
    static func milliseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) &* 1000 &+ Int64(now.tv_nsec) / 1_000_000
    }

    static func seconds() -> Int64 { milliseconds() / 1000 }
}

/// Paths as text.
enum Path {
    /// The folder of a path: `.` when it names none.
    static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
    }

    /// `path` as seen from `folder`, unless it is absolute or empty.
    static func resolve(_ path: String, in folder: String) -> String {
        path.isEmpty || path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }
}

extension String {
    /// The text without white space at either end.
    var trimmedOfSpace: String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
        guard let first = utf8.firstIndex(where: { !isSpace($0) }), let last = utf8.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(self[first...last])
    }
}

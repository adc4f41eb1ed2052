internal import Glibc

/// A file for its owner alone, which is there whole or not at all.
package enum PrivateFile {
    /// Writes the file, in place of one that is there; returns once the disk has it.
    ///
    /// - Returns: the system's reason when it can't be written; what was there stays then.
    package static func replace(_ path: String, with bytes: [UInt8]) -> String? {
        // In the same folder, since a rename doesn't leave its file system.
        let temporary = "\(path).\(UInt32.random(in: 0...UInt32.max)).new"
        let descriptor = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return reason(errno) }
        defer { unlink(temporary) }
        let isWritten = write(bytes, descriptor) && fsync(descriptor) == 0
        let cause = errno
        guard close(descriptor) == 0, isWritten else { return reason(cause) }
        return rename(temporary, path) == 0 ? nil : reason(errno)
    }

    private static func write(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count == 0 || errno != EINTR {
                return false
            }
        }
        return true
    }

    private static func reason(_ code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}

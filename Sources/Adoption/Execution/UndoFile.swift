internal import Glibc

/// The file that holds what it takes to undo an adoption.
package enum UndoFile {
    /// Writes a new file, readable by its owner alone, and returns once the disk has it.
    ///
    /// - Throws: `undo` when it can't be written, or something of this name is there.
    package static func write(_ bytes: [UInt8], to path: String) throws(AdoptionError) {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let folder = parts.count > 1 ? parts.dropLast().map { String(Substring($0)) }.joined(separator: "/") : "."
        let temporary = "\(path).\(getpid()).new"
        let descriptor = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { unlink(temporary) }
        let isWritten = write(bytes, descriptor) && fsync(descriptor) == 0
        let cause = errno
        guard close(descriptor) == 0, isWritten else { throw failure(path, cause) }
        // Unlike a rename, a link never replaces what is there.
        guard link(temporary, path) == 0 else { throw failure(path) }
        let place = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard place >= 0 else { throw failure(path) }
        defer { close(place) }
        guard fsync(place) == 0 else { throw failure(path) }
    }

    /// Takes a file away of which nothing was done.
    package static func remove(_ path: String) { unlink(path) }

    private static func write(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    private static func failure(_ path: String, _ cause: Int32 = errno) -> AdoptionError {
        AdoptionError(
            .undo, "the undo file \(path) can't be written: \(reason(cause))", advice: ["Nothing was changed."])
    }

    private static func reason(_ cause: Int32) -> String { String(cString: strerror(cause)) }
}

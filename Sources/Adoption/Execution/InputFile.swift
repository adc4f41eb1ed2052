internal import Glibc

/// Files that the command line names.
package enum InputFile {
    /// The contents of a file; `-` is the standard input.
    ///
    /// - Throws: `request` with the system's reason.
    package static func read(_ path: String) throws(AdoptionError) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var (bytes, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count > 0 { bytes += chunk.prefix(count) } else if errno != EINTR { throw failure(path) }
        }
    }

    private static func failure(_ path: String) -> AdoptionError {
        AdoptionError(.request, "\(path) can't be read: \(String(cString: strerror(errno)))")
    }
}

/// Why data couldn't be compressed or decompressed.
package enum GzipError: Error, Hashable, Sendable {
    /// The data doesn't begin as gzip data does.
    case notGzip
    /// The data ends before its last member does.
    case truncated
    /// The data contradicts itself; in zlib's words.
    case damaged(String)
    /// Decompressed, the data would be longer than the given number of bytes.
    case tooLong(limit: Int)
    /// zlib had no memory or refused the level; in its words.
    case failed(String)
}

extension GzipError: CustomStringConvertible {
    /// The error in words, without a subject.
    package var description: String {
        switch self {
        case .notGzip: "not gzip data"
        case .truncated: "the gzip data ends too early"
        case .damaged(let reason): "the gzip data is damaged: \(reason)"
        case .tooLong(let limit): "the data is longer than \(limit) bytes when decompressed"
        case .failed(let reason): "zlib: \(reason)"
        }
    }
}

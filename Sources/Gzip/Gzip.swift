//! Gzip: data in, smaller data out.
//!
//! Purpose: stored releases and chart archives are gzip data; this is all of zlib that the project touches.
//! May import: CZlib.

/// Gzip data (RFC 1952), written and read whole.
package enum Gzip {
    /// Compresses the bytes at a level of zlib's (1 fastest … 9 smallest).
    package static func compress(_ bytes: UnsafeRawBufferPointer, level: Int32 = 9) throws(GzipError) -> [UInt8] {
        []
    }

    /// Compresses the bytes at a level of zlib's; see `compress` for a buffer.
    package static func compress(_ bytes: [UInt8], level: Int32 = 9) throws(GzipError) -> [UInt8] {
        []
    }

    /// Decompresses all members of the data; refuses to produce more than `limit` bytes.
    package static func decompress(_ bytes: UnsafeRawBufferPointer, limit: Int) throws(GzipError) -> [UInt8] {
        []
    }

    /// Decompresses all members of the data; see `decompress` for a buffer.
    package static func decompress(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
        []
    }

    /// The bytes begin as gzip data does.
    package static func isGzip(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.starts(with: [0x1f, 0x8b, 0x08])
    }
}

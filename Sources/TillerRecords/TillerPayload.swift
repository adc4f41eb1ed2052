internal import Documents
internal import Gzip

/// The text in `data.release` of a record: protobuf, gzipped or not, in base64.
package enum TillerPayload {
    /// The most a record may unpack to: the API server holds 1 MiB packed, and charts don't pack sixtyfold.
    package static let largest = 64 << 20

    /// The protobuf bytes in a payload.
    package static func unpack(_ payload: [UInt8]) throws(TillerRecordError) -> [UInt8] {
        let bytes: [UInt8]
        do { bytes = try Base64.decode(payload) } catch {
            throw TillerRecordError("illegal base64 data at input byte \(error.position)")
        }
        guard Gzip.isGzip(bytes) else { return bytes }
        do { return try Gzip.decompress(bytes, limit: largest) } catch { throw TillerRecordError(error.description) }
    }
}

/// A record that isn't what Tiller writes.
package struct TillerRecordError: Error, Hashable, Sendable, CustomStringConvertible {
    package var message: String

    package init(_ message: String) { self.message = message }

    /// The record was there, and isn't any more.
    package static let gone = Self("it is gone")

    package var description: String { message }
}

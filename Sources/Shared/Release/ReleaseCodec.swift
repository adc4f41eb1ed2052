/// The text Helm keeps in `data.release`: JSON, gzipped, in base64.
package enum ReleaseCodec {
    /// The most a record may unpack to; the API server holds 1 MiB packed, and no honest text packs a thousandfold.
    package static let largestRecord = 256 << 20

    /// The payload of a release.
    package static func encode(_ release: Release) throws(RecordError) -> [UInt8] {
        throw RecordError("not written")
    }

    /// The release in a payload.
    ///
    /// - Parameter payload: the text of `data.release` after the Secret's own base64 was taken off.
    /// - Throws: ``RecordError`` when Helm couldn't read it either, in its words.
    package static func decode(_ payload: [UInt8]) throws(RecordError) -> Release {
        throw RecordError("not written")
    }
}

/// A record that can't be read or written.
package struct RecordError: Error, Hashable, Sendable {
    /// What is wrong, in the words of Go's readers where they have some.
    package var message: String

    package init(_ message: String) { self.message = message }
}

internal import ChartModel
internal import Documents
internal import Gzip

/// The text Helm keeps in `data.release`: JSON, gzipped, in base64.
package enum ReleaseCodec {
    /// The most a record may unpack to; the API server holds 1 MiB packed, and no honest text packs a thousandfold.
    package static let largestRecord = 256 << 20

    /// The payload of a release.
    package static func encode(_ release: Release) throws(RecordError) -> [UInt8] {
        try pack(document(of: release))
    }

    /// The record's JSON as Helm writes it: compact, keys in its order, maps sorted.
    package static func document(of release: Release) -> [UInt8] {
        JSON.write(release.encoded(), .go)
    }

    /// A record's JSON as payload.
    static func pack(_ document: [UInt8]) throws(RecordError) -> [UInt8] {
        do {
            return Base64.encode(try Gzip.compress(document))
        } catch {
            throw RecordError(error.description)
        }
    }

    /// The bytes behind base64.
    static func decoded(_ text: UnsafeRawBufferPointer) throws(RecordError) -> [UInt8] {
        do { return try Base64.decode(text) } catch { throw RecordError(error) }
    }

    /// The JSON in a payload, which may be gzipped or not.
    static func unpack(_ payload: UnsafeRawBufferPointer) throws(RecordError) -> [UInt8] {
        let bytes = try decoded(payload)
        guard bytes.count > 3, Gzip.isGzip(bytes) else { return bytes }
        do {
            return try Gzip.decompress(bytes, limit: largestRecord)
        } catch {
            throw RecordError(error.description)
        }
    }

    /// The release in a payload.
    ///
    /// - Parameter payload: the text of `data.release` after the Secret's own base64 was taken off.
    /// - Throws: ``RecordError`` when Helm couldn't read it either, in its words.
    package static func decode(_ payload: [UInt8]) throws(RecordError) -> Release {
        let document = payload.withUnsafeBytes { bytes -> Result<[UInt8], RecordError> in
            do throws(RecordError) { return .success(try unpack(bytes)) } catch { return .failure(error) }
        }
        return try read(try document.get())
    }

    /// The release in a record's JSON.
    package static func read(_ document: [UInt8]) throws(RecordError) -> Release {
        let value: Value
        do { value = try JSON.read(document) } catch { throw RecordError(error.message) }
        return try Release(decoding: value)
    }
}

/// A record that can't be read or written.
package struct RecordError: Error, Hashable, Sendable {
    /// What is wrong, in the words of Go's readers where they have some.
    package var message: String

    package init(_ message: String) { self.message = message }

    init(_ fault: Base64.IllegalData) { self.init("illegal base64 data at input byte \(fault.position)") }
}

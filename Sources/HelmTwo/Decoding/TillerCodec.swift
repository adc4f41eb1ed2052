internal import SwiftProtobuf
internal import TillerRecords

/// Reads the protobuf of a record.
enum TillerCodec {
    /// The release in the bytes of a record.
    static func decode(_ record: [UInt8]) throws(TillerRecordError) -> TillerRelease {
        if record.isEmpty { throw TillerRecordError("it is empty") }
        let shape = record.withUnsafeBytes { bytes -> Result<Void, TillerRecordError> in
            do throws(TillerRecordError) { return .success(try RecordShape.check(bytes)) } catch {
                return .failure(error)
            }
        }
        try shape.get()
        var options = BinaryDecodingOptions()
        options.discardUnknownFields = true
        do {
            return try TillerRelease(serializedBytes: record, options: options)
        } catch {
            throw TillerRecordError(words(for: error))
        }
    }

    private static func words(for error: any Error) -> String {
        switch error as? BinaryDecodingError {
        case .truncated: "the record ends too early"
        case .invalidUTF8: "a text in it isn't UTF-8"
        case .messageDepthLimit: "its charts lie too deep in one another"
        default: "it isn't a record of Helm 2"
        }
    }
}

/// What a record says of whose it is.
package struct TillerHeader: Hashable, Sendable {
    private enum Number {
        static let name = 1
        static let namespace = 8
    }

    /// The release's name.
    package var name = ""
    /// The namespace of the release's objects.
    package var namespace = ""

    /// Reads the two fields, passing over all others.
    package init(_ record: [UInt8]) throws(TillerRecordError) {
        let read = record.withUnsafeBytes { bytes -> Result<[Int: String], TillerRecordError> in
            do throws(TillerRecordError) { return .success(try Self.texts(bytes)) } catch { return .failure(error) }
        }
        let texts = try read.get()
        name = texts[Number.name] ?? ""
        namespace = texts[Number.namespace] ?? ""
    }

    private static func texts(_ bytes: UnsafeRawBufferPointer) throws(TillerRecordError) -> [Int: String] {
        var texts: [Int: String] = [:]
        var reader = WireReader(bytes, 0..<bytes.count)
        while let field = try reader.next() {
            guard [Number.name, Number.namespace].contains(field.number), let content = field.content else { continue }
            texts[field.number] = String(decoding: bytes[content], as: UTF8.self)
        }
        return texts
    }
}

import Documents
import Glibc
import Testing

@testable import Shared

/// Records that real Helms wrote, from Fixtures.
enum Samples {
    static let records = [3, 4].flatMap { helm in
        ["1-after-install", "1-final", "2-final", "3-final"].map { "helm\(helm)-rich-\($0).release.json" }
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = String(#filePath.dropLast("Samples.swift".count)) + "Fixtures/"
        let file = try #require(fopen(folder + name, "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    static func document(_ name: String) throws -> Value { try JSON.read(bytes(name)) }

    /// The objects of a list, or the one object.
    static func objects(_ name: String) throws -> [Value] {
        let document = try document(name)
        return document["items"]?.array ?? [document]
    }

    /// The payload of an object, by its name without the common prefix.
    static func payload(_ file: String, _ name: String) throws -> [UInt8] {
        let object = try #require(
            objects(file).first { $0["metadata"]?["name"]?.string == "sh.helm.release.v1.\(name)" })
        return try #require(RecordObject.payload(of: object))
    }
}

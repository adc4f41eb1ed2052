import Documents
import Glibc
import Testing

@testable import Shared

/// What Helm 3.17.3 printed for the records beside it, with TZ=UTC.
enum Golden {
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = String(#filePath.dropLast("Golden.swift".count)) + "Fixtures/"
        let file = try #require(fopen(folder + name, "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    static func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    static func release(_ helm: Int) throws -> Release {
        try ReleaseCodec.read(bytes("helm\(helm)-rich-3-final.release.json"))
    }

    /// The malformed and odd records, as a list would find them.
    static func oddRows() throws -> [ListedRevision] {
        let list = try JSON.read(bytes("odd-releases.secrets.json"))
        return try (list["items"]?.array ?? []).compactMap { object in
            try JSON.write(object).withUnsafeBytes { try ListedRevision($0, .secret) }
        }
    }
}

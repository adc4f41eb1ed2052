import Documents
import FoundationEssentials
import Gzip

/// The payload of a release's Secret, opened and closed without the code under test that does so in earnest.
enum Payload {
    /// The payload as that of a pending upgrade with another revision number.
    static func rewritten(_ payload: String, revision: Int) throws -> String {
        guard case .object(var release) = try read(payload), case .object(var info)? = release["info"] else {
            throw LabError("a payload isn't a release")
        }
        info["status"] = "pending-upgrade"
        release["info"] = .object(info)
        release["version"] = .integer(Int64(revision))
        // Readers take a payload that isn't compressed.
        return Data(Data(JSON.write(.object(release))).base64EncodedString().utf8).base64EncodedString()
    }

    /// The record in a payload.
    static func read(_ payload: String) throws -> Value {
        guard let text = Data(base64Encoded: payload), let packed = Data(base64Encoded: text) else {
            throw LabError("a payload isn't base64")
        }
        return try JSON.read(try packed.withUnsafeBytes { try Gzip.decompress($0, limit: 64 << 20) })
    }
}

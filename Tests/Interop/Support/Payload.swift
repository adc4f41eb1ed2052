import Documents
import FoundationEssentials
import Gzip

/// The payload of a release's Secret, opened and closed without the code under test that does so in earnest.
enum Payload {
    /// The payload as that of a pending upgrade with another revision number.
    static func rewritten(_ payload: String, revision: Int) throws -> String {
        guard let text = Data(base64Encoded: payload), let packed = Data(base64Encoded: text) else {
            throw LabError("a payload isn't base64")
        }
        let json = try packed.withUnsafeBytes { try Gzip.decompress($0, limit: 64 << 20) }
        guard case .object(var release) = try JSON.read(json), case .object(var info)? = release["info"] else {
            throw LabError("a payload isn't a release")
        }
        info["status"] = "pending-upgrade"
        release["info"] = .object(info)
        release["version"] = .integer(Int64(revision))
        // Readers take a payload that isn't compressed.
        return Data(Data(JSON.write(.object(release))).base64EncodedString().utf8).base64EncodedString()
    }
}

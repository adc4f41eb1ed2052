import Crypto
import CryptoExtras
import Documents
import FoundationEssentials
import GoTemplate

/// AES-256-CBC with a password for a key, as base64.
enum EncryptionFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction("encryptAES") { (password: TemplateString, text: TemplateString) -> TemplateString in
            text.isEmpty ? text : try encrypted(text.bytes, key(password))
        },
        TemplateFunction("decryptAES") { (password: TemplateString, text: TemplateString) -> TemplateString in
            text.isEmpty ? text : try decrypted(text, key(password))
        },
    ]

    private static let blockSize = 16

    /// The password, cut or filled up with zeros to the length of a key.
    private static func key(_ password: TemplateString) -> SymmetricKey {
        let bytes = Array(password.bytes.prefix(32))
        return SymmetricKey(data: bytes + [UInt8](repeating: 0, count: 32 - bytes.count))
    }

    private static func encrypted(_ text: [UInt8], _ key: SymmetricKey) throws -> TemplateString {
        let start = AES._CBC.IV()
        let data = try AES._CBC.encrypt(text, using: key, iv: start)
        return TemplateString((Data(start) + data).base64EncodedString())
    }

    private static func decrypted(_ text: TemplateString, _ key: SymmetricKey) throws -> TemplateString {
        guard let data = try? Base64.decode(text.bytes) else {
            throw FunctionError("illegal base64 data at input byte 0")
        }
        guard data.count >= blockSize else {
            throw FunctionError("runtime error: slice bounds out of range [:\(blockSize)] with capacity \(data.count)")
        }
        guard data.count % blockSize == 0 else { throw FunctionError("crypto/cipher: input not full blocks") }
        guard data.count > blockSize else { throw FunctionError("runtime error: index out of range [-1]") }
        let start = try AES._CBC.IV(ivBytes: data.prefix(blockSize))
        let padded = Array(
            try AES._CBC.decrypt(data.dropFirst(blockSize), using: key, iv: start, noPadding: true))
        let padding = padded.last ?? 0
        guard Int(padding) <= padded.count else {
            throw FunctionError("runtime error: slice bounds out of range [:\(padded.count - Int(padding))]")
        }
        return TemplateString(Array(padded.dropLast(Int(padding))))
    }
}

internal import Crypto
package import WerfProject

/// Closes texts so that only who has the secret key can read them or make others: encrypted by the cipher of values,
/// with a code over it, since the cipher alone doesn't tell a text that somebody changed.
///
/// Both keys are derived from the secret key, so that what is sealed is no secret value, and no value was sealed.
package struct SecretSeal: Sendable {
    private let cipher: SecretCipher
    private let code: SymmetricKey

    package init(_ key: SecretKey) {
        cipher = SecretCipher(SecretKey(key, for: "kubectl-werf seal: encryption"))
        code = SymmetricKey(data: SecretKey(key, for: "kubectl-werf seal: code").bytes)
    }

    /// The text encrypted, and the code that belongs to it, both in hexadecimal.
    package func sealed(_ text: [UInt8]) throws(ProjectError) -> (text: [UInt8], code: [UInt8]) {
        let sealed = try cipher.encrypted(text)
        return (sealed, Hexadecimal.text(Array(HMAC<SHA256>.authenticationCode(for: sealed, using: code))))
    }

    /// The text that was sealed; nil when it was sealed with another key, or changed since.
    package func opened(_ sealed: [UInt8], code: [UInt8]) -> [UInt8]? {
        guard let bytes = Hexadecimal.bytes(code),
            HMAC<SHA256>.isValidAuthenticationCode(bytes, authenticating: sealed, using: self.code)
        else { return nil }
        return try? cipher.decrypted(sealed)
    }

    /// A text's digest in hexadecimal, which tells accidents; it takes no key, so whoever changes the text can make it.
    package static func digest(_ text: [UInt8]) -> [UInt8] { Hexadecimal.text(Array(SHA256.hash(data: text))) }
}

extension SecretKey {
    /// A key for one purpose alone, which leads back to no other.
    fileprivate init(_ key: SecretKey, for purpose: String) {
        bytes = Array(
            HMAC<SHA256>.authenticationCode(for: Array(purpose.utf8), using: SymmetricKey(data: key.bytes)))
    }
}

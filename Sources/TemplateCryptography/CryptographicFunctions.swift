//! TemplateCryptography: the template functions that need cryptography.
//!
//! Purpose: digests, passwords, encryption, keys and certificates for charts; apart from the other functions, so that
//! the template engine builds without the libraries they need. Who renders charts adds them to its options.
//! May import: GoTemplate, Documents, Crypto, CryptoExtras, X509, SwiftASN1, CCrypt.

package import GoTemplate

/// All functions of this room.
package enum CryptographicFunctions {
    /// To be added to the functions of `TemplateOptions`.
    package static let functions: [TemplateFunction] =
        DigestFunctions.functions + PasswordFunctions.functions + EncryptionFunctions.functions
        + CertificateFunctions.functions
}

extension TemplateOptions {
    /// The same options with the functions of this room.
    package func withCryptography() -> TemplateOptions {
        var options = self
        for function in CryptographicFunctions.functions { options.functions[function.name] = function }
        return options
    }
}

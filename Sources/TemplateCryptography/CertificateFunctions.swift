import Crypto
import Documents
import GoTemplate
import SwiftASN1
import X509

/// Keys and certificates.
enum CertificateFunctions {
    static let functions: [TemplateFunction] = keys + authorities + selfSigned + signed

    private static let bits = 2048

    /// A key given as PEM.
    private static func key(_ text: TemplateString) throws -> PrivateKey {
        do {
            return try PrivateKey(pem: text.text)
        } catch let error as FunctionError {
            throw FunctionError("parsing private key: \(error.message)")
        }
    }

    // MARK: Keys

    private static let keys: [TemplateFunction] = [
        TemplateFunction("genPrivateKey") { (type: TemplateString) -> String in
            switch type.text {
            case "", "rsa": return try PrivateKey.rsa(bits: 4096).pem
            case "ecdsa": return PrivateKey.p256(P256.Signing.PrivateKey()).pem
            case "ed25519": return PrivateKey.ed25519(Curve25519.Signing.PrivateKey()).pem
            case "dsa": throw FunctionError("DSA keys are not supported; use rsa, ecdsa or ed25519")
            default: return "Unknown type \(type)"
            }
        },
        TemplateFunction("buildCustomCert") {
            (certificate: TemplateString, key: TemplateString) -> TemplateValue in
            .object(try combined(certificate, key))
        },
    ]

    private static func combined(_ certificate: TemplateString, _ key: TemplateString) throws -> CertificateObject {
        guard let certificateBytes = try? Base64.decode(certificate.bytes) else {
            throw FunctionError("unable to decode base64 certificate")
        }
        guard let keyBytes = try? Base64.decode(key.bytes) else {
            throw FunctionError("unable to decode base64 private key")
        }
        let certificateText = String(decoding: certificateBytes, as: UTF8.self)
        let keyText = String(decoding: keyBytes, as: UTF8.self)
        _ = try parsed(certificateText, "decodedCert")
        do {
            _ = try PrivateKey(pem: keyText)
        } catch let error as FunctionError {
            throw FunctionError("error parsing private key: \(error.message)")
        }
        return CertificateObject(certificate: certificateText, key: keyText)
    }

    private static func parsed(_ text: String, _ what: String) throws -> Certificate {
        guard let block = PEMBlock(firstIn: text) else { throw FunctionError("unable to decode certificate") }
        do {
            return try Certificate(derEncoded: block.contents)
        } catch {
            let part = DERElement(firstIn: block.contents)?.isSequence == true ? "tbs certificate" : "certificate"
            throw FunctionError("error parsing certificate: \(what).Bytes: x509: malformed \(part)")
        }
    }

    // MARK: Authorities

    private static let authorities: [TemplateFunction] = [
        TemplateFunction("genCA") { (name: TemplateString, days: Int) -> TemplateValue in
            .object(try authority(name, days, .rsa(bits: bits)))
        },
        TemplateFunction("genCAWithKey") { (name: TemplateString, days: Int, pem: TemplateString) -> TemplateValue in
            .object(try authority(name, days, key(pem)))
        },
    ]

    private static func authority(_ name: TemplateString, _ days: Int, _ key: PrivateKey) throws -> CertificateObject {
        try CertificateRequest(commonName: name.text, days: days, isAuthority: true).certificate(for: key)
    }

    // MARK: Certificates

    /// The first four parameters of the functions that make certificates: name, addresses, host names, days.
    private static let parameters: [ParameterKind] = [.string, .list, .list, .int]

    private static func request(_ arguments: [TemplateValue]) throws -> CertificateRequest {
        guard arguments.count >= 4 else { throw FunctionError("missing argument") }
        return CertificateRequest(
            commonName: try TemplateString.argument(arguments[0]).text, days: try Int.argument(arguments[3]),
            names: try CertificateRequest.names(
                addresses: arguments[1].list ?? TemplateList([]), hosts: arguments[2].list ?? TemplateList([])))
    }

    private static let selfSigned: [TemplateFunction] = [
        TemplateFunction("genSelfSignedCert", parameters) { _, arguments in
            .object(try request(arguments).certificate(for: .rsa(bits: bits)))
        },
        TemplateFunction("genSelfSignedCertWithKey", parameters + [.string]) { _, arguments in
            let key = try key(TemplateString.argument(arguments.last ?? .null))
            return .object(try request(arguments).certificate(for: key))
        },
    ]

    private static let signed: [TemplateFunction] = [
        TemplateFunction("genSignedCert", parameters + [CertificateObject.kind]) { _, arguments in
            let issuer = try issuer(CertificateObject.argument(arguments.last ?? .null))
            return .object(try request(arguments).certificate(for: .rsa(bits: bits), issuer: issuer))
        },
        TemplateFunction("genSignedCertWithKey", parameters + [CertificateObject.kind, .string]) { _, arguments in
            guard arguments.count == 6 else { throw FunctionError("missing argument") }
            let key = try key(TemplateString.argument(arguments[5]))
            let issuer = try issuer(CertificateObject.argument(arguments[4]))
            return .object(try request(arguments).certificate(for: key, issuer: issuer))
        },
    ]

    private static func issuer(_ authority: CertificateObject) throws -> CertificateRequest.Issuer {
        let certificate = try parsed(authority.certificate, "decodedSignerCert")
        let key: PrivateKey
        do {
            key = try PrivateKey(pem: authority.key)
        } catch let error as FunctionError {
            throw FunctionError("error parsing private key: \(error.message)")
        }
        return CertificateRequest.Issuer(
            name: certificate.subject, key: key,
            keyIdentifier: try? certificate.extensions.subjectKeyIdentifier?.keyIdentifier)
    }
}

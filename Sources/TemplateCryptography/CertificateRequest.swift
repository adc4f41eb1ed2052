import Crypto
import FoundationEssentials
import GoTemplate
import SwiftASN1
import X509

#if canImport(Glibc)
    import Glibc
#endif

/// What a certificate shall say.
struct CertificateRequest {
    var commonName: String
    var days: Int
    var names: [GeneralName] = []
    var isAuthority = false

    /// Who signs a certificate, and with which key identifier.
    struct Issuer {
        var name: DistinguishedName
        var key: PrivateKey
        var keyIdentifier: ArraySlice<UInt8>?
    }

    /// A certificate for `key`, signed by `issuer`, or by itself without one.
    func certificate(for key: PrivateKey, issuer: Issuer? = nil) throws -> CertificateObject {
        let publicKey = key.signer.publicKey
        let subject = try self.subject
        let now = Date(timeIntervalSince1970: Date.now.timeIntervalSince1970.rounded(.down))
        let certificate: Certificate
        do {
            certificate = try Certificate(
                version: .v3, serialNumber: .init(bytes: Self.serialNumber()), publicKey: publicKey,
                notValidBefore: now, notValidAfter: now.addingTimeInterval(seconds),
                issuer: issuer?.name ?? subject, subject: subject,
                extensions: try extensions(publicKey, issuer: issuer), issuerPrivateKey: (issuer?.key ?? key).signer)
        } catch {
            throw FunctionError("error creating certificate: \(error)")
        }
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        let text = PEMBlock(type: "CERTIFICATE", contents: serializer.serializedBytes).text
        return CertificateObject(certificate: text, key: key.pem)
    }

    /// How long the certificate holds; as in Go, nanoseconds that are counted in 64 bits and begin anew beyond them.
    private var seconds: Double {
        let nanoseconds = Int64(days) &* 86_400_000_000_000
        return (Double(nanoseconds) / 1e9).rounded(.down)
    }

    private static func serialNumber() -> [UInt8] {
        let bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
        // Without zeros in front, and with one where the number would be negative.
        let digits = Array(bytes.drop { $0 == 0 })
        return digits.isEmpty ? [1] : digits
    }

    private var subject: DistinguishedName {
        get throws {
            try commonName.isEmpty ? DistinguishedName() : DistinguishedName { CommonName(commonName) }
        }
    }

    private func extensions(
        _ publicKey: Certificate.PublicKey, issuer: Issuer?
    ) throws -> Certificate.Extensions {
        var extensions = Certificate.Extensions()
        let usage = KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: isAuthority)
        try extensions.append(Certificate.Extension(usage, critical: true))
        try extensions.append(Certificate.Extension(ExtendedKeyUsage([.serverAuth, .clientAuth]), critical: false))
        let constraints: BasicConstraints =
            isAuthority ? .isCertificateAuthority(maxPathLength: nil) : .notCertificateAuthority
        try extensions.append(Certificate.Extension(constraints, critical: true))
        if isAuthority {
            try extensions.append(Certificate.Extension(SubjectKeyIdentifier(hash: publicKey), critical: false))
        }
        if let identifier = issuer?.keyIdentifier {
            try extensions.append(
                Certificate.Extension(AuthorityKeyIdentifier(keyIdentifier: identifier), critical: false))
        }
        if !names.isEmpty {
            let alternatives = SubjectAlternativeNames(names)
            try extensions.append(Certificate.Extension(alternatives, critical: commonName.isEmpty))
        }
        return extensions
    }

    // MARK: Names

    /// Host names first, then addresses, as Go orders them.
    static func names(addresses: TemplateList, hosts: TemplateList) throws -> [GeneralName] {
        let addresses = try addresses.elements.map { value in
            guard let text = value.string?.text else {
                throw FunctionError("error parsing ip: \(GoPrinting.text(value)) is not a string")
            }
            guard let bytes = address(text) else { throw FunctionError("error parsing ip: \(text)") }
            return GeneralName.ipAddress(ASN1OctetString(contentBytes: bytes[...]))
        }
        let hosts = try hosts.elements.map { value in
            guard let text = value.string?.text else {
                throw FunctionError(
                    "error processing alternate dns name: \(GoPrinting.text(value)) is not a string")
            }
            return GeneralName.dnsName(text)
        }
        return hosts + addresses
    }

    /// The 4 or 16 bytes of an IP address.
    private static func address(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes.suffix(4)) : bytes
    }
}

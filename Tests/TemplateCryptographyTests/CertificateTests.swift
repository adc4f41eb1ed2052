import Crypto
import CryptoExtras
import FoundationEssentials
import SwiftASN1
import Testing
import X509

@Suite struct CertificateTests {
    /// Certificate, key, and what else a template prints, separated by `|`.
    private func parts(_ source: String) -> [String] {
        rendered(source).split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func `An authority may sign, and signs itself`() throws {
        let parts = parts(#"{{ $c := genCA "my-ca" 365 }}{{ $c.Cert }}|{{ $c.Key }}|{{ typeOf $c }}"#)
        let authority = try Certificate(pemEncoded: parts[0])
        #expect(
            parts[0].hasPrefix("-----BEGIN CERTIFICATE-----\n") && parts[0].hasSuffix("-----END CERTIFICATE-----\n"))
        #expect(parts[1].hasPrefix("-----BEGIN RSA PRIVATE KEY-----\n"))
        #expect(parts[2] == "sprig.certificate")
        #expect("\(authority.subject)" == "CN=my-ca" && authority.subject == authority.issuer)
        #expect(try authority.extensions.basicConstraints == .isCertificateAuthority(maxPathLength: nil))
        #expect(try authority.extensions.keyUsage?.keyCertSign == true)
        #expect(authority.publicKey.isValidSignature(authority.signature, for: authority))
        let days = authority.notValidAfter.timeIntervalSince(authority.notValidBefore) / 86_400
        #expect(days == 365)
    }

    @Test(arguments: [(9_223_372_036_854_775_807, -1), (-3, -3), (100_000, 100_000), (213_503, -0.98234)])
    func `Days are counted in the nanoseconds of Go`(days: Int, expected: Double) throws {
        let authority = try Certificate(pemEncoded: parts("{{ (genCA \"ca\" \(days)).Cert }}")[0])
        let held = authority.notValidAfter.timeIntervalSince(authority.notValidBefore) / 86_400
        #expect(abs(held - expected) < 0.0001)
    }

    @Test func `A signed certificate has names, addresses and its authority's signature`() throws {
        let parts = parts(
            #"""
            {{ $ca := genCA "ca" 5 }}{{ $c := genSignedCert "x.y" (list "10.0.0.1" "::1") (list "a.b" "*.c") 3 $ca -}}
            {{ $c.Cert }}|{{ $c.Key }}|{{ $ca.Cert }}
            """#)
        let certificate = try Certificate(pemEncoded: parts[0])
        let authority = try Certificate(pemEncoded: parts[2])
        #expect(authority.publicKey.isValidSignature(certificate.signature, for: certificate))
        #expect(certificate.issuer == authority.subject && "\(certificate.subject)" == "CN=x.y")
        let names = try certificate.extensions.subjectAlternativeNames.map { Array($0) }
        let loopback = [UInt8](repeating: 0, count: 15) + [1]
        #expect(
            names == [
                .dnsName("a.b"), .dnsName("*.c"), .ipAddress(ASN1OctetString(contentBytes: [10, 0, 0, 1])),
                .ipAddress(ASN1OctetString(contentBytes: loopback[...])),
            ])
        let usage = try certificate.extensions.extendedKeyUsage
        #expect(usage.map { Array($0) } == [.serverAuth, .clientAuth])
        #expect(try certificate.extensions.keyUsage == KeyUsage(digitalSignature: true, keyEncipherment: true))
        let key = try _RSA.Signing.PrivateKey(pemRepresentation: parts[1])
        #expect(key.keySizeInBits == 2048 && Certificate.PublicKey(key.publicKey) == certificate.publicKey)
        let identifier = try authority.extensions.subjectKeyIdentifier?.keyIdentifier
        #expect(try certificate.extensions.authorityKeyIdentifier?.keyIdentifier == identifier)
    }

    @Test(arguments: ["ecdsa", "ed25519"])
    func `A given key is used and given back`(type: String) throws {
        let parts = parts(
            #"""
            {{ $k := genPrivateKey "\#(type)" }}{{ $ca := genCAWithKey "ca" 5 $k -}}
            {{ $c := genSignedCertWithKey "x" nil nil 3 $ca $k }}{{ $c.Cert }}|{{ $c.Key }}|{{ $k }}|{{ $ca.Cert -}}
            |{{ (genSelfSignedCertWithKey "x" nil (list "a") 3 $k).Cert }}
            """#)
        #expect(parts[1] == parts[2])
        let certificate = try Certificate(pemEncoded: parts[0])
        let authority = try Certificate(pemEncoded: parts[3])
        #expect(authority.publicKey.isValidSignature(certificate.signature, for: certificate))
        #expect(certificate.publicKey == authority.publicKey)
        let own = try Certificate(pemEncoded: parts[4])
        #expect(own.publicKey.isValidSignature(own.signature, for: own))
    }

    @Test func `Keys are written as Go writes them`() throws {
        let curve = rendered(#"{{ genPrivateKey "ecdsa" }}"#)
        #expect(curve.hasPrefix("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEI"))
        #expect(throws: Never.self) { try P256.Signing.PrivateKey(pemRepresentation: curve) }
        #expect(
            rendered(#"{{ genPrivateKey "ed25519" }}"#).hasPrefix("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI"))
        #expect(rendered(#"{{ genPrivateKey "x" }}"#) == "Unknown type x")
        #expect(
            rendered(#"{{ genPrivateKey "dsa" }}"#).hasSuffix("DSA keys are not supported; use rsa, ecdsa or ed25519"))
    }

    @Test func `A certificate from outside keeps its text`() {
        let source = #"""
            {{ $c := genCA "ca" 5 }}{{ $b := buildCustomCert (b64enc $c.Cert) (b64enc $c.Key) -}}
            {{ eq $b.Cert $c.Cert }}{{ eq $b.Key $c.Key }}{{ (genSignedCert "x" nil nil 1 $b).Cert | len | lt 500 }}
            """#
        #expect(rendered(source) == "truetruetrue")
    }

    @Test(arguments: [
        (#"genCAWithKey "x" 1 "junk""#, "parsing private key: no PEM data in input"),
        (#"genSelfSignedCert "x" (list "bad") nil 1"#, "error parsing ip: bad"),
        (#"genSelfSignedCert "x" (list 1) nil 1"#, "error parsing ip: 1 is not a string"),
        (#"genSelfSignedCert "x" nil (list 1) 1"#, "error processing alternate dns name: 1 is not a string"),
        (#"buildCustomCert "!" "x""#, "unable to decode base64 certificate"),
        (#"buildCustomCert "YQ==" "YQ==""#, "unable to decode certificate"),
        (
            #"genCAWithKey "x" 1 "-----BEGIN FOO-----\nYQ==\n-----END FOO-----""#,
            "parsing private key: no private key data in PEM block of type FOO"
        ),
        (
            #"genCAWithKey "x" 1 "-----BEGIN X PRIVATE KEY-----\nYQ==\n-----END X PRIVATE KEY-----""#,
            "parsing private key: invalid private key type X PRIVATE KEY"
        ),
        (
            #"genSignedCert "x" nil nil 1 (dict "Cert" "a")"#,
            "wrong type for value; expected sprig.certificate; got map[string]interface {}"
        ),
    ])
    func `Errors are worded as Helm words them`(expression: String, message: String) {
        let error = rendered("{{ \(expression) }}")
        #expect(error.hasSuffix(": " + message), "\(error)")
    }
}

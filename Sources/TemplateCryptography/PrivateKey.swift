import Crypto
import CryptoExtras
import GoTemplate
import X509

/// A key that can sign certificates, written as Go writes it.
enum PrivateKey {
    case rsa(_RSA.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    /// A new RSA key.
    static func rsa(bits: Int) throws -> PrivateKey {
        .rsa(try RSAKeyRace.key(bits: bits))
    }

    /// The key for X509.
    var signer: Certificate.PrivateKey {
        switch self {
        case .rsa(let key): Certificate.PrivateKey(key)
        case .p256(let key): Certificate.PrivateKey(key)
        case .p384(let key): Certificate.PrivateKey(key)
        case .p521(let key): Certificate.PrivateKey(key)
        case .ed25519(let key): Certificate.PrivateKey(key)
        }
    }

    // MARK: Writing

    /// PKCS#1 for RSA, SEC 1 for curves, PKCS#8 for Ed25519.
    var pem: String {
        switch self {
        case .rsa(let key): PEMBlock(type: "RSA PRIVATE KEY", contents: Array(key.derRepresentation)).text
        case .p256(let key):
            Self.curve(
                key.rawRepresentation, key.publicKey.x963Representation, [0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7])
        case .p384(let key):
            Self.curve(key.rawRepresentation, key.publicKey.x963Representation, [0x2B, 0x81, 0x04, 0, 34])
        case .p521(let key):
            Self.curve(key.rawRepresentation, key.publicKey.x963Representation, [0x2B, 0x81, 0x04, 0, 35])
        case .ed25519(let key):
            PEMBlock(type: "PRIVATE KEY", contents: Self.ed25519Prefix + Array(key.rawRepresentation)).text
        }
    }

    /// PKCS#8 up to the 32 bytes of the key.
    private static let ed25519Prefix: [UInt8] = [
        0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 0x22, 4, 0x20,
    ]

    private static func curve(
        _ secret: some Collection<UInt8>, _ point: some Collection<UInt8>, _ identifier: [UInt8]
    ) -> String {
        let contents =
            element(0x02, [1]) + element(0x04, Array(secret)) + element(0xA0, element(0x06, identifier))
            + element(0xA1, element(0x03, [0] + Array(point)))
        return PEMBlock(type: "EC PRIVATE KEY", contents: element(0x30, contents)).text
    }

    /// A DER element of up to 65,535 bytes.
    private static func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        let count = contents.count
        let length: [UInt8] =
            count < 0x80
            ? [UInt8(count)] : count < 0x100 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
        return [tag] + length + contents
    }

    // MARK: Reading

    /// Reads the first block of a PEM text.
    init(pem text: String) throws {
        guard let block = PEMBlock(firstIn: text) else { throw FunctionError("no PEM data in input") }
        let kind = block.type
        guard kind == "PRIVATE KEY" || kind.hasSuffix(" PRIVATE KEY") else {
            throw FunctionError("no private key data in PEM block of type \(kind)")
        }
        let (unreadable, structure): (String, String)
        switch kind {
        case "PRIVATE KEY": (unreadable, structure) = ("decoding PEM as PKCS#8", "pkcs8")
        case "RSA PRIVATE KEY": (unreadable, structure) = ("parsing RSA private key from PEM", "pkcs1PrivateKey")
        case "EC PRIVATE KEY":
            (unreadable, structure) = (
                "parsing EC private key from PEM: x509: failed to parse EC private key", "ecPrivateKey"
            )
        case "DSA PRIVATE KEY": throw FunctionError("DSA keys are not supported")
        default: throw FunctionError("invalid private key type \(kind)")
        }
        guard let key = Self.key(in: block.contents) else {
            throw FunctionError("\(unreadable): \(DERElement.problem(in: block.contents, of: structure))")
        }
        self = key
    }

    private static func key(in contents: [UInt8]) -> PrivateKey? {
        if let key = try? _RSA.Signing.PrivateKey(unsafeDERRepresentation: contents) { return .rsa(key) }
        if let key = try? P256.Signing.PrivateKey(derRepresentation: contents) { return .p256(key) }
        if let key = try? P384.Signing.PrivateKey(derRepresentation: contents) { return .p384(key) }
        if let key = try? P521.Signing.PrivateKey(derRepresentation: contents) { return .p521(key) }
        guard contents.starts(with: ed25519Prefix) else { return nil }
        let secret = contents.dropFirst(ed25519Prefix.count).prefix(32)
        return (try? Curve25519.Signing.PrivateKey(rawRepresentation: secret)).map { .ed25519($0) }
    }
}

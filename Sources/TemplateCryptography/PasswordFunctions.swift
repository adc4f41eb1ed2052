import CCrypt
import Crypto
import CryptoExtras
import FoundationEssentials
import GoTemplate

/// Password hashes, and passwords that are derived from one secret.
enum PasswordFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction("bcrypt") { (password: TemplateString) in bcrypt(password) },
        TemplateFunction("htpasswd") { (user: TemplateString, password: TemplateString) -> String in
            if user.bytes.contains(UInt8(ascii: ":")) { return "invalid username: \(user)" }
            return "\(user):\(bcrypt(password))"
        },
        TemplateFunction("derivePassword", [.uint32, .string, .string, .string, .string]) { _, arguments in
            let texts = arguments.dropFirst().compactMap(\.string)
            guard let first = arguments.first, texts.count == 4 else { return .null }
            return .text(
                try DerivedPassword.password(
                    counter: UInt32.argument(first), type: texts[0].text, secret: texts[1].bytes, user: texts[2].bytes,
                    site: texts[3].bytes))
        },
    ]

    private static let failure = "failed to encrypt string with bcrypt: "

    /// A bcrypt hash of cost 10 with random salt; what can't be hashed gives the words of an error, as in Helm.
    private static func bcrypt(_ password: TemplateString) -> String {
        if password.count > 72 { return failure + "bcrypt: password length exceeds 72 bytes" }
        if password.bytes.contains(0) { return failure + "the password has a zero byte" }
        let salt = (0..<16).map { _ in CChar(truncatingIfNeeded: UInt8.random(in: 0...255)) }
        var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        let isMade = crypt_gensalt_rn("$2a$", 10, salt, Int32(salt.count), &setting, Int32(setting.count)) != nil
        let phrase = password.bytes.map { CChar(bitPattern: $0) } + [0]
        guard isMade, let hash = hashed(phrase, setting) else { return failure + "no bcrypt in this system" }
        return hash
    }

    private static func hashed(_ phrase: [CChar], _ setting: [CChar]) -> String? {
        // The state has 32 KiB, too much for a small stack.
        let state = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
        defer { state.deallocate() }
        state.initialize(to: crypt_data())
        guard let hash = crypt_r(phrase, setting, state) else { return nil }
        let text = String(cString: hash)
        return text.hasPrefix("$2a$") ? text : nil
    }
}

/// The Master Password algorithm.
private enum DerivedPassword {
    private static let seed = Array("com.lyndir.masterpassword".utf8)

    private static let templates: [String: [String]] = [
        "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        "long": [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno", "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno",
            "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        "medium": ["CvcnoCvc", "CvcCvcno"],
        "short": ["Cvcn"],
        "basic": ["aaanaaan", "aannaaan", "aaannaaa"],
        "pin": ["nnnn"],
    ]

    private static let characters: [UInt8: [UInt8]] = [
        UInt8(ascii: "V"): Array("AEIOU".utf8),
        UInt8(ascii: "C"): Array("BCDFGHJKLMNPQRSTVWXYZ".utf8),
        UInt8(ascii: "v"): Array("aeiou".utf8),
        UInt8(ascii: "c"): Array("bcdfghjklmnpqrstvwxyz".utf8),
        UInt8(ascii: "A"): Array("AEIOUBCDFGHJKLMNPQRSTVWXYZ".utf8),
        UInt8(ascii: "a"): Array("AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz".utf8),
        UInt8(ascii: "n"): Array("0123456789".utf8),
        UInt8(ascii: "o"): Array("@&%?,=[]_:-+*$#!'^~;()/.".utf8),
        UInt8(ascii: "x"): Array("AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()".utf8),
    ]

    static func password(
        counter: UInt32, type: String, secret: [UInt8], user: [UInt8], site: [UInt8]
    ) throws -> String {
        guard let templates = templates[type] else { return "cannot find password template \(type)" }
        let key = try KDF.Scrypt.deriveKey(
            from: secret, salt: seed + bytes(of: UInt32(truncatingIfNeeded: user.count)) + user, outputByteCount: 64,
            rounds: 32_768, blockSize: 8, parallelism: 2, maxMemory: 256 << 20)
        let message = seed + bytes(of: UInt32(truncatingIfNeeded: site.count)) + site + bytes(of: counter)
        let code = Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        let template = templates[Int(code[0]) % templates.count]
        var password: [UInt8] = []
        for (index, kind) in template.utf8.enumerated() {
            guard let choice = characters[kind], index + 1 < code.count else { continue }
            password.append(choice[Int(code[index + 1]) % choice.count])
        }
        return String(decoding: password, as: UTF8.self)
    }

    private static func bytes(of number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * $0)) }
    }
}

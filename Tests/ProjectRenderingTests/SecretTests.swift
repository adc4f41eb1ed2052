import Documents
import TestFolders
import Testing
import WerfProject

@testable import ProjectRendering

@Suite struct SecretTests {
    static let key = "11ac8312520b5ff037bae386ea2e8a07"
    static let value =
        "1000000102030405060708090a0b0c0d0e0f52d6339f8d51981229b4105b39ab8cd2"
    static let flant = "1000000102030405060708090a0b0c0d0e0f6fdd94871969674bb8f810412f03ffbc"

    static let vectors: [(key: String, text: String, plain: String)] = [
        (key, "10000f13a718d019612ab8ad30d9bec8e2c09df0f2d168c179bef954e78371bf6a5a", "flant"),
        (key, flant, "flant"), (key, value, "value"), (key, value.uppercased(), "value"), (key, "", ""),
        (
            key,
            "1000000102030405060708090a0b0c0d0e0feca8a35bf1e607dcc098b3024518176db8268653efe881b830a8588c2a36648d",
            "0123456789abcdef"
        ),
        (key, "1000000102030405060708090a0b0c0d0e0fd9ebb437bf7c58eaad02cfcb6594afa6", ""),
        (
            "00112233445566778899aabbccddeeff0011223344556677",
            "1000000102030405060708090a0b0c0d0e0f898a1e5fa73441d6ae00e50ab93f0a42", "value"
        ),
        (
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "1000000102030405060708090a0b0c0d0e0fcb1a80c3280e8e8edceef514b1b3b408", "value"
        ),
    ]

    @Test(arguments: vectors) func whatWerfEncrypted(_ key: String, _ text: String, _ plain: String) throws {
        let cipher = SecretCipher(try SecretKey(key))
        #expect(try cipher.decrypted(text.utf8) == Array(plain.utf8))
    }

    @Test(arguments: [
        ("10000f13a718d019612ab8ad30d9bec8e2c09df0f2d168c179bef954e78371bf6a5b", "inconsistent data, unpad failed"),
        ("abc", "encoding/hex: odd length hex string"), ("geheim", "encoding/hex: invalid byte"),
        ("10000f13", "minimum required data length: '68'"),
        (value + "00", "data isn't a multiple of the block size"),
    ])
    func whatCantBeDecrypted(_ text: String, _ reason: String) throws {
        let error = try #require(throws: ProjectError.self) {
            _ = try SecretCipher(SecretKey(Self.key)).decrypted(text.utf8)
        }
        #expect(error.kind == .secret)
        #expect(error.description.hasPrefix("decryption failed: check "))
        #expect(error.description.hasSuffix(reason))
        #expect(!error.description.contains("geheim"))
    }

    @Test(arguments: vectors) func whatWeEncryptWerfReads(_ key: String, _ text: String, _ plain: String) throws {
        let cipher = SecretCipher(try SecretKey(key))
        #expect(try cipher.decrypted(cipher.encrypted(Array(plain.utf8))) == Array(plain.utf8))
        // The vectors tell their start vectors.
        guard let bytes = Hexadecimal.bytes(text.utf8), bytes.count > 18 else { return }
        let encrypted = try cipher.encrypted(Array(plain.utf8), start: Array(bytes[2..<18]))
        #expect(plain.isEmpty || encrypted == Array(text.lowercased().utf8))
    }

    @Test func whatIsSealedOpensWithItsKeyOnly() throws {
        let seal = SecretSeal(try SecretKey(Self.key))
        let text = Array("geheim".utf8)
        let (sealed, code) = try seal.sealed(text)
        #expect(!String(decoding: sealed, as: UTF8.self).contains("geheim"))
        #expect(seal.opened(sealed, code: code) == text)
        #expect(try seal.sealed(text).text != sealed)
        let other = SecretSeal(try SecretKey("00112233445566778899aabbccddeeff"))
        #expect(other.opened(sealed, code: code) == nil)
        var changed = sealed
        changed[40] = changed[40] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
        #expect(seal.opened(changed, code: code) == nil)
        #expect(seal.opened(sealed, code: Array(code.dropLast(2))) == nil && seal.opened(sealed, code: []) == nil)
    }

    /// Both have keys of their own: who shows a secret value must not show what was sealed.
    @Test func whatIsSealedIsNoSecretValue() throws {
        let key = try SecretKey(Self.key)
        let text = Array("geheim".utf8)
        let sealed = try SecretSeal(key).sealed(text).text
        #expect((try? SecretCipher(key).decrypted(sealed)) != text)
    }

    @Test(arguments: [
        ("11ac8312520b5ff037bae386ea2e8a", "crypto/aes: invalid key size 15"), ("abc", "odd length hex string"),
        ("xx", "invalid byte"),
    ])
    func badKeys(_ key: String, _ reason: String) throws {
        let error = try #require(throws: ProjectError.self) { _ = try SecretKey(key) }
        #expect(error.description.contains(reason))
    }

    @Test func theFirstKeyFoundCounts() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("project")
        try folder.makeFolder("home/.werf")
        let variables = ["HOME": "\(folder.path)/home"]
        func find(_ variables: [String: String], flag: String? = nil) throws -> [UInt8] {
            try SecretKey.find(flag: flag, projectFolder: "\(folder.path)/project", variables).bytes
        }
        let missing = try #require(throws: ProjectError.self) { _ = try find(variables) }
        #expect(
            missing.description
                == "required encryption key not found in: \"$WERF_SECRET_KEY\", "
                + "\"\(folder.path)/project/.werf_secret_key\", \"\(folder.path)/home/.werf/global_secret_key\"")
        let keys = (1...4).map { String(repeating: "0\($0)", count: 16) }
        try folder.write("home/.werf/global_secret_key", " \(keys[0])\n")
        #expect(try find(variables).first == 1)
        try folder.write("project/.werf_secret_key", keys[1] + "\n")
        #expect(try find(variables).first == 2)
        let named = variables.merging(["WERF_SECRET_KEY": keys[2]]) { $1 }
        #expect(try find(named).first == 3)
        #expect(try find(named, flag: keys[3]).first == 4)
    }

    private func decryption(_ key: String = key) throws -> SecretDecryption {
        SecretDecryption(SecretCipher(try SecretKey(key)))
    }

    @Test func everyTextOfAFileIsDecrypted() throws {
        let text = """
            a: &x \(Self.value)
            b: {c: [\(Self.flant), null, *x], empty: ""}
            """
        let values = try decryption().values(Array(text.utf8), named: "secret-values.yaml")
        #expect(Value.object(values) == ["a": "value", "b": ["c": ["flant", nil, "value"], "empty": ""]])
        #expect(try decryption().values([], named: "x").isEmpty)
    }

    @Test(arguments: [
        ("a: {b: 5}", "secret.yaml: a.b: unable to decode non string value"),
        ("a: [true]", "secret.yaml: a.0: unable to decode non string value"),
        ("a: geheim!", "secret.yaml: a: decryption failed: check data"),
        ("a: \"geheim", "secret.yaml"), ("- geheim", "secret.yaml: it must be a map of values"),
    ])
    func faultsNameTheKeysOnly(_ text: String, _ message: String) throws {
        let error = try #require(throws: ProjectError.self) {
            _ = try decryption().values(Array(text.utf8), named: "secret.yaml")
        }
        #expect(error.description.hasPrefix(message), "\(error)")
        #expect(!"\(error)".contains("geheim"))
    }

    @Test func aWrongKeyIsAClearError() throws {
        let text = "a: \(Self.value)\nb: \(Self.flant)\n"
        var refused = 0
        for number in 10..<74 {
            let key = String(repeating: "\(number)", count: 16)
            do {
                _ = try decryption(key).values(Array(text.utf8), named: "secret.yaml")
            } catch let error as ProjectError {
                refused += 1
                #expect(error.description.hasPrefix("secret.yaml: a: decryption failed: check encryption key and data"))
            }
        }
        #expect(refused == 64)
    }

    @Test func withoutAKeyTextsStayAsTheyAre() throws {
        let text = "a: \(Self.value)\nb: 5\n"
        let values = try SecretDecryption(nil).values(Array(text.utf8), named: "x")
        #expect(values["a"]?.string == Self.value)
        #expect(values["b"]?.double == 5)
        #expect(try SecretDecryption(nil).file([1, 2], named: "x") == [1, 2])
    }

    @Test func filesEndAnyhow() throws {
        #expect(try decryption().file(Array("\(Self.flant)\n \n".utf8), named: "x") == Array("flant".utf8))
    }
}

import CCrypt
import Testing

@Suite struct PasswordTests {
    @Test(arguments: [
        (#"sha1sum "a""#, "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"),
        (#"sha256sum """#, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (#"sha512sum "a" | trunc 16"#, "1f40fc92da241694"),
        (#"adler32sum "Wikipedia""#, "300286872"), (#"adler32sum "é""#, "36766061"),
    ])
    func `Digests are right`(expression: String, digest: String) {
        #expect(rendered("{{ \(expression) }}") == digest)
    }

    /// Helm 3.17.3's answers.
    @Test(arguments: [
        ("maximum", "pf4zS1LjCg&LjhsZ7T2~"), ("long", "ZedaFaxcZaso9*"), ("medium", "ZedJuz8$"), ("short", "Zed5"),
        ("basic", "pIS54PLs"), ("pin", "6685"), ("nope", "cannot find password template nope"),
    ])
    func `Passwords are derived as in Helm`(type: String, password: String) {
        #expect(rendered(#"{{ derivePassword 1 "\#(type)" "password" "user" "example.com" }}"#) == password)
    }

    @Test func `A bcrypt hash fits its password and no other`() throws {
        let hash = rendered(#"{{ bcrypt "pässword" }}"#)
        #expect(hash.hasPrefix("$2a$10$") && hash.utf8.count == 60)
        #expect(crypt("pässword", hash).map { String(cString: $0) } == hash)
        #expect(crypt("password", hash).map { String(cString: $0) } != hash)
        #expect(rendered(#"{{ bcrypt "a" }}"#) != rendered(#"{{ bcrypt "a" }}"#))
    }

    @Test func `A line for htpasswd has user and hash`() {
        #expect(rendered(#"{{ htpasswd "u" "p" }}"#).hasPrefix("u:$2a$10$"))
        #expect(rendered(#"{{ htpasswd "u:v" "p" }}"#) == "invalid username: u:v")
        let tooLong = rendered(#"{{ bcrypt (repeat 73 "a") }}"#)
        #expect(tooLong == "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes")
    }

    @Test func `What AES encrypts, it decrypts`() {
        #expect(rendered(#"{{ encryptAES "key" "héllo" | decryptAES "key" }}"#) == "héllo")
        #expect(rendered(#"{{ encryptAES "key" (repeat 16 "a") | decryptAES "key" }}"#) == "aaaaaaaaaaaaaaaa")
        #expect(rendered(#"{{ encryptAES "k" "" }}{{ decryptAES "k" "" }}"#) == "")
        // Made by Helm 3.17.3.
        let made = "xfJnQx2t6RT/qSFkDxi9MfRMVYNbZm9GuNYG3dYp5SI="
        #expect(rendered(#"{{ decryptAES "secretkey" "\#(made)" }}"#) == "plaintext")
    }

    @Test(arguments: [
        (#"decryptAES "a" "!""#, "illegal base64 data at input byte 0"),
        (#"decryptAES "a" "YWFhYWFhYWFhYWFhYWFhYWI=""#, "crypto/cipher: input not full blocks"),
        (#"decryptAES "a" "YWFhYWFhYWFhYWFhYWFhYQ==""#, "runtime error: index out of range [-1]"),
    ])
    func `What isn't encrypted is refused`(expression: String, message: String) {
        #expect(rendered("{{ \(expression) }}").hasSuffix(": " + message))
    }
}

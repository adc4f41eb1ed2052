import Documents
import GoTemplate
import Testing

/// What real Helms made of single templates, against what we make of them.
struct TemplateCaseTests {
    static let lines: [Value] = FixtureFile.bytes("template-cases.jsonl").split(separator: UInt8(ascii: "\n"))
        .compactMap { try? JSON.read(Array($0)) }
    /// Functions of another room, whose own tests try them.
    static let cryptography = [
        "sha1sum", "sha256sum", "sha512sum", "adler32sum", "bcrypt", "htpasswd", "derivePassword", "genPrivateKey",
        "genCA",
        "genSelfSignedCert", "genSignedCert", "buildCustomCert", "encryptAES", "decryptAES",
    ]
    /// Deliberately ours: TOML's lines are counted as Helm 3 counts them.
    static let ours: [HelmVersion: Set<String>] = [.v4: ["toml-from"]]
    static let cases = lines.compactMap(TemplateCase.init)

    @Test func collectionIsThere() {
        #expect(Self.lines.count >= 1508)
        #expect(Self.cases.count >= 1250)
        print("\(Self.lines.count - Self.cases.count) of \(Self.lines.count) cases need a whole chart")
    }

    @Test(arguments: [HelmVersion.v3, .v4])
    func rendersAsHelm(_ helm: HelmVersion) throws {
        var passed = 0
        var elsewhere = 0
        // Functions that only Helm 4 has are there for everyone.
        for item in Self.cases where helm == .v4 || !item.callsFunctionOfHelm4 {
            if Self.ours[helm]?.contains(item.name) == true { continue }
            let values = try YAML.read(Array(item.values.utf8))
            let outcome = item.render(helm: helm, values: values)
            if outcome != item.outcomes[helm], Self.cryptography.contains(where: item.source.contains) {
                elsewhere += 1
                continue
            }
            #expect(outcome == item.outcomes[helm], "\(item.name): \(item.source)")
            passed += outcome == item.outcomes[helm] ? 1 : 0
        }
        print("Helm \(helm): \(passed) passed, \(elsewhere) belong to TemplateCryptography")
        #expect(elsewhere < 25)
    }
}

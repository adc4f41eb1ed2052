import SemanticVersions
import Testing

@Suite struct SemanticVersionTests {
    @Test(arguments: [
        ("1.2.3", "1.2.3"), ("v1.2", "1.2.0"), ("1", "1.0.0"), ("01.2.3", "1.2.3"), ("1.2.3-rc.1", "1.2.3-rc.1"),
        ("v1.29.3-gke.100+abc", "1.29.3-gke.100+abc"), ("1.2+b-1.x", "1.2.0+b-1.x"), ("1-a-b", "1.0.0-a-b"),
        ("18446744073709551615.0.0", "18446744073709551615.0.0"),
    ])
    func `A version is read loosely and written in full`(text: String, written: String) throws {
        let version = try SemanticVersion(text)
        #expect(version.description == written)
        #expect(version.original == text)
    }

    @Test(arguments: [
        ("", "Invalid Semantic Version"), ("abc", "Invalid Semantic Version"), ("1.2.x", "Invalid Semantic Version"),
        ("1.2.3.4", "Invalid Semantic Version"), (" 1.2.3", "Invalid Semantic Version"),
        ("1.2.3-", "Invalid Semantic Version"), ("1.2.3-a..b", "Invalid Semantic Version"),
        ("1.2.3\n", "Invalid Semantic Version"), ("1.2.3-01", "Version segment starts with 0"),
        (
            "99999999999999999999.1",
            #"Error parsing version segment: strconv.ParseUint: parsing "99999999999999999999": value out of range"#
        ),
    ])
    func `What is no version is refused in Helm's words`(text: String, message: String) {
        do {
            _ = try SemanticVersion(text)
            Issue.record("\(text) was read")
        } catch {
            #expect(error.message == message)
        }
    }

    @Test func `Helm 4 uses small letters`() {
        do {
            _ = try SemanticVersion("x")
            Issue.record("the text was read")
        } catch {
            #expect(error.messageOfHelm4 == "invalid semantic version")
        }
    }

    /// Each one comes before the next one.
    static let rising = [
        "0.0.1", "0.1.0", "1.0.0-0", "1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
        "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0",
    ]

    @Test func `Versions are ordered by numbers, then by prerelease`() throws {
        let versions = try Self.rising.map { try SemanticVersion($0) }
        for (index, left) in versions.enumerated() {
            for (other, right) in versions.enumerated() {
                #expect(left.compare(right) == (index < other ? -1 : index == other ? 0 : 1), "\(left) \(right)")
            }
        }
    }

    @Test func `Metadata plays no part in comparisons`() throws {
        #expect(try SemanticVersion("1.2.3+a") == SemanticVersion("1.2.3+b"))
    }

    @Test func `The next versions drop prerelease and metadata and keep the v`() throws {
        let version = try SemanticVersion("v1.2.3-rc.1+b")
        #expect(version.nextPatch().original == "v1.2.3")
        #expect(version.nextPatch().nextPatch().description == "1.2.4")
        #expect(version.nextMinor().original == "v1.3.0")
        #expect(version.nextMajor().description == "2.0.0")
    }

    @Test func `Prerelease and metadata can be set, when they are valid`() throws {
        let version = try SemanticVersion("1.2")
        #expect(try version.setting(prerelease: "a.1").original == "1.2.0-a.1")
        #expect(try version.setting(metadata: "b").description == "1.2.0+b")
        #expect(throws: SemanticVersionError.self) { try version.setting(prerelease: "a_") }
        #expect(throws: SemanticVersionError.self) { try version.setting(metadata: "a_") }
    }
}

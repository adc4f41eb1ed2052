import SemanticVersions
import Testing

@Suite struct VersionConstraintTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var constraint: String
        var version: String
        var helm3: Bool
        var helm4: Bool

        init(_ constraint: String, _ version: String, _ helm3: Bool, helm4: Bool? = nil) {
            (self.constraint, self.version, self.helm3) = (constraint, version, helm3)
            self.helm4 = helm4 ?? helm3
        }

        var testDescription: String { "\(version) in \(constraint)" }
    }

    /// Answers of `semverCompare` in Helm 3.17.3 and 4.3.1.
    static let cases = [
        Case(">=1.2.3", "01.2.3", true),
        Case(">=1.2.3 ", "1.2.3", true),
        Case(">=1.02", "1.2.3", true),
        Case(">=1.0.0-0 <2.0.0", "1.5.0-beta", false, helm4: true),
        Case(">=1.0.0 <2.0.0-0", "1.5.0-beta", false, helm4: true),
        Case(">=1.0.0-0 <2.0.0-0", "1.5.0-beta", true),
        Case("^1.0.0-0, !=1.5.0", "1.5.1-rc.1", true),
        Case("1.0 - 2.0", "2.0.5", true),
        Case("1.0.0 - 2", "2.9.0", true),
        Case("~0", "0.5.0", true),
        Case("~0.0.0", "0.9.0", true),
        Case("^0.0", "0.0.9", true),
        Case("^0.0", "0.1.0", false),
        Case("^0.0.0", "0.0.0", true),
        Case("^0.0.0", "0.0.1", false),
        Case(">0", "0.1.0", false),
        Case(">0", "1.0.0", true),
        Case("<=1", "1.9.9", true),
        Case("<=1", "2.0.0", false),
        Case("<1", "0.9.9-a", false),
        Case("x", "3.2.1", true),
        Case("X.X", "3.2.1", true),
        Case("1.*", "1.9.0", true),
        Case("=1", "1.2.3", true),
        Case("!=1.2.x", "1.2.3", false),
        Case("!=1.2.x", "1.3.0", true),
        Case("!=1.x", "1.3.0", false),
        Case("!=1.2.3-beta", "1.2.3-alpha", true),
        Case(">=1.2.3", "1.2.3+b1", true),
        Case(">1.2.3", "1.2.3+b1", false),
        Case("=1.2.3+b2", "1.2.3+b1", true),
        Case(">= 1.20.0 < 1.25.0 || >= 1.27.0", "1.26.0", false),
        Case(">=1.20.0,<1.25.0||>=1.27.0", "1.28.0", true),
        Case(">=v1.20", "v1.20.1", true),
        Case("~> 2.0", "2.5.0", false),
        Case("~>2.0.1", "2.0.9", true),
        Case("^2.x", "2.9.0", true),
        Case("^x", "9.0.0", false),
        Case("~x", "9.0.0", true),
        Case(">=x", "0.0.0", true),
        Case("<x", "1.0.0", false),
        Case("1.2.3-alpha.10", "1.2.3-alpha.10", true),
        Case(">1.2.3-alpha.9", "1.2.3-alpha.10", true),
        Case(">1.2.3-alpha", "1.2.3-alpha.1", true),
        Case(">=1.30-0", "1.30.0-alpha", true),
        Case("<1.31-0", "1.31.0-alpha", false),
        Case("<1.31", "1.31.0-alpha", false),
        Case("1.0 - 3.0 >2", "2.5", false),
        Case("!=1.2-beta", "1.2.3-beta", false),
        Case("!=1.2-beta", "1.2.3-alpha", true),
        Case("!=1.2-beta", "1.2.3", true),
        Case("1 ,2", "1", false),
        Case("!=x", "0.0.0", false),
        Case("!=x", "1.0.0", true),
        Case("x.1.2", "1.0.0", true),
        Case("^x-beta", "0.0.0-beta", true),
        Case("1.x.3", "1.2.0", true),
    ]

    @Test(arguments: cases)
    func `A constraint answers as Helm does`(example: Case) throws {
        let version = try SemanticVersion(example.version)
        #expect(try VersionConstraint(example.constraint).allows(version) == example.helm3)
        let open = try VersionConstraint(example.constraint, rule: .wholeAlternative)
        #expect(open.allows(version) == example.helm4)
    }

    @Test(arguments: [
        ("", "improper constraint: "), ("foo", "improper constraint: foo"), ("||", "improper constraint: "),
        (">1.2.3 foo", "improper constraint: >1.2.3 foo"), (">>1", "improper constraint: >>1"),
        (">=1.x.y", "improper constraint: >=1.x.y"), ("1 - 2 - 3", "improper constraint: >= 1, <= 2 - 3"),
        ("1.2.3-", "improper constraint: 1.2.3-"), (", 1", "improper constraint: , 1"),
        ("1, ", "improper constraint: 1, "), ("1.2.3.4", "improper constraint: 1.2.3.4"),
        ("1 || é", "improper constraint:  é"), ("xx", "constraint Parser Error"), ("1|2", "constraint Parser Error"),
        ("1.0.0-01", "constraint Parser Error"), ("99999999999999999999", "constraint Parser Error"),
    ])
    func `What is no constraint is refused in Helm's words`(text: String, message: String) {
        do {
            _ = try VersionConstraint(text)
            Issue.record("\(text) was read")
        } catch {
            #expect(error.message == message)
        }
    }

    @Test func `Helm 4 has its own words`() {
        do {
            _ = try VersionConstraint("a\"b")
            Issue.record("the text was read")
        } catch {
            #expect(error.messageOfHelm4 == #"improper constraint: "a\"b""#)
        }
    }
}

import Testing

@testable import WerfProject

@Suite struct NameRuleTests {
    private static func times(_ count: Int) -> String { String(repeating: "x", count: count) }

    static let cases: [(NameRule, String, Bool)] = [
        (.release, "my.app", true), (.release, "a--b", true), (.release, times(53), true), (.release, times(54), false),
        (.release, "my..app", false), (.release, "-a", false), (.release, "A", false), (.release, "", false),
        (.namespace, "a--b", true), (.namespace, "my.app", false), (.namespace, times(63), true),
        (.namespace, times(64), false), (.project, "a", true), (.project, "a-", false), (.project, "a.b", false),
        (.project, times(50), true), (.project, times(51), false), (.imageTag, "v1.2_x-Y", true),
        (.imageTag, ".a", false), (.imageTag, times(128), true), (.imageTag, times(129), false),
    ]

    @Test(arguments: cases) func whatIsAllowed(_ rule: NameRule, _ name: String, _ isAllowed: Bool) {
        #expect(rule.allows(name) == isAllowed)
        #expect((rule.fault(in: name) == nil) == isAllowed)
    }

    @Test func faultsSayWhatIsWrong() {
        let long = Self.times(54)
        #expect(
            NameRule.release.fault(in: long)
                == "helm release name should be a valid DNS-1123 subdomain and be maximum 53 chars: \"\(long)\" is 54 "
                + "chars long")
        #expect(
            NameRule.namespace.fault(in: "A")?.hasPrefix(
                "kubernetes namespace should be a valid DNS-1123 label: a lowercase RFC 1123 label must consist of")
                == true)
        #expect(NameRule.release.fault(in: "") == "release name cannot be empty")
        #expect(NameRule.namespace.fault(in: "") == "namespace cannot be empty")
    }
}

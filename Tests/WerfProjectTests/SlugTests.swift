import Testing

@testable import WerfProject

/// A text, what becomes of it, and by which rule.
struct SlugVector: Sendable, CustomTestStringConvertible {
    var number: Int
    var rule: NameRule
    var input: String
    /// Empty or `-`: not given.
    var hash: String
    var output: String

    init(_ number: Int, _ rule: NameRule, _ input: String, hash: String, _ output: String) {
        (self.number, self.rule, self.input, self.hash, self.output) = (number, rule, input, hash, output)
    }

    var testDescription: String { "\(number)" }
}

private func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

extension NameRule {
    /// The text as a name by this rule.
    fileprivate func name(_ text: String) -> String {
        switch self {
        case .release: Slug.release(text)
        case .namespace: Slug.namespace(text)
        case .project: Slug.project(text)
        case .imageTag: Slug.imageTag(text)
        }
    }
}

@Suite struct SlugTests {
    static let vectors: [SlugVector] = [
        SlugVector(1, .release, "myapp", hash: "43403b1e", "myapp"),
        SlugVector(2, .release, "myapp-production", hash: "f7933ab6", "myapp-production"),
        SlugVector(3, .release, "My-App", hash: "6483beed", "my-app-6483beed"),
        SlugVector(4, .release, "my_app-production", hash: "82b330cb", "my-app-production-82b330cb"),
        SlugVector(5, .release, "myapp-feature/add-login", hash: "e0728be", "myapp-feature-add-login-e0728be"),
        SlugVector(6, .release, "myapp-Feature_ABC", hash: "38c7a948", "myapp-feature-abc-38c7a948"),
        SlugVector(
            7, .release, times("a", 53), hash: "f4e21ac8", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        SlugVector(
            8, .release, times("a", 54), hash: "d104d36d", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-d104d36d"),
        SlugVector(9, .release, "backend-", hash: "5b699ff1", "backend-5b699ff1"),
        SlugVector(10, .release, "-myapp", hash: "bda226d", "myapp-bda226d"),
        SlugVector(11, .release, "myapp.", hash: "d4695680", "myapp-d4695680"),
        SlugVector(12, .release, "my..app", hash: "217af921", "my-app-217af921"),
        SlugVector(13, .release, "my.app", hash: "c68463fa", "my.app"),
        SlugVector(14, .release, "---", hash: "e1945464", "e1945464"),
        SlugVector(15, .release, "!!!", hash: "4e4955fc", "4e4955fc"),
        SlugVector(16, .release, "привет-мир", hash: "824b831d", "privyet-mir-824b831d"),
        SlugVector(17, .release, "ёлка-щука", hash: "1b54f27", "yolka-shchuka-1b54f27"),
        SlugVector(18, .release, "ÀÉÎõü", hash: "f73ab33f", "aeiou-f73ab33f"),
        SlugVector(19, .release, "Straße-dev", hash: "35457804", "strabe-dev-35457804"),
        SlugVector(20, .release, "myapp dev", hash: "72ec30e9", "myapp-dev-72ec30e9"),
        SlugVector(21, .release, "UPPER", hash: "1bc8d886", "upper-1bc8d886"),
        SlugVector(22, .release, "a--b", hash: "d93060a1", "a--b"),
        SlugVector(23, .release, "A--B", hash: "584280e3", "a-b-584280e3"),
        SlugVector(24, .release, "日本語", hash: "a5a47297", "a5a47297"),
        SlugVector(
            25, .release, times("x", 43) + "-" + times("y", 20), hash: "2aeff773",
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx--2aeff773"),
        SlugVector(
            26, .release, times("x", 45) + "-" + times("y", 20), hash: "c4a99a16",
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-c4a99a16"),
        SlugVector(27, .release, "²³µ™", hash: "6848befd", "23utm-6848befd"),
        SlugVector(
            28, .release, "dependabot/npm_and_yarn/foo-1.2.3", hash: "71d0207e",
            "dependabot-npm-and-yarn-foo-1-2-3-71d0207e"),
        SlugVector(
            29, .release, "company-very-long-project-name-with-many-words-inside-review-1234", hash: "53e8f5f5",
            "company-very-long-project-name-with-many-wor-53e8f5f5"),
        SlugVector(30, .release, "Rel2965", hash: "3550f", "rel2965-3550f"),
        SlugVector(31, .release, "Feature_76", hash: "d1e6cb", "feature-76-d1e6cb"),
        SlugVector(32, .release, "a!-!b_C", hash: "8986d0ef", "a-b-c-8986d0ef"),
        SlugVector(33, .namespace, "myapp-production", hash: "f7933ab6", "myapp-production"),
        SlugVector(34, .namespace, "my.app", hash: "c68463fa", "my-app-c68463fa"),
        SlugVector(35, .namespace, "My_NS", hash: "a9d97e71", "my-ns-a9d97e71"),
        SlugVector(
            36, .namespace, times("a", 63), hash: "b3a06bf4",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        SlugVector(
            37, .namespace, times("a", 64), hash: "ee9d2997",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-ee9d2997"),
        SlugVector(38, .namespace, "-x-", hash: "ecc8eea1", "x-ecc8eea1"),
        SlugVector(39, .namespace, "kube system", hash: "c338232e", "kube-system-c338232e"),
        SlugVector(40, .namespace, "ветка", hash: "1fdecee0", "vyetka-1fdecee0"),
        SlugVector(41, .namespace, "feature/JIRA-123_fix", hash: "8c19c126", "feature-jira-123-fix-8c19c126"),
        SlugVector(
            42, .namespace, "company-very-long-project-name-with-many-words-inside-review-1234567890", hash: "6549506",
            "company-very-long-project-name-with-many-words-inside-r-6549506"),
        SlugVector(43, .project, "My_Project", hash: "-", "my-project"),
        SlugVector(44, .project, "a.b", hash: "-", "a-b"),
        SlugVector(45, .project, "Проект", hash: "-", "proyekt"),
        SlugVector(46, .project, "-a", hash: "-", "a"),
        SlugVector(47, .project, times("x", 60), hash: "-", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        SlugVector(
            48, .project, times("a", 49) + "_b", hash: "-", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-"),
    ]

    @Test(arguments: vectors) func textsBecomeTheNamesThatWerfMakes(_ vector: SlugVector) {
        #expect(vector.rule.name(vector.input) == vector.output)
        if vector.hash != "-" { #expect(MurmurHash.text(vector.input.utf8) == vector.hash) }
    }

    @Test func everyVectorOfTheTableIsThere() {
        #expect(Self.vectors.map(\.number) == Array(1...48))
    }

    static let limited: [(Int, String, String)] = [
        (42, "", ""), (42, "data", "data"), (42, "A", "a-54dcf7ce"),
        (42, times("x", 43), times("x", 33) + "-27e2f02f"),
        (
            48, "postgres-feature-31981-change-delivery-date-del-result",
            "postgres-feature-31981-change-delivery--852739dc"
        ),
        (48, "php_fpm_exporter-monitoring-dev-encrypt-1", "php-fpm-exporter-monitoring-dev-encrypt--83286e5"),
    ]

    @Test(arguments: limited) func limitedSlugs(_ limit: Int, _ input: String, _ output: String) {
        #expect(Slug.limited(input, limit) == output)
        #expect(Slug.limited(output, limit) == output)
    }

    static let upstream: [(NameRule, String, String)] = [
        (.imageTag, "", ""), (.imageTag, "-data", "data-a871d86e"), (.imageTag, "da/ta", "da-ta-afa96f8"),
        (.imageTag, times("x", 129), times("x", 119) + "-8cca70eb"),
        (.release, "", ""), (.release, "data", "data"), (.release, "release.name", "release.name"),
        (.release, "-data", "data-a871d86e"), (.release, "da/ta", "da-ta-afa96f8"),
        (.release, times("x", 54), times("x", 44) + "-18c5dfb9"),
        (.namespace, "", ""), (.namespace, "data", "data"), (.namespace, "da_ta", "da-ta-3b339d14"),
        (.namespace, "kubernetes.namespace", "kubernetes-namespace-1507f75c"),
        (.namespace, times("x", 64), times("x", 54) + "-afd4efcd"),
    ]

    @Test(arguments: upstream) func upstreamVectors(_ rule: NameRule, _ input: String, _ output: String) {
        #expect(rule.name(input) == output)
    }

    @Test(arguments: [("", "0"), ("a", "3c2569b2"), ("A", "54dcf7ce"), ("default", "42c9679f"), ("123", "9eb471eb")])
    func hashes(_ text: String, _ hash: String) {
        #expect(MurmurHash.text(text.utf8) == hash)
    }

    @Test func whatBecomesADashOrVanishes() {
        for sign in " &()+,-./:;<=>[]_{}~" { #expect(Slug.slugified("a\(sign)b") == Array("a-b".utf8), "\(sign)") }
        for sign in "!\"#$%'*?@\\^|`ъЬ日" { #expect(Slug.slugified("a\(sign)b") == Array("ab".utf8), "\(sign)") }
    }

    /// A large sample of odd texts, the same with every run.
    static let sample: [String] = {
        let pieces = ["a", "B", "-", "_", "/", ".", "1", "й", "日", "", " ", "é", "!", "--", "zz", "feature/", "Ω"]
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        var texts: Set<String> = []
        for _ in 0..<20_000 {
            var text = ""
            repeat {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int((state >> 33) % UInt64(pieces.count))]
            } while (state >> 40) % 9 != 0 && text.utf8.count < 200
            texts.insert(text)
        }
        return texts.sorted()
    }()

    @Test(arguments: [NameRule.release, .namespace, .imageTag])
    func namesAreValidStableAndTellTextsApart(_ rule: NameRule) {
        var origins: [String: String] = [:]
        for text in Self.sample where !text.isEmpty {
            let name = rule.name(text)
            #expect(rule.allows(name), "\(text) became \(name)")
            #expect(name.utf8.count <= rule.longest)
            #expect(rule.name(name) == name)
            if let other = origins.updateValue(text, forKey: name), other != text {
                Issue.record("\(other) and \(text) both became \(name)")
            }
        }
        #expect(origins.count > 10_000)
    }
}

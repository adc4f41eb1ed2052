import Testing

@testable import HelmChart

@Suite struct FilePatternTests {
    @Test(arguments: [
        ("abc", "abc", true), ("*", "abc", true), ("*c", "abc", true), ("a*", "ab/c", false), ("a*/b", "a/c/b", false),
        ("a*b*c*d*e*/f", "axbxcxdxe/f", true), ("a*b*c*d*e*/f", "axbxcxdxexxx/fff", false), ("a?b", "a/b", false),
        ("a[!a]b", "a!b", true), ("a[^a]b", "aéb", true), ("[a-ζ]*", "α", true), (#"a\*b"#, "a*b", true),
        (#"[\]a]"#, "]", true), ("", "", true), ("*x", "xxx", true), ("[-]", "-", nil), ("[]a]", "]", nil),
        ("[a", "a", nil), (#"a\"#, "a", nil), ("[a-", "a", nil),
    ]) func matchesAsGo(_ pattern: String, _ path: String, _ expected: Bool?) {
        #expect(FilePattern(pattern)?.matches(path) == expected)
    }

    @Test func stars() {
        let text = String(repeating: "a", count: 3000)
        #expect(FilePattern(String(repeating: "*a", count: 60) + "b")?.matches(text) == false)
    }
}

@Suite struct GlobPatternTests {
    @Test(arguments: [
        ("*", "a.txt", true), ("*", "c/a.txt", false), ("**", "c/a.txt", true), ("c/*", "c/.hid", true),
        ("**.conf", "c/d/e.conf", true), ("**/e.conf", "e.conf", false), ("{a,b*}.txt", "bcd.txt", true),
        ("{a,{b,c}d}", "cd", true), ("[a-c]", "b", true), ("[!a]", "b", true), ("[^a]", "^", true),
        ("[^a]", "b", false),
        (#"\*"#, "*", true), (#"\*"#, "x", false), ("?", "/", false), ("", "", false), ("[", "", nil),
        ("{a", "a", true), ("{a,b", "c", false),
        ("[a-", "a", nil),
    ]) func matchesAsGobwas(_ pattern: String, _ path: String, _ expected: Bool?) {
        #expect(GlobPattern(pattern)?.matches(path) == expected)
    }

    @Test(arguments: [
        ("{a", "}", 100, true), ("{a", "}", 101, false), ("{a,b}", "", 12, true), ("{a,b}", "", 13, false),
    ])
    func isBounded(_ open: String, _ close: String, _ count: Int, _ fits: Bool) {
        let pattern = String(repeating: open, count: count) + String(repeating: close, count: count)
        #expect((GlobPattern(pattern) != nil) == fits)
    }

    @Test(arguments: [
        ("{", false), ("{,", false), ("{}", true), ("{,}", false), ("a", true), ("{a}", true), ("{{,},{,}}", false),
    ]) func endsSoon(_ piece: String, _ fits: Bool) {
        #expect((GlobPattern(String(repeating: piece, count: 20_000)) != nil) == fits)
    }
}

@Suite struct IgnoreRulesTests {
    static let text = "# comment\n\n*.bak\r\nci/\n/top.txt\nsub/*.md\n"

    @Test(arguments: [
        ("x.bak", false, true), ("a/b/x.bak", false, true), ("ci", true, true), ("ci", false, false),
        ("a/ci", true, true), ("top.txt", false, true), ("a/top.txt", false, false), ("sub/a.md", false, true),
        ("x/sub/a.md", false, false), ("templates/.hid", false, true), (".hid", false, false),
    ]) func ignores(_ path: String, _ isFolder: Bool, _ expected: Bool) throws {
        #expect(try IgnoreRules(text: Self.text).ignores(path, isFolder: isFolder) == expected)
    }

    @Test func negationIgnoresTheRest() throws {
        let rules = try IgnoreRules(text: "!keep.txt\n")
        #expect(rules.ignores("other.txt", isFolder: false))
        #expect(!rules.ignores("keep.txt", isFolder: false))
    }

    @Test(arguments: [("a/**/b", "double-star (**) syntax is not supported"), ("[", "syntax error in pattern")])
    func refuses(_ line: String, _ message: String) {
        #expect(throws: ChartError(.loading, message)) { try IgnoreRules(text: line) }
    }
}

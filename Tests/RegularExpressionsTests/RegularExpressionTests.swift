import RegularExpressions
import Testing

@Suite struct RegularExpressionTests {
    private func found(_ pattern: String, _ text: String) throws -> [String] {
        let bytes = Array(text.utf8)
        return try RegularExpression(pattern).allMatches(in: bytes)
            .map { String(decoding: bytes[$0.range], as: UTF8.self) }
    }

    @Test(arguments: [
        ("a|ab", "abab", ["a", "a"]), ("a+?", "aa", ["a", "a"]), ("(?i)straße", "STRAẞE", ["STRAẞE"]),
        ("(?i)k", "kK\u{212A}", ["k", "K", "\u{212A}"]), (#"\p{Greek}+"#, "abγδ1", ["γδ"]),
        (#"\p{Lu}\pN"#, "aA1É٣", ["A1", "É٣"]), (#"\p{^L}+"#, "a1-b", ["1-"]), (#"[[:^alpha:]\d]+"#, "a1-b", ["1-"]),
        (#"(?m)^b$"#, "a\nb\nc", ["b"]), (#"(?s)a.b"#, "a\nb", ["a\nb"]), ("(?U)a+", "aa", ["a", "a"]),
        (#"\Qa.b\E+"#, "a.bbb axb", ["a.bbb"]), (#"\bé?\b"#, "aé b", ["", "", "", ""]), (#"\x{1F600}"#, "😀", ["😀"]),
        ("x{2,3}", "xxxxx", ["xxx", "xx"]), ("(?:a|b)*?c", "abcc", ["abc", "c"]), (#"[\]a-]+"#, "-]a", ["-]a"]),
    ])
    func `Matches are leftmost, and first alternatives go first`(
        pattern: String, text: String, matches: [String]
    ) throws {
        #expect(try found(pattern, text) == matches)
    }

    @Test(arguments: [
        ("[", "missing closing ]: `[`"), ("(", "missing closing ): `(`"), ("a)", "unexpected ): `a)`"),
        ("*", "missing argument to repetition operator: `*`"), ("a**", "invalid nested repetition operator: `**`"),
        ("a{1001}", "invalid repeat count: `{1001}`"), ("(a{100}){11}", "invalid repeat count: `{11}`"),
        ("a{2,1}", "invalid repeat count: `{2,1}`"), (#"\"#, "trailing backslash at end of expression: ``"),
        (#"\C"#, #"invalid escape sequence: `\C`"#), (#"\1"#, #"invalid escape sequence: `\1`"#),
        (#"\8"#, #"invalid escape sequence: `\8`"#), (#"\Z"#, #"invalid escape sequence: `\Z`"#),
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"), ("(?<!a)", "invalid named capture: `(?<!a)`"),
        ("(?i", "invalid or unsupported Perl syntax: `(?i`"), ("(?i-)", "invalid or unsupported Perl syntax: `(?i-)`"),
        ("(?P<n!>a)", "invalid named capture: `(?P<n!>`"), (#"\pX"#, #"invalid character class range: `\pX`"#),
        (#"\p{Letter}"#, #"invalid character class range: `\p{Letter}`"#),
        ("[b-a]", "invalid character class range: `b-a`"), ("[[:x:]]", "invalid character class range: `[:x:]`"),
        (#"[a-\d]"#, #"invalid escape sequence: `\d`"#),
    ])
    func `Errors are worded as Go words them`(pattern: String, message: String) {
        do {
            _ = try RegularExpression(pattern)
            Issue.record("\(pattern) was accepted")
        } catch {
            #expect(error.message == "error parsing regexp: " + message)
        }
    }

    @Test func `Groups can be named, more than one by the same name`() throws {
        let expression = try RegularExpression("(?P<a>x)|(?<a>y)(z)")
        #expect(expression.groupNames == ["", "a", "a", ""])
        let replaced = expression.replacingMatches(in: Array("x yz".utf8), with: Array("[${a}$3]".utf8))
        #expect(String(decoding: replaced, as: UTF8.self) == "[x] [yz]")
    }

    @Test func `Parentheses may nest, but not without end`() throws {
        let deep = String(repeating: "(?:", count: 5000) + "a" + String(repeating: ")", count: 5000)
        #expect(try RegularExpression(deep).matches("a"))
        let capturing = String(repeating: "(", count: 1001) + "a" + String(repeating: ")", count: 1001)
        #expect(throws: RegularExpressionError.self) { try RegularExpression(capturing) }
        let huge = String(repeating: "((a{100}){10}){1}", count: 4000)
        #expect(throws: RegularExpressionError.self) { try RegularExpression(huge) }
    }

    @Test(
        .timeLimit(.minutes(1)), arguments: ["(a*)*b", "(a|a)*b", "(a?){30}a{30}b", "(.*)(.*)(.*)b", "(x+x+)+y|(a+)+b"])
    func `Time is linear, whatever the pattern`(pattern: String) throws {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 20_000)
        #expect(try !RegularExpression(pattern).matches(text))
    }

    @Test func `Short and long texts give the same matches`() throws {
        let expression = try RegularExpression(#"(\w+?)(\d*)-(é|\s)?"#)
        let short = Array("ab12-é x9-".utf8)
        // Long texts are searched by another machine.
        let long = short + [UInt8](repeating: UInt8(ascii: "."), count: 200_000)
        let left = expression.allMatches(in: short)
        let right = expression.allMatches(in: long)
        #expect(left.count == 2)
        #expect(
            left.map { match in (0..<4).map { match.group($0) } }
                == right.map { match in (0..<4).map { match.group($0) } })
    }

    @Test func `Meta characters are quoted`() {
        #expect(RegularExpression.quoteMeta(Array("a.b[c]é".utf8)) == Array(#"a\.b\[c\]é"#.utf8))
    }

    @Test func `A search begins where it is told to, with what stands before in view`() throws {
        let text = Array("ab ab".utf8)
        #expect(try RegularExpression(#"\bab"#).firstMatch(in: text, from: 1)?.range == 3..<5)
        #expect(try RegularExpression("^b").firstMatch(in: text, from: 1) == nil)
        #expect(try RegularExpression("b").firstMatch(in: text, from: 6) == nil)
    }
}

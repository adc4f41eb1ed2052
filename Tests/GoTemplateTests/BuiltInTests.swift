import GoTemplate
import Testing

/// The built-in functions on types that the collection of cases has few of.
struct BuiltInTests {
    private var data: TemplateValue {
        map([
            ("u", .uint64(3)), ("big", .uint64(.max)), ("b", .bytes([104, 105])), ("i", .int64(-1)), ("n", .null),
            ("s", .map(TemplateMap(element: .string))), ("l", .list(TemplateList(strings: ["x", "y"]))),
            ("nil", .list(.nilList())),
        ])
    }

    @Test(arguments: [
        ("{{ eq .u 3 }} {{ eq 3 .u }} {{ eq .i .big }} {{ ne .u 4 }}", "true true false true"),
        ("{{ lt .i .u }} {{ lt .u .i }} {{ gt .big .i }} {{ le .u 3 }} {{ ge 3 .u }}", "true false true true true"),
        ("{{ lt \"B\" \"a\" }} {{ lt \"a\" \"a\" }} {{ le 1.5 1.5 }}", "true false true"),
        ("{{ eq .n nil }} {{ eq .nil nil }} {{ eq 1i 1i }} {{ eq .n 1 }}", "true true true false"),
        ("{{ len .b }} {{ len .l }} {{ len .nil }} {{ len .s }}", "2 2 0 0"),
        ("{{ index .b 1 }} {{ index .l 1 }} {{ index \"abc\" 2 }} [{{ index .s \"x\" }}]", "105 y 99 []"),
        ("{{ range .b }}{{ . }};{{ end }}{{ range .nil }}x{{ else }}none{{ end }}", "104;105;none"),
        ("{{ range $i, $x := .l }}{{ $i }}{{ $x }}{{ end }}", "0x1y"),
        ("{{ not .nil }} {{ not .b }} {{ and .u .l }} {{ or .n .nil \"d\" }}", "true false [x y] d"),
        ("{{ html \"<a href='x'>\" }} {{ html .n }} {{ html 1 2 }}", "&lt;a href=&#39;x&#39;&gt; &lt;no value&gt; 1 2"),
        ("{{ urlquery \"a b\" }} {{ js \"<'\\u2028\" }}", #"a+b \u003C\'\u2028"#),
        ("{{ println 1 \"a\" }}{{ print nil }}", "1 a\n<nil>"),
    ])
    func results(_ source: String, _ expected: String) {
        #expect(rendered(source, data) == expected)
    }

    @Test(arguments: [
        ("{{ index .l 2 }}", "error calling index: reflect: slice index out of range"),
        ("{{ index .l 3 }}", "error calling index: index out of range: 3"),
        ("{{ index .l \"a\" }}", "error calling index: cannot index slice/array with type string"),
        ("{{ index .n 1 }}", "error calling index: index of untyped nil"),
        ("{{ len .n }}", "error calling len: len of nil pointer"),
        ("{{ lt .l .l }}", "error calling lt: invalid type for comparison"),
        ("{{ eq .u 1.5 }}", "error calling eq: incompatible types for comparison"),
        ("{{ .l.x }}", "can't evaluate field x in type interface {}"),
        ("{{ .n.x }}", "nil pointer evaluating interface {}.x"),
        ("{{ call .u }}", "error calling call: non-function .u of type uint64"),
        ("{{ 18446744073709551615 }}", "18446744073709551615 overflows int"),
    ])
    func errors(_ source: String, _ expected: String) {
        let message = rendered(source, data)
        #expect(message.hasSuffix(">: " + expected), "\(message)")
    }

    @Test(arguments: [
        ("0x1F 0b11 0o17 017 1_000 0x_ff", "31 3 15 15 1000 255"),
        ("1e3 1.5 .5 0x1p4 1E2 -0.0", "1000 1.5 0.5 16 100 -0"),
        (#"'a' '\n' '\'' '\x41' 'é' '\u4e16'"#, "97 10 39 65 233 19990"), ("1i 1+2i 1.5e1-2i", "(0+1i) (1+2i) (15-2i)"),
        ("+1 -1 -9223372036854775808", "1 -1 -9223372036854775808"),
        (#""\a\101\x41\u0041\U00000041" `a\n`"#, "\u{7}AAAA a\\n"),
    ])
    func literals(_ literals: String, _ expected: String) {
        let source = literals.split(separator: " ").map { "{{ \($0) }}" }.joined(separator: " ")
        #expect(rendered(source) == expected)
    }

    @Test(arguments: [
        "1__0", "0x", "0b2", "08", "1a", "1e", "0x1.8", "1_", "'ab'", "99999999999999999999", #""\q""#, #""\ud800""#,
    ])
    func badLiterals(_ literal: String) {
        #expect(rendered("{{ \(literal) }}").hasPrefix("parse error at (t:1): "))
    }
}

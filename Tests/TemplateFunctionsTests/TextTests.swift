import GoTemplate
import Testing

@Suite struct TextTests {
    @Test(arguments: [
        (#"{{ quote "a\"b\n" nil 1 }} {{ squote "it's" }} {{ cat "a" nil 1 "b " }}|"#, #""a\"b\n" "1" 'it's' a 1 b |"#),
        (#"{{ nindent 2 "a\nb" }}|{{ indent 2 "" }}|{{ indent 2 "a\n" }}|"#, "\n  a\n  b|  |  a\n  |"),
        (#"{{ trim "\u00a0 a \u2003" }}|{{ trimAll "$é" "é$1$" }}|{{ nospace "é a" }}"#, "a|1|Ã©a"),
        (#"{{ trunc -2 "abc" }} {{ trunc 2 "abc" }} {{ substr -1 2 "abc" }} {{ substr 1 9 "abc" }}"#, "bc ab ab bc"),
        (
            #"{{ (split "." "a.b")._1 }} {{ (split "." "a")._9 | quote }} {{ splitList "" "é1" }} {{ splitn "." 2 "a.b.c" }}"#,
            #"b "" [é 1] map[_0:a _1:b.c]"#
        ),
        (
            #"{{ camelcase "HTTPServer foo-bar" }} {{ snakecase "Bld4Floor" }} {{ kebabcase "http2xx" }} {{ swapcase "aB c" }}"#,
            "HttpserverFooBar bld4_floor http-2xx Ab C"
        ),
        (
            #"{{ title "it's a_b" }} {{ untitle "Hello World" }} {{ initials "é First" }} {{ upper "straße" }}"#,
            "It'S A_b hello world ÃF STRAßE"
        ),
        (
            #"{{ abbrev 5 "hello world" }} {{ abbrevboth 5 10 "1234 5678 9123" }} {{ wrap 5 "aa bb cc" }}"#,
            "he... ...5678... aa bb\ncc"
        ),
        (
            #"{{ abbrevboth -1 10 "1234 5678 9123" }} {{ abbrevboth -9223372036854775808 10 "1234 5678 9123" }}"#,
            "1234 56... ...78 9123"
        ),
        (
            #"{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} {{ regexSplit "" "é1" -1 }} {{ regexFindAll "a" "b" -1 }}"#,
            "-W-xxW- [é 1] []"
        ),
        (
            #"{{ regexMatch "[" "x" }} {{ regexQuoteMeta "1.2" }} {{ mustRegexFind "(?i)B+" "abBc" }}"#,
            #"false 1\.2 bB"#
        ),
        (
            #"{{ base "/a/b/" }} {{ dir "/a/b" }} {{ clean "a/../../b" }} {{ ext "a.tar.gz" }} {{ isAbs "/a" }} {{ osBase "" }}"#,
            "b /a ../b .gz true ."
        ),
        (
            #"{{ join "-" (list 1 nil "a") }} {{ join "-" 1.5 }} {{ sortAlpha (list "b" 1 nil "a") }} {{ toStrings 1 }}"#,
            "1-a 1.5 [1 a b] [1]"
        ),
    ])
    func `Texts are cut, joined and cased as in Helm`(source: String, text: String) {
        #expect(rendered(source) == text)
    }

    @Test(arguments: [
        (
            "http://u:p%40@h.x:80/a%20b?q=1#f%21",
            "map[fragment:f! host:h.x:80 hostname:h.x opaque: path:/a b query:q=1 scheme:http userinfo:u:p%40]"
        ),
        ("mailto:a@b", "map[fragment: host: hostname: opaque:a@b path: query: scheme:mailto userinfo:]"),
        (
            "//[::1%25en0]:8/x",
            "map[fragment: host:[::1%en0]:8 hostname:::1%en0 opaque: path:/x query: scheme: userinfo:]"
        ),
    ])
    func `URLs are taken apart`(url: String, parts: String) {
        #expect(rendered("{{ urlParse . }}", .string(TemplateString(url))) == parts)
    }

    @Test(arguments: [
        (
            #"(dict "scheme" "http" "host" "h:1" "path" "a b" "query" "q" "fragment" "f" "userinfo" "u:p@")"#,
            "http://u:p%40@h:1/a%20b?q#f"
        ),
        (#"(dict "scheme" "mailto" "opaque" "a@b")"#, "mailto:a@b"),
        (#"(dict "path" "a:b")"#, "./a:b"),
    ])
    func `URLs are put together`(parts: String, url: String) {
        #expect(rendered("{{ urlJoin \(parts) }}") == url)
    }

    @Test(arguments: [
        ("randAlphaNum 20", "^[A-Za-z0-9]{20}$"), ("randAlpha 5", "^[A-Za-z]{5}$"), ("randNumeric 9", "^[0-9]{9}$"),
        ("randAscii 30", "^[ -~]{30}$"), ("randBytes 6", "^[A-Za-z0-9+/]{8}$"), ("randAlpha -1", "^$"),
        ("uuidv4", "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"),
        ("randInt 3 5", "^[34]$"), (#"shuffle "aaa""#, "^aaa$"),
    ])
    func `Random texts have the right shape`(expression: String, pattern: String) {
        #expect(rendered("{{ regexMatch `\(pattern)` (\(expression) | toString) }}") == "true")
        let both = rendered("{{ \(expression) }}|{{ \(expression) }}").split(separator: "|")
        if both.count == 2, both[0].utf8.count > 8 { #expect(both[0] != both[1]) }
    }

    @Test func `A version has its parts and successors`() {
        let source =
            #"{{ $v := semver "v1.2.3-rc.1+b" }}{{ $v }} {{ $v.Major }}.{{ $v.Minor }} {{ $v.Prerelease }} {{ $v.IncMinor }} {{ $v.Original }} {{ $v.LessThan (semver "2") }} {{ $v.Compare $v }}"#
        #expect(rendered(source) == "1.2.3-rc.1+b 1.2 rc.1 1.3.0 v1.2.3-rc.1+b true 0")
    }

    @Test func `Without a cluster lookup finds nothing`() {
        #expect(rendered(#"{{ lookup "v1" "Secret" "a" "b" }}{{ getHostByName "localhost" }}"#) == "map[]")
        let found: TemplateOptions.Lookup = { apiVersion, kind, namespace, name in
            .text("\(apiVersion)/\(kind)/\(namespace)/\(name)")
        }
        let set = TemplateSet(options: TemplateOptions(lookup: found))
        let output = try? {
            try set.parse(name: "t", source: Array(#"{{ lookup "v1" "Secret" "a" "b" }}"#.utf8))
            return try set.execute(name: "t", data: .null)
        }()
        #expect(output == Array("v1/Secret/a/b".utf8))
    }
}

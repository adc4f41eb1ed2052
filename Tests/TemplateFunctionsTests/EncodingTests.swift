import GoTemplate
import Testing

@Suite struct EncodingTests {
    @Test(arguments: [
        (
            #"{{ "héllo" | b64enc }} {{ "aGk=" | b64dec }} {{ "a" | b32enc }} {{ "ME======" | b32dec }}"#,
            "aMOpbGxv hi ME====== a"
        ),
        (
            #"{{ "aG\nk=" | b64dec }}|{{ "a k=" | b64dec }}|{{ "aGk" | b64dec }}|{{ "aG==x" | b64dec }}"#,
            "hi|illegal base64 data at input byte 1|illegal base64 data at input byte 0|illegal base64 data at input byte 4"
        ),
        (
            #"{{ toJson (dict "a" "<&>\u2028\x01" "b" (list 1 nil 1.5 1e21) "c" 1e6) }}"#,
            #"{"a":"\u003c\u0026\u003e\u2028\u0001","b":[1,null,1.5,1e+21],"c":1000000}"#
        ),
        (
            #"{{ toRawJson "<&>" }} {{ toPrettyJson (dict "a" (list 1 (dict)) "b" (list)) }}"#,
            "\"<&>\" {\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}"
        ),
        (
            #"{{ fromJson "[1]" }}|{{ fromJson "{" }}|{{ fromJson "null" }}|{{ fromJsonArray "{}" }}"#,
            "map[Error:json: cannot unmarshal array into Go value of type map[string]interface {}]"
                + "|map[Error:unexpected end of JSON input]|map[]"
                + "|[json: cannot unmarshal object into Go value of type []interface {}]"
        ),
        (#"{{ toYaml (dict "a" (list 1 "1" (dict "b" "x\ny\n"))) }}"#, "a:\n- 1\n- \"1\"\n- b: |\n    x\n    y"),
        (
            #"{{ toYamlPretty (dict "a" (list 1)) }}|{{ (fromYaml "a: [1, x]").a }}|{{ fromYamlArray "- 1" }}"#,
            "a:\n  - 1|[1 x]|[1]"
        ),
        (
            #"{{ toJson (toDate "2006-01-02" "2020-01-02") }} {{ toJson (semver "v1.2") }}"#,
            #""2020-01-02T00:00:00Z" "1.2.0""#
        ),
    ])
    func `Encodings are Helm's`(source: String, text: String) {
        #expect(rendered(source) == text)
    }

    @Test(arguments: [
        (
            "a = 1\\nb.c = 'x' # y\\n[d]\\ne = [1, [2.5, 'a'], {f = true}]",
            #"{"a":1,"b":{"c":"x"},"d":{"e":[1,[2.5,"a"],{"f":true}]}}"#
        ),
        ("[[a]]\\nb = 1\\n[[a]]\\n[a.c]\\nd = 2", #"{"a":[{"b":1},{"c":{"d":2}}]}"#),
        (#"a = 0x1F\nb = 1_000\nc = -inf\n"#.replacing("c = -inf\\n", with: "c = 1e3"), #"{"a":31,"b":1000,"c":1000}"#),
        (#"a = \"\"\"\nx\\\n  y\"\"\"\nb = '''\nq'''"#, #"{"a":"xy","b":"q"}"#),
        (#"\"a b\" = \"\\u00e9\\t\""#, #"{"a b":"é\t"}"#),
        (
            "a = 2020-01-02T03:04:05Z\\nb = 2020-01-02 03:04:05+01:00",
            #"{"a":"2020-01-02T03:04:05Z","b":"2020-01-02T03:04:05+01:00"}"#
        ),
    ])
    func `TOML is read`(text: String, json: String) {
        #expect(rendered("{{ fromToml \"\(text)\" | toJson }}") == json)
    }

    @Test(arguments: [
        ("a = 1\\na = 2", #"toml: line 2 (last key "a"): Key 'a' has already been defined."#),
        ("a", "toml: line 0: unexpected EOF; expected key separator '='"),
        ("a = ", #"toml: line 0 (last key "a"): unexpected EOF; expected value"#),
        ("[a", "toml: line 0: expected '.' or ']' to end table name, but got '\\x00' instead"),
        (
            "a = [1",
            #"toml: line 0 (last key "a"): expected a comma (',') or array terminator (']'), but got end of file"#
        ),
        ("x y = 1", "toml: line 1: expected '.' or '=', but got 'y' instead"),
        ("a = 01", #"toml: line 1 (last key "a"): Invalid integer "01": cannot have leading zeroes"#),
        ("a = foo", #"toml: line 1 (last key "a"): expected value but found "foo" instead"#),
        (
            "a = 1 b = 2",
            "toml: line 1: expected a top-level item to end with a newline, comment, or EOF, but got 'b' instead"
        ),
    ])
    func `Errors in TOML are worded as Helm words them`(text: String, message: String) {
        #expect(rendered("{{ (fromToml \"\(text)\").Error }}") == message)
    }

    @Test(arguments: [
        (
            #"{{ toToml (dict "z" 1 "a" (dict "x" 1.0) "b" (list (dict "c" 1))) }}"#,
            "z = 1\n\n[a]\n  x = 1.0\n\n[[b]]\n  c = 1\n"
        ),
        (#"{{ toToml (dict "a" (list nil)) }}"#, "toml: cannot encode array with nil element"),
        (#"{{ toToml (list (dict)) }}"#, "toml: top-level values must be Go maps or structs"),
        (#"{{ toToml (dict "a b" (list 1 (dict "x" "\u0001"))) }}"#, "\"a b\" = [1, {x = \"\\u0001\"}]\n"),
    ])
    func `TOML is written`(source: String, text: String) {
        #expect(rendered(source) == text)
    }

    @Test func `A value that contains itself has no text, but ends`() {
        let source = #"{{ $d := dict }}{{ $_ := set $d "self" $d }}{{ toJson $d | len }} {{ toYaml $d | len | lt 0 }}"#
        #expect(rendered(source).hasPrefix("0 "))
    }
}

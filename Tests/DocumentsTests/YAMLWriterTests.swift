import Testing

@testable import Documents

@Suite struct YAMLWriterTests {
    @Test(arguments: try fixture("toYaml.jsonl"))
    func writesAsHelm(_ line: FixtureLine) throws {
        // Numbers are doubles in Helm's templates.
        let value = try #require(line["value"]).integersAsDoubles()
        #expect(YAML.goMarshal(value).map(trimmed) ?? "" == line["toYaml"]?.string)
        #expect(trimmed(YAML.write(value, .goYAML3)) == line["toYamlPretty"]?.string)
    }

    @Test(
        arguments: [
            (Value.integer(1_000_000), "1000000\n", "1000000\n"),
            (.double(1_000_000), "1e+06\n", "1000000\n"),
            (.double(1e20), "1e+20\n", "1e+20\n"),
            (.double(1e19), "1e+19\n", "10000000000000000000\n"),
            (.double(-0.0), "-0\n", "0\n"),
            (.double(1e-7), "1e-07\n", "1e-07\n"),
            (.double(.infinity), ".inf\n", nil),
            (.double(.nan), ".nan\n", nil),
            ("a\u{7f}", "\"a\\x7F\"\n", nil),
            ("a\u{90}", "\"a\\x90\"\n", nil),
            ("a\u{85}b", "\"a\\Nb\"\n", "a b\n"),
            ("a \u{85}\u{85} b", "\"a \\N\\N b\"\n", "|-\n  a\n  b\n"),
            ("a\u{85}--- b", "\"a\\N--- b\"\n", nil),
            (["a\u{85}b": 1], "? \"a\\Nb\"\n: 1\n", nil),
            (["a": ["x\u{7f}"]], "a:\n- \"x\\x7F\"\n", nil),
        ] as [(Value, String, String?)])
    func directAndThroughJSON(_ value: Value, _ direct: String, _ throughJSON: String?) {
        #expect(text(YAML.write(value)) == direct)
        #expect(YAML.goMarshal(value).map(text) == throughJSON)
    }

    @Test func longKeysCannotBeReadAgain() {
        #expect(YAML.goMarshal([String(repeating: "k", count: 1022): 1]) != nil)
        #expect(YAML.goMarshal([String(repeating: "k", count: 1023): 1]) == nil)
        #expect(YAML.goMarshal([String(repeating: "<", count: 171): 1]) == nil)
    }

    @Test(arguments: [
        (["a10", "a2", "a1", "a01"], ["a1", "a01", "a2", "a10"]),
        (["b", "B", "_x", "1", "é", "z"], ["_x", "1", "B", "b", "z", "é"]),
        (["1.10", "1.5", "1", "10", "2"], ["1", "1.5", "1.10", "2", "10"]),
        (["ab", "a"], ["a", "ab"]),
        (["x100", "x10"], ["x10", "x100"]),
    ])
    func ordersKeys(_ keys: [String], _ expected: [String]) {
        let object = Object(keys.map { .init(key: $0, value: 1) })
        #expect(YAMLKeyOrder(style: .goYAML2).sorted(object).map(\.key) == expected)
    }

    @Test func ordersKeysAsTheThirdVersionOfGoyaml() {
        let object: Value = ["a2": 1, "a1b": 2, "a10": 3, "ab": 4]
        #expect(text(YAML.write(object, .goYAML3)) == "a1b: 2\na2: 1\na10: 3\nab: 4\n")
    }

    @Test(arguments: [
        ("2020-02-29", true), ("2020-02-30", false), ("2021-02-29", false), ("1900-2-29", false), ("2000-2-29", true),
        ("2020-13-1", false), ("2020-0-1", false), ("2020-001-1", false), ("202-01-01", false), ("2020-04-31", false),
        ("2020-1-1 1:2:59", true), ("2020-1-1 1:2:60", false), ("2020-1-1 24:0:0", false), ("2020-1-1 1:60:0", false),
        ("2020-1-1  1:2:3.5", true), ("2020-1-1 1:2:3,5", true), ("2020-1-1 1:2:3.", false), ("2020-1-1 1:2", false),
        ("2020-1-1T1:2:3Z", true), ("2020-1-1t1:2:3+24:00", true), ("2020-1-1T1:2:3+25:00", false),
        ("2020-1-1T1:2:3-01:60", true), ("2020-1-1T1:2:3-01:61", false), ("2020-1-1T1:2:3", false),
        ("2020-1-1 1:2:3Z", false),
    ])
    func quotesPointsInTime(_ string: String, _ isQuoted: Bool) {
        #expect(text(YAML.write(.string(string))).hasPrefix("\"") == isQuoted)
    }

    /// These keys form a ring in goyaml.v2's order; the result must not depend on where they come from.
    @Test func orderDependsOnTheKeysAlone() {
        let keys = ["a10", "a1b", "a2"]
        let orders = [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 2, 1], [2, 1, 0], [1, 0, 2]].map { order in
            let object = Object(order.map { .init(key: keys[$0], value: 1) })
            return YAMLKeyOrder(style: .goYAML2).sorted(object).map(\.key)
        }
        #expect(Set(orders).count == 1)
    }

    @Test func whatIsWrittenReadsTheSame() throws {
        for line in try fixture("toYaml.jsonl") {
            let value = try #require(line["value"])
            let written = YAML.write(value, .goYAML3)
            // A scalar that ends the text with `+` keeps its newlines, and Unicode's line breaks become newlines.
            guard !text(written).unicodeScalars.contains(where: { $0.value > 0x7e }) else { continue }
            #expect(try YAML.read(written).integersAsDoubles() == value.integersAsDoubles())
        }
    }
}

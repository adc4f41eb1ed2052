import Testing

@testable import Documents

@Suite struct YAMLReaderTests {
    @Test(arguments: try fixture("fromYaml.jsonl"))
    func readsAsHelm(_ line: FixtureLine) throws {
        let source = try #require(line["text"]?.string)
        if let error = line["error"]?.string {
            let thrown = #expect(throws: DocumentError.self) { try Self.readObject(source) }
            #expect(thrown?.message == error)
        } else {
            let value = try Self.readObject(source)
            #expect(value.integersAsDoubles() == line["value"]?.integersAsDoubles())
        }
    }

    /// Helm's fromYaml wants an object and tells from where an error comes.
    private static func readObject(_ source: String) throws(DocumentError) -> Value {
        let value: Value
        do throws(DocumentError) {
            value = try YAML.read(source)
        } catch {
            throw DocumentError("error converting YAML to JSON: \(error.message)")
        }
        let kind: String
        switch value {
        case .null, .object: return value.isNull ? [:] : value
        case .array: kind = "array"
        case .string: kind = "string"
        case .bool: kind = "bool"
        case .integer, .double: kind = "number"
        }
        throw DocumentError(
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(kind) into Go value of type "
                + "map[string]interface {}")
    }

    @Test(
        arguments: [
            ("1", Value.integer(1)), ("1.0", 1), ("1.5", 1.5), ("1e3", 1000), ("0x1F", 31), ("0b11", 3), ("0o17", 15),
            ("017", 15), ("08", 8), ("1_000", 1000), ("-0x10", -16), ("+1", 1), ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)), ("18446744073709551615", .double(18_446_744_073_709_551_616)),
            ("1e20", .double(1e20)), ("9007199254740993.0", 9_007_199_254_740_992),
            ("9223372036854774784.0", 9_223_372_036_854_775_000), ("1:30", "1:30"), ("1e400", "1e400"), ("0b2", "0b2"),
            ("~", nil), ("", nil), ("yes", true), ("Off", false), ("2020-01-01", "2020-01-01"), ("0x", "0x"),
            ("\"1\"", "1"),
        ] as [(String, Value)])
    func resolvesScalars(_ text: String, _ expected: Value) throws {
        #expect(try YAML.read(text) == expected)
    }

    @Test func documentsKnowTheirLines() throws {
        let text = "# c\na: 1\n---\n# x\n\nb: 2\n---\n---\n- 3\n"
        let documents = try YAML.readDocuments(Array(text.utf8))
        #expect(documents.map(\.value) == [["a": 1], ["b": 2], nil, [3]])
        #expect(documents.map(\.line) == [2, 6, 8, 9])
        #expect(try YAML.readAll(Array(text.utf8)) == documents.map(\.value))
        #expect(try YAML.readAll([]).isEmpty)
        #expect(try YAML.readAll(Array("# only\n".utf8)).isEmpty)
    }

    @Test func onlyTheFirstDocumentIsRead() throws {
        #expect(try YAML.read("a: 1\n---\nb: [") == ["a": 1])
    }

    @Test func anchorsEndWithTheirDocument() {
        #expect(throws: DocumentError.self) { try YAML.readAll(Array("a: &x 1\n---\nb: *x\n".utf8)) }
    }

    @Test func errorsKnowWhereTheyAre() {
        let error = #expect(throws: DocumentError.self) { try YAML.read("a: 1\nb: 2\nc: d: e\n") }
        #expect(error?.message == "yaml: line 3: mapping values are not allowed in this context")
        #expect(error?.line == 3)
        #expect(error?.column == 5)
    }

    @Test func aliasesCannotExplode() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let error = #expect(throws: DocumentError.self) { try YAML.read(text) }
        #expect(error?.message == "yaml: document contains excessive aliasing")
    }

    @Test func depthIsLimited() throws {
        let depth = 1_000
        _ = try YAML.read(String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
        let error = #expect(throws: DocumentError.self) { try YAML.read(String(repeating: "[", count: 2_000)) }
        #expect(error?.message == "yaml: exceeded max depth of 1000")
    }

    /// goyaml.v2 and libyaml disagree on these escapes.
    @Test(arguments: [
        (#"a: "it\'s""#, "it's"), (#"a: "\'\'\\\'" # \'"#, "''\\'"),
        ("\u{feff}a: \"\u{e9}\\'\\\"\\'x\"", "\u{e9}'\"'x"),
        (#"a: it\'s"#, #"it\'s"#), (#"a: 'it\'"#, #"it\"#), (#"a: \/"#, #"\/"#), (#"a: "\\/""#, #"\/"#),
    ])
    func escapesInQuotes(_ text: String, _ expected: String) throws {
        #expect(try YAML.read(text)["a"] == .string(expected))
    }

    @Test(arguments: [
        ("a: \"x\\/\"", "yaml: found unknown escape character"),
        ("b: \u{e9}\na: \"x\n  \\/\"", "yaml: line 3: found unknown escape character"),
        ("a: \"\\'\\q\"", "yaml: found unknown escape character"),
    ])
    func refusedEscapes(_ text: String, _ message: String) {
        let error = #expect(throws: DocumentError.self) { try YAML.read(text) }
        #expect(error?.message == message)
    }

    @Test(arguments: [
        ("0b+1", "1"), (".5_0", "0.5"), ("._5", "\"._5\""), (".5_", "\".5_\""), ("0b-1", "-1"), ("1__0", "10"),
        ("-0", "0"), ("1e-400", "0"),
    ])
    func oddNumbers(_ text: String, _ json: String) throws {
        #expect(try JSON.write(YAML.read(text)) == Array(json.utf8))
    }
}

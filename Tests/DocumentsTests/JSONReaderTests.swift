import Testing

@testable import Documents

@Suite struct JSONReaderTests {
    @Test(
        arguments: [
            ("null", Value.null),
            (" true ", true),
            ("false\n", false),
            ("0", 0),
            ("-1", -1),
            ("-0", .double(-0.0)),
            ("123456789012345678", 123_456_789_012_345_678),
            ("9223372036854775807", 9_223_372_036_854_775_807),
            ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)),
            ("18446744073709551616", .double(18_446_744_073_709_551_616)),
            ("1.0", 1.0),
            ("1.5e3", 1500.0),
            ("1E-7", 1e-7),
            (#""""#, ""),
            (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{c}\n\r\tz"),
            (#""\u00e9\ud83d\ude00\ud83dx\ude00""#, "\u{e9}\u{1f600}\u{fffd}x\u{fffd}"),
            (#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
            ("\"long enough to be read by eight bytes, \u{e9}\"", "long enough to be read by eight bytes, \u{e9}"),
            ("[]", []),
            ("{ }", .object(Object())),
            ("[1, [2] ,{\"a\":{}}]", [1, [2], ["a": [:]]]),
            (#"{"a":1,"b":2,"a":3}"#, ["a": 3, "b": 2]),
            (#"{"a":1,"\u0061":2}"#, ["a": 2]),
        ] as [(String, Value)])
    func reads(_ text: String, _ expected: Value) throws {
        #expect(try JSON.read(text) == expected)
    }

    @Test func minusZeroStaysNegative() throws {
        #expect(try JSON.read("-0").double?.sign == .minus)
    }

    /// Go replaces each bad byte by itself.
    @Test(
        arguments: [
            ([0xff], 1), ([0xe2, 0x82], 2), ([0xed, 0xa0, 0x80], 3), ([0xc0, 0x80], 2), ([0xf0, 0x9f, 0x98], 3),
        ] as [([UInt8], Int)])
    func mendsInvalidUTF8(_ bytes: [UInt8], _ replacements: Int) throws {
        let quote = [UInt8(ascii: "\"")]
        let expected = String(repeating: "\u{fffd}", count: replacements)
        #expect(try JSON.read(quote + bytes + quote) == .string(expected))
        #expect(try JSON.read(quote + Array("\\n".utf8) + bytes + quote) == .string("\n" + expected))
    }

    @Test(arguments: [
        ("", "unexpected end of JSON input", 1, 1),
        ("  ", "unexpected end of JSON input", 1, 3),
        ("{\"a\":", "unexpected end of JSON input", 1, 6),
        ("\"a", "unexpected end of JSON input", 1, 3),
        ("1 x", "invalid character 'x' after top-level value", 1, 3),
        ("01", "invalid character '1' after top-level value", 1, 2),
        ("{\n  \"a\" 1}", "invalid character '1' after object key", 2, 7),
        ("{\"a\":1 \"b\"}", "invalid character '\"' after object key:value pair", 1, 8),
        ("{a:1}", "invalid character 'a' looking for beginning of object key string", 1, 2),
        ("{\"a\":1,}", "invalid character '}' looking for beginning of object key string", 1, 8),
        ("[1 2]", "invalid character '2' after array element", 1, 4),
        ("[1,]", "invalid character ']' looking for beginning of value", 1, 4),
        ("'a'", "invalid character '\\'' looking for beginning of value", 1, 1),
        ("\u{e9}", "invalid character '\u{c3}' looking for beginning of value", 1, 1),
        ("tru", "unexpected end of JSON input", 1, 4),
        ("trux", "invalid character 'x' in literal true (expecting 'e')", 1, 4),
        ("nan", "invalid character 'a' in literal null (expecting 'u')", 1, 2),
        ("-x", "invalid character 'x' in numeric literal", 1, 2),
        ("1.x", "invalid character 'x' after decimal point in numeric literal", 1, 3),
        ("1ex", "invalid character 'x' in exponent of numeric literal", 1, 3),
        ("\"\n\"", "invalid character '\\n' in string literal", 1, 2),
        ("\"\\x\"", "invalid character 'x' in string escape code", 1, 3),
        ("\"\\u12x4\"", "invalid character 'x' in \\u hexadecimal character escape", 1, 6),
        ("\u{1}", "invalid character '\\x01' looking for beginning of value", 1, 1),
        ("1e999", "json: cannot unmarshal number 1e999 into Go value of type float64", 1, 6),
    ])
    func refuses(_ text: String, _ message: String, _ line: Int, _ column: Int) {
        let error = #expect(throws: DocumentError.self) { try JSON.read(text) }
        #expect(error == DocumentError(message, line: line, column: column))
    }

    @Test func depthIsLimited() throws {
        let deep = String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000)
        _ = try JSON.read(deep)
        let error = #expect(throws: DocumentError.self) { try JSON.read("[" + deep + "]") }
        #expect(error?.message == "invalid character '[' exceeded max depth")
        #expect(throws: DocumentError.self) { try JSON.read("[[1]]", maximumDepth: 1) }
    }

    @Test func largeObjectsKeepTheLastOfEqualKeys() throws {
        let members = (0..<300).map { "\"k\($0 % 100)\":\($0)" }.joined(separator: ",")
        let object = try JSON.read("{\(members)}")
        #expect(object.object?.count == 100)
        #expect(object["k0"] == 200)
        #expect(object["k99"] == 299)
    }
}

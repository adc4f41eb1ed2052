import Testing

@testable import Documents

@Suite struct JSONWriterTests {
    static let sample: Value = ["b": [1, 2.5, nil, true], "a": ["<&>": "\u{2028}\u{e9}", "e": [:]], "c": []]

    @Test func goStyle() {
        #expect(
            text(JSON.write(Self.sample, .go, sortedKeys: true))
                == #"{"a":{"\u003c\u0026\u003e":"\u2028"# + "\u{e9}" + #"","e":{}},"b":[1,2.5,null,true],"c":[]}"#)
    }

    @Test func plainStyleKeepsOrder() {
        #expect(
            text(JSON.write(Self.sample))
                == #"{"b":[1,2.5,null,true],"a":{"<&>":"\u2028"# + "\u{e9}" + #"","e":{}},"c":[]}"#)
    }

    @Test func indentedStyles() {
        let value: Value = ["a": [1, ["b": "<"]], "c": [:], "d": []]
        let expected = """
            {
              "a": [
                1,
                {
                  "b": "<"
                }
              ],
              "c": {},
              "d": []
            }
            """
        #expect(text(JSON.write(value, .indented(2))) == expected)
        #expect(text(JSON.write(["b": "<"], .goIndented(1))) == "{\n \"b\": \"\\u003c\"\n}")
    }

    @Test(arguments: [
        ("a\"\\/b", #""a\"\\/b""#),
        ("\u{0}\u{1}\u{8}\u{9}\u{a}\u{c}\u{d}\u{1f}\u{7f}\u{85}", #""\u0000\u0001\b\t\n\f\r\u001f"# + "\u{7f}\u{85}\""),
        ("\u{2027}\u{2028}\u{2029}\u{202a}", "\"\u{2027}\\u2028\\u2029\u{202a}\""),
        ("\u{1f600}\u{fffd}", "\"\u{1f600}\u{fffd}\""),
        ("12345678<12345678>&", "\"12345678<12345678>&\""),
    ])
    func strings(_ string: String, _ expected: String) throws {
        let written = JSON.write(.string(string))
        #expect(text(written) == expected)
        #expect(try JSON.read(written) == .string(string))
    }

    @Test func invalidBytesBecomeEscapes() {
        var output: [UInt8] = []
        [0x61, 0xff, 0xe2, 0x82].withUnsafeBytes { JSON.appendString($0, to: &output) }
        #expect(text(output).hasPrefix("\"a"))
        output = []
        ([0x61, 0xff, 0xe2, 0x82, 0x62] as [UInt8]).withUnsafeBytes { JSON.appendString($0, to: &output) }
        #expect(text(output) == #""a\ufffd\ufffd\ufffdb""#)
    }

    @Test(arguments: [
        (1.0, "1"), (-0.0, "-0"), (0.1, "0.1"), (1e20, "100000000000000000000"), (1e21, "1e+21"), (1.5e300, "1.5e+300"),
        (1e-6, "0.000001"), (1.5e-7, "1.5e-7"), (1e-10, "1e-10"), (123456789.125, "123456789.125"),
        (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"), (.infinity, "null"),
        (9007199254740992, "9007199254740992"),
    ])
    func doubles(_ double: Double, _ expected: String) {
        #expect(text(JSON.write(.double(double))) == expected)
    }

    @Test(arguments: [
        (1.0, "1"), (999_999, "999999"), (1e6, "1e+06"), (1_234_567, "1.234567e+06"), (123456.789, "123456.789"),
        (0.0001, "0.0001"), (0.00001, "1e-05"), (-0.0, "-0"), (1e100, "1e+100"),
    ])
    func generalDoubles(_ double: Double, _ expected: String) {
        var output: [UInt8] = []
        GoFloat(double).appendGeneral(to: &output)
        #expect(text(output) == expected)
    }
}

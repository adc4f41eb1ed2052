import GoTemplate
import Testing

/// Verbs, flags and their errors, as Go's fmt prints them.
struct PrintfTests {
    @Test func verbs() {
        let table: [(String, [TemplateValue], String)] = [
            (
                "%d|%5d|%-5d|%05d|%+d|% d", [TemplateValue.int(42), .int(42), .int(42), .int(42), .int(42), .int(42)],
                "42|   42|42   |00042|+42| 42"
            ),
            ("%x|%X|%#x|%o|%#o|%O|%b|%#b", Array(repeating: .int(10), count: 8), "a|A|0xa|12|012|0o12|1010|0b1010"),
            ("%.3d|%8.3d|%.0d|%x", [.int(7), .int(-7), .int(0), .int(-255)], "007|    -007||-ff"),
            (
                "%c|%q|%U|%#U|%+q", [.int(0x4E16), .int(0x4E16), .int(0x4E16), .int(0x4E16), .int(0x4E16)],
                "世|'世'|U+4E16|U+4E16 '世'|'\\u4e16'"
            ),
            (
                "%s|%10s|%-6s|%.2s|%q|%x|% x|%#x|%X", Array(repeating: .text("hé"), count: 9),
                "hé|        hé|hé    |hé|\"hé\"|68c3a9|68 c3 a9|0x68c3a9|68C3A9"
            ),
            ("%+q|%#q|%# x", [.text("é\n"), .text("a\"b"), .text("ab")], "\"\\u00e9\\n\"|`a\"b`|0x61 0x62"),
            ("%v|%d|%s|%q|%x", Array(repeating: .bytes([104, 105]), count: 5), "[104 105]|[104 105]|hi|\"hi\"|6869"),
            (
                "%f|%.2f|%8.3f|%-8.1f|%08.2f|%+f", Array(repeating: .double(3.14159), count: 6),
                "3.141590|3.14|   3.142|3.1     |00003.14|+3.141590"
            ),
            (
                "%e|%E|%g|%G|%.3g|%.10g", Array(repeating: .double(1234567.5), count: 6),
                "1.234568e+06|1.234568E+06|1.2345675e+06|1.2345675E+06|1.23e+06|1234567.5"
            ),
            (
                "%6.1f|%.0f|%.0f|%#g|%#.3g", [.double(2.25), .double(0.5), .double(1.5), .double(1), .double(1)],
                "   2.2|0|2|1.00000|1.00"
            ),
            (
                "%x|%X|%.2x|%b", [.double(1), .double(-1.5), .double(3.1415), .double(1)],
                "0x1p+00|-0X1.8P+00|0x1.92p+01|4503599627370496p-52"
            ),
            (
                "%v|%5v|%f|%e", [.double(.infinity), .double(-.infinity), .double(.nan), .double(.infinity)],
                "+Inf| -Inf|NaN|+Inf"
            ),
            ("%t|%v|%5t|%d", [.bool(true), .bool(false), .bool(true), .bool(true)], "true|false| true|%!d(bool=true)"),
            ("%v|%s|%d|%5v", [.null, .null, .null, .null], "<nil>|%!s(<nil>)|%!d(<nil>)|<nil>"),
            (
                "%T|%T|%T|%T|%T", [.null, .int(1), .double(1), .text(""), .bytes([])],
                "<nil>|int|float64|string|[]uint8"
            ),
            ("%d %d", [.int(1)], "1 %!d(MISSING)"),
            ("%d", [.int(1), .text("b")], "1%!(EXTRA string=b)"),
            ("%", [], "%!(NOVERB)"),
            ("%z|%!", [.int(1)], "%!z(int=1)|%!!(MISSING)"),
            ("%[2]d %[1]d|%[3]d|%[x]d", [.int(1), .int(2)], "2 1|%!d(BADINDEX)|%!d(BADINDEX)"),
            (
                "%*d|%-*d|%.*f|%*d", [.int(4), .int(1), .int(4), .int(2), .int(1), .double(2.55), .text("x"), .int(3)],
                "   1|2   |2.5|%!(BADWIDTH)3"
            ),
            ("%05s|%x|%s", [.text("ab"), .text(""), .int(5)], "000ab||%!s(int=5)"),
            (
                "%d|%.1f", [.complex(real: 1, imaginary: 2), .complex(real: 1, imaginary: -2)],
                "%!d(complex128=(1+2i))|(1.0-2.0i)"
            ),
            ("%v%%", [.uint64(18_446_744_073_709_551_615)], "18446744073709551615%"),
        ]

        for (format, arguments, expected) in table {
            #expect(GoPrinting.formatted(TemplateString(format), arguments).text == expected, "\(format)")
        }
    }

    @Test(arguments: [
        ("%v", "[1 a <nil> [x] map[k:v]]"),
        ("%d", "[1 %!d(string=a) <nil> [%!d(string=x)] map[%!d(string=k):%!d(string=v)]]"),
        ("%q", "['\\x01' \"a\" <nil> [\"x\"] map[\"k\":\"v\"]]"),
        ("%#v", "[]interface {}{1, \"a\", interface {}(nil), []string{\"x\"}, map[string]interface {}{\"k\":\"v\"}}"),
        ("%5v", "[    1     a <nil> [    x] map[    k:    v]]"),
    ])
    func collections(_ format: String, _ expected: String) {
        let strings = TemplateValue.list(TemplateList(strings: ["x"]))
        let value = list(.int(1), .text("a"), .null, strings, map([("k", .text("v"))]))
        #expect(GoPrinting.formatted(TemplateString(format), [value]).text == expected)
    }

    static let doubleTable: [(Double, String)] = [
        (0, "0"), (1, "1"), (-0.0, "-0"), (0.1, "0.1"), (999999, "999999"), (1_000_000, "1e+06"),
        (1_234_567, "1.234567e+06"), (123456.789, "123456.789"), (0.0001, "0.0001"), (0.00001, "1e-05"),
        (1e21, "1e+21"), (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
        (2.5, "2.5"),
    ]

    @Test(arguments: doubleTable)
    func doubles(_ double: Double, _ expected: String) {
        #expect(GoPrinting.text(.double(double)).text == expected)
    }

    @Test func operandsArePrintedWithSpacesBetweenNonStrings() {
        var output: [UInt8] = []
        GoPrinting.print([.int(1), .int(2), .text("a"), .text("b"), .bool(true), .null], to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "1 2abtrue <nil>")
    }
}

import Documents
import GoTemplate
import Testing

/// Documents become template values and template values documents.
struct ConversionTests {
    @Test func documentsComeBackAsTheyWere() {
        let document: Value = [
            "a": [1, 2.5, "x", nil, true], "b": ["c": [:]], "z": "\u{1F600}",
        ]
        #expect(TemplateValue(document).document == document)
    }

    @Test func kindsAreGos() {
        #expect(TemplateValue(.integer(1)).goTypeName == "int64")
        #expect(TemplateValue(.double(1)).goTypeName == "float64")
        #expect(TemplateValue([1]).goTypeName == "[]interface {}")
        #expect(TemplateValue(["a": 1]).goTypeName == "map[string]interface {}")
        #expect(TemplateValue(.null).goKind == .invalid)
    }

    @Test(arguments: [
        ([], ""), ([102], "Zg=="), ([102, 111], "Zm8="), ([102, 111, 111], "Zm9v"), ([0, 255, 254, 253], "AP/+/Q=="),
    ])
    func bytesBecomeBase64(_ bytes: [UInt8], _ expected: String) {
        #expect(TemplateValue.bytes(bytes).document == .string(expected))
    }

    @Test func nilsAndBytesThatAreNoText() {
        #expect(TemplateValue.list(.nilList()).document == .null)
        #expect(TemplateValue.list(TemplateList([])).document == [])
        #expect(TemplateValue.map(TemplateMap(isNil: true)).document == .null)
        #expect(TemplateValue.string(TemplateString([0x61, 0xFF])).document == "a\u{FFFD}")
        #expect(TemplateValue.uint64(.max).document == .double(18_446_744_073_709_551_616))
    }

    @Test func truthIsGos() {
        let falsy: [TemplateValue] = [
            .null, .bool(false), .int(0), .int64(0), .double(0), .text(""), list(), map([]), .bytes([]), .uint8(0),
        ]
        let truthy: [TemplateValue] = [
            .bool(true), .int(-1), .double(.nan), .text("false"), list(.null), map([("a", .null)]), .bytes([0]),
        ]
        #expect(falsy.filter { $0.isTrue }.isEmpty)
        #expect(truthy.filter { !$0.isTrue }.isEmpty)
    }
}

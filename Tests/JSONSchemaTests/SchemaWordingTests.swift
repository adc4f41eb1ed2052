import Documents
import Testing

@testable import JSONSchema

/// Violations in the words of Helm 3.17.3, as the real program prints them, in its order.
@Suite struct SchemaWordingTests {
    struct Case: Sendable {
        var schema: String
        var values: String
        var lines: [String]
    }

    static let cases = [
        Case(
            schema: #"{"required":["req","b"]}"#, values: "{}",
            lines: ["(root): req is required", "(root): b is required"]),
        Case(
            schema: #"{"properties":{"a":{"type":["string","null"]},"b":{"minimum":0.5},"c":{"maximum":12345678901}}}"#,
            values: #"{"a":1,"b":0.1,"c":22345678901}"#,
            lines: [
                "a: Invalid type. Expected: [string,null], given: integer",
                "b: Must be greater than or equal to 0.5", "c: Must be less than or equal to 1.2345678901e+10",
            ]),
        Case(
            schema: #"{"properties":{"a":{"enum":["q","w",1]},"b":{"const":{"x":1}},"c":{"pattern":"^a"}}}"#,
            values: #"{"a":"z","b":2,"c":"b"}"#,
            lines: [
                #"a: a must be one of the following: "q", "w", 1"#, #"b: b does not match: {"x":1}"#,
                "c: Does not match pattern '^a'",
            ]),
        Case(
            schema: #"{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"object","required":["k"]}]}}}"#,
            values: #"{"a":{"b":1}}"#,
            lines: ["a: Must validate at least one schema (anyOf)", "a: k is required"]),
        Case(
            schema: #"{"properties":{"a":{"oneOf":[{"type":"string"},{"type":"integer","minimum":5}]}}}"#,
            values: #"{"a":1}"#,
            lines: ["a: Must validate one and only one schema (oneOf)", "a: Must be greater than or equal to 5"]),
        Case(
            schema: #"{"properties":{"a":{"allOf":[{"minLength":3},{"maxLength":1}]}}}"#, values: #"{"a":"zz"}"#,
            lines: [
                "a: String length must be greater than or equal to 3",
                "a: String length must be less than or equal to 1", "a: Must validate all the schemas (allOf)",
            ]),
        Case(
            schema: #"{"properties":{"a":{"not":{"type":"string"}}},"additionalProperties":false,"#
                + #""if":{"required":["x"]},"then":{"required":["y"]},"else":{"required":["z"]}}"#,
            values: #"{"a":"zz","q":1}"#,
            lines: [
                #"(root): Must validate "else" as "if" was not valid"#, "(root): z is required",
                "(root): Additional property q is not allowed", "a: Must not validate the schema (not)",
            ]),
        Case(
            schema: #"{"properties":{"a":{"items":{"type":"integer"},"minItems":3,"uniqueItems":true,"#
                + #""contains":{"const":9}}},"dependencies":{"a":["b"]},"minProperties":2}"#,
            values: #"{"a":["x","x"]}"#,
            lines: [
                "(root): Has a dependency on b", "(root): Must have at least 2 properties",
                "a.0: Invalid type. Expected: integer, given: string",
                "a.1: Invalid type. Expected: integer, given: string", "a: Array must have at least 3 items",
                "a: array items[0,1] must be unique", "a: At least one of the items must match",
                "a.0: a.0 does not match: 9",
            ]),
        Case(
            schema: #"{"properties":{"a":{"format":"email"},"b":{"multipleOf":5},"c":{"exclusiveMinimum":3}},"#
                + #""propertyNames":{"maxLength":1},"patternProperties":{"^l":{"type":"string"}}}"#,
            values: #"{"a":"no","b":3,"c":3,"long":1}"#,
            lines: [
                "long: Invalid type. Expected: string, given: integer",
                #"(root): Property name of "long" does not match"#,
                "(root): String length must be less than or equal to 1", "a: Does not match format 'email'",
                "b: Must be a multiple of 5", "c: Must be greater than 3",
            ]),
    ]

    @Test(arguments: cases)
    func asHelm3Prints(_ example: Case) throws {
        let schema = try JSONSchema(try JSON.read(example.schema))
        let violations = try schema.violations(in: try JSON.read(example.values))
        #expect(violations.map(\.helm3Line) == example.lines)
    }

    @Test(arguments: [
        (#"{"$ref":"http://example.com/x"}"#, "leads out of the schema"),
        (#"{"type":"objekt"}"#, "NOT VALID -- given: /objekt/"),
        (#"{"type":5}"#, "Expected: string/array of strings"),
        (##"{"properties":{"a":{"$ref":"#/definitions/none"}}}"##, "names nothing"),
        ("[1]", "schema is invalid"),
    ])
    func invalidSchema(_ schema: String, _ words: String) throws {
        let document = try JSON.read(schema)
        let error = #expect(throws: SchemaError.self) { try JSONSchema(document) }
        #expect(error?.message.contains(words) == true)
    }

    @Test func referencesInACircleEnd() throws {
        let schema = try JSONSchema(try JSON.read(##"{"$ref":"#"}"##))
        #expect(throws: SchemaError.self) { try schema.violations(in: 1) }
    }
}

import Documents
import Testing

@testable import JSONSchema

/// Schemas that Helm 3.17.3 refuses, with its words.
@Suite struct SchemaCheckTests {
    @Test(arguments: [
        (#"{"properties":{"a":5}}"#, "Expected: valid schema, given: Invalid JSON"),
        (#"{"properties":[]}"#, "properties must be of type object"),
        (#"{"required":true}"#, "required must be of an array"),
        (#"{"required":["a","a"]}"#, "required items must be unique"),
        (#"{"required":[1]}"#, "required items must be string"),
        (#"{"type":["string","string"]}"#, "string type is duplicated"),
        (
            #"{"type":"x"}"#,
            "has a primitive type that is NOT VALID -- given: /x/ Expected valid values are:"
                + "[array boolean integer number null object string]"
        ),
        (#"{"minLength":3.5}"#, "minLength must be of an integer"),
        (#"{"minLength":-1}"#, "minLength must be greater than or equal to 0"),
        (#"{"minLength":2,"maxLength":1}"#, "minLength cannot be greater than maxLength"),
        (#"{"minProperties":2,"maxProperties":1}"#, "minProperties cannot be greater than maxProperties"),
        (#"{"pattern":"("}"#, "pattern must be a valid regex"),
        (#"{"pattern":1}"#, "pattern must be of a string"),
        (#"{"format":1}"#, "format must be of type string"),
        (#"{"enum":1}"#, "enum must be of an array"),
        (#"{"enum":["a",{"b":1.0},{"b":1}]}"#, "enum items must be unique"),
        (#"{"allOf":{}}"#, "anyOf must be of an array"),
        (#"{"allOf":[5]}"#, "Expected: valid schema, given: Invalid JSON"),
        (#"{"not":5}"#, "not must be of an object"),
        (#"{"then":5}"#, "then must be of an object"),
        (#"{"items":[5]}"#, "Invalid type. Expected: valid schema/array of schemas, given: items"),
        (#"{"additionalItems":5}"#, "Invalid type. Expected: boolean/valid schema, given: additionalItems"),
        (#"{"additionalProperties":5}"#, "Invalid type. Expected: boolean/valid schema, given: additionalProperties"),
        (#"{"patternProperties":5}"#, "Invalid type. Expected: valid schema, given: patternProperties"),
        (#"{"patternProperties":{"(":{}}}"#, "Invalid regex pattern '('"),
        (#"{"propertyNames":5}"#, "Invalid type. Expected: valid schema, given: patternProperties"),
        (#"{"dependencies":[]}"#, "dependencies must be of type object"),
        (#"{"dependencies":{"a":[5]}}"#, "dependency must be of type schema or array of strings"),
        (#"{"multipleOf":"x"}"#, "Invalid type. Expected: number, given: multipleOf"),
        (#"{"multipleOf":0}"#, "multipleOf must be strictly greater than 0"),
        (#"{"minimum":"x"}"#, "minimum must be of a number"),
        (#"{"exclusiveMinimum":true}"#, "exclusiveMinimum cannot be used without minimum"),
        (#"{"exclusiveMinimum":"x"}"#, "Invalid type. Expected: boolean/number, given: exclusiveMinimum"),
        (
            #"{"$schema":"http://json-schema.org/draft-04/schema#","exclusiveMaximum":5}"#,
            "Invalid type. Expected: boolean, given: exclusiveMaximum"
        ),
        (
            #"{"$schema":"http://json-schema.org/draft-07/schema#","exclusiveMaximum":true}"#,
            "Invalid type. Expected: number, given: exclusiveMaximum"
        ),
        (#"{"uniqueItems":1}"#, "uniqueItems must be of a boolean"),
        (#"{"title":1}"#, "Invalid type. Expected: string, given: title"),
        (#"{"$id":1}"#, "Invalid type. Expected: string, given: $id"),
        (#"{"$ref":1}"#, "Invalid type. Expected: string, given: $ref"),
        (#"{"$schema":5}"#, "$schema must be of type string"),
        (#"{"definitions":{"a":5}}"#, "Invalid type. Expected: array of schemas, given: definitions"),
        (#"{"definitions":{"a":{"minLength":-1}}}"#, "minLength must be greater than or equal to 0"),
    ])
    func refuses(_ schema: String, _ message: String) throws {
        let document = try JSON.read(schema)
        let error = #expect(throws: SchemaError.self) { try JSONSchema(document) }
        #expect(error?.message == message)
    }

    @Test(arguments: [
        #"{"minItems":2,"maxItems":1}"#,
        #"{"$schema":"http://json-schema.org/draft-06/schema#","if":5}"#,
        ##"{"$ref":"#/definitions/a","definitions":{"a":{}},"minLength":-1}"##,
        #"{"definitions":{"a":true}}"#,
        #"{"unknown":{"minLength":-1},"$defs":{"a":5},"prefixItems":[5]}"#,
        #"{"dependencies":{"a":["b"]}}"#,
    ])
    func accepts(_ schema: String) throws {
        #expect(try JSONSchema(try JSON.read(schema)).violations(in: [:]).isEmpty)
    }

    /// What Helm 3.17.3 says of texts and formats.
    @Test(arguments: [
        ("date", ["2020-01-01"], ["2020-02-30", "2020-1-1"]),
        ("time", ["10:20:30", "10:20:30Z", "10:20:30+01:00"], ["24:00:00", "10:20", "10:20:60"]),
        (
            "date-time", ["2020-01-01T10:20:30.123+02:00", "2020-01-01", "10:20:30"],
            ["2020-01-01T10:20:30", "2020-01-01t10:20:30z", "2020-01-01 10:20:30"]
        ),
        ("email", ["x@y", "X <x@y.z>"], ["", "x@", "@y", "x y@z.com"]),
        ("ipv4", ["1.2.3.4", "::ffff:1.2.3.4"], ["1.2.3", "01.2.3.4", "256.1.1.1", "::1"]),
        ("ipv6", ["::1", "::ffff:1.2.3.4"], ["1.2.3.4", "1::2::3"]),
        (
            "uri", ["http://a.b/c?d#e", "mailto:x@y", "http://[::1]/", "http://a/{b}"],
            ["a/b", "http://a b", "http://a/%zz", "http://a:x/", "1http://x", #"a:\"#]
        ),
        ("uri-reference", ["", "a/b", "{a", "x y"], ["10:20", ":x", "::1", #"a\b"#]),
        ("uri-template", ["{a}", "http://a/{b}"], ["{a", "10:20"]),
        ("uuid", ["123e4567-e89b-12d3-a456-426614174000"], ["123E4567-e89b-12d3-a456-426614174000"]),
        ("nonsense", ["x"], []),
    ])
    func formats(_ format: String, _ right: [String], _ wrong: [String]) throws {
        let schema = try JSONSchema(["format": .string(format)])
        for text in right { #expect(try schema.violations(in: .string(text)).isEmpty, "\(text)") }
        for text in wrong { #expect(try !schema.violations(in: .string(text)).isEmpty, "\(text)") }
    }

    @Test func numbersAreOfNoFormat() throws {
        #expect(try !JSONSchema(["format": "ipv4"]).violations(in: 1).isEmpty)
        #expect(try JSONSchema(["format": "int32"]).violations(in: 1).isEmpty)
        #expect(try JSONSchema(["format": "ipv4"]).violations(in: true).isEmpty)
        #expect(try JSONSchema(["format": "ipv4"], options: .init(reading: .declared)).violations(in: 1).isEmpty)
    }

    /// The branch with the highest score explains; Helm counts what fits and, twice, what doesn't.
    @Test func theNearestBranchExplains() throws {
        let schema = try JSON.read(
            #"{"anyOf":[{"maxLength":4,"allOf":[{"not":{}}],"type":"object"},"#
                + #"{"else":{"additionalProperties":{}},"maxProperties":3,"type":"number"}]}"#)
        #expect(
            try JSONSchema(schema).violations(in: [:]).map(\.helm3Line) == [
                "(root): Must validate at least one schema (anyOf)", "(root): Must not validate the schema (not)",
                "(root): Must validate all the schemas (allOf)",
            ])
    }
}

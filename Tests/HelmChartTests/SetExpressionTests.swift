import Documents
import Testing

@testable import HelmChart

/// Expected results were read off Helm 3.17.3.
@Suite struct SetExpressionTests {
    @Test(
        arguments: [
            ("a=1", ["a": 1]), ("a=0", ["a": 0]), ("a=01", ["a": "01"]), ("a=1.5", ["a": "1.5"]),
            ("a=1e3", ["a": "1e3"]), ("a=-7", ["a": -7]), ("a=9223372036854775808", ["a": "9223372036854775808"]),
            ("a=True,b=FALSE,c=Null", ["a": true, "b": false, "c": nil]), ("a=", ["a": ""]), ("a=1,", ["a": 1]),
            ("", [:]), ("=x", [:]), (".a=x", [:]), ("a.b.c=x", ["a": ["b": ["c": "x"]]]),
            (#"a\.b=x\,y"#, ["a.b": "x,y"]), (#"a=\{x"#, ["a": "{x"]), ("a={x, y,1}", ["a": ["x", " y", 1]]),
            ("a={}", ["a": [""]]), ("a={x},b=2", ["a": ["x"], "b": 2]), ("a[2]=x", ["a": [nil, nil, "x"]]),
            ("a[0].b=1,a[0].c=2", ["a": [["b": 1, "c": 2]]]), ("a[0][1]=x", ["a": [[nil, "x"]]]),
            ("a[0]=", ["a": [""]]), (#"a="b""#, ["a": #""b""#]), ("a=b=c", ["a": "b=c"]), ("a=1,a=2", ["a": 2]),
            ("ä.ö=ü", ["ä": ["ö": "ü"]]),
        ] as [(String, Value)]) func readsSet(_ text: String, _ expected: Value) throws
    {
        #expect(try values(text, .set) == expected)
    }

    @Test(arguments: [
        ("a", #"key "a" has no value"#), ("a,b=1", #"key "a" has no value (cannot end with ,)"#),
        ("a.=x", #"key map "a" has no value"#), ("a={1,2", "list must terminate with '}'"),
        (
            "a=1,a.b=2",
            "unable to parse key: interface conversion: interface {} is int64, not map[string]interface {}"
        ),
        ("a=1,a[0]=2", "unable to parse key: interface conversion: interface {} is int64, not []interface {}"),
        ("a=null,a.b=2", "unable to parse key: interface conversion: interface {} is nil, not map[string]interface {}"),
        ("a[x]=1", #"error parsing index: strconv.Atoi: parsing "x": invalid syntax"#),
        ("a[-1]=1", "negative -1 index not allowed"),
        ("a[65537]=1", "index of 65537 is greater than maximum supported index of 65536"),
        ("a[0]b=1", "unexpected data at end of array index: ['b']"), (#"a="1,2""#, #"key "2\"" has no value"#),
        (
            String(repeating: "a.", count: 31) + "b=1",
            "value name nested level is greater than maximum supported nested level of 30"
        ),
    ]) func refusesSet(_ text: String, _ reason: String) {
        #expect(throws: ChartError(.values, "failed parsing --set data: \(reason)")) { try values(text, .set) }
    }

    @Test(
        arguments: [
            ("a=1,b=true,c=null,d={1,x}", ["a": "1", "b": "true", "c": "null", "d": ["1", "x"]])
        ] as [(String, Value)]) func readsSetString(_ text: String, _ expected: Value) throws
    {
        #expect(try values(text, .setString) == expected)
    }

    @Test(
        arguments: [
            (#"a={"x":[1,"y,}"]},b=2"#, ["a": ["x": [1.0, "y,}"]], "b": 2.0]), ("a=1 b=2", ["a": 1.0, "b": 2.0]),
            ("a=1b=2", ["a": 1.0, "b": 2.0]), ("a=nullb=-2e1", ["a": nil, "b": -20.0]),
            ("a=,b=1", ["a": nil, "b": 1.0]), ("a=", ["a": nil]), ("a[1]=true", ["a": [nil, true]]),
            (#"a= "x" "#, ["a": "x"]), (#"a="q\"r""#, ["a": #"q"r"#]),
        ] as [(String, Value)]) func readsSetJSON(_ text: String, _ expected: Value) throws
    {
        #expect(try values(text, .setJSON) == expected)
    }

    @Test(arguments: ["a=x", "a={1}", #"a="x"#]) func refusesSetJSON(_ text: String) {
        #expect(throws: ChartError(.values, "failed parsing --set-json data \(text)")) { try values(text, .setJSON) }
    }

    @Test(
        arguments: [
            ("a=b,c=d", ["a": "b,c=d"]), (#"a.b[1]={x}\,1"#, ["a": ["b": [nil, #"{x}\,1"#]]]), ("a=", ["a": ""]),
        ] as [(String, Value)]) func readsSetLiteral(_ text: String, _ expected: Value) throws
    {
        #expect(try values(text, .setLiteral) == expected)
    }

    @Test func namesMissingFiles() {
        let reason = "failed parsing --set-file data: open /nowhere/x: no such file or directory"
        #expect(throws: ChartError(.values, reason)) { try values("a=/nowhere/x", .setFile) }
    }

    @Test func laterKindsWin() throws {
        let sources = ValueSources(
            set: ["a=1", "b=1", "c=1"], setString: ["b=2", "c=2"], setJSON: [#"a=0"#, "z=[1]"], setLiteral: ["c=3"])
        #expect(try Value.object(sources.merged()) == ["a": 1, "b": "2", "c": "3", "z": [1.0]])
    }

    @Test func indexesExtendListsOfFiles() throws {
        var base = Object()
        base["a"] = [1, 2]
        let sources = ValueSources(set: ["a[3]=x"])
        #expect(try Value.object(sources.merged(over: base)) == ["a": [1, 2, nil, "x"]])
    }

    private func values(_ text: String, _ flag: SetExpression.Flag) throws -> Value {
        var object = Object()
        try SetExpression.apply(text, of: flag, to: &object)
        return .object(object)
    }
}

import Documents
import Testing

@testable import ChartModel

/// Each case was read off Helm 3.17.3 with a chart `c` and its subchart `sub`.
@Suite struct ChartValuesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var user: Value
        var expected: Value
        var warnings: [String] = []
    }

    static let defaults = ChartDefaults(
        name: "c", values: object(["d": ["x": 1, "y": nil], "sub": ["p": 1, "n": nil]]),
        subcharts: [ChartDefaults(name: "sub", values: object(["s": 1, "t": ["a": 1], "n": 2]))])

    static let cases: [Case] = [
        Case(
            testDescription: "nothing given", user: [:],
            expected: [
                "d": ["x": 1, "y": nil], "sub": ["p": 1, "s": 1, "t": ["a": 1], "global": [:]],
            ]),
        Case(
            testDescription: "null for an unknown nested key stays", user: ["d": ["z": nil]],
            expected: [
                "d": ["x": 1, "y": nil, "z": nil], "sub": ["p": 1, "s": 1, "t": ["a": 1], "global": [:]],
            ]),
        Case(
            testDescription: "null removes a default", user: ["q": nil, "d": ["x": nil]],
            expected: [
                "d": ["y": nil], "q": nil, "sub": ["p": 1, "s": 1, "t": ["a": 1], "global": [:]],
            ]),
        Case(
            testDescription: "nulls below a subchart",
            user: ["sub": ["p": nil, "s": nil, "zz": nil, "t": ["q": nil]]],
            expected: [
                "d": ["x": 1, "y": nil], "sub": ["p": nil, "zz": nil, "t": ["a": 1, "q": nil], "global": [:]],
            ]),
        Case(
            testDescription: "null for a subchart drops the parent's block", user: ["sub": nil],
            expected: [
                "d": ["x": 1, "y": nil], "sub": ["s": 1, "t": ["a": 1], "n": 2, "global": [:]],
            ]),
        Case(
            testDescription: "globals go down, the parent's win",
            user: ["global": ["a": nil, "b": ["c": 1]], "sub": ["global": ["b": ["c": 2, "d": 3]]]],
            expected: [
                "d": ["x": 1, "y": nil], "global": ["a": nil, "b": ["c": 1]],
                "sub": [
                    "p": 1, "s": 1, "t": ["a": 1], "global": ["a": nil, "b": ["c": 1, "d": 3]],
                ],
            ]),
        Case(
            testDescription: "a global that clashes",
            user: ["global": ["b": ["c": 1]], "sub": ["global": ["b": 1]]],
            expected: [
                "d": ["x": 1, "y": nil], "global": ["b": ["c": 1]],
                "sub": ["p": 1, "s": 1, "t": ["a": 1], "global": ["b": 1]],
            ],
            warnings: [#"Conflict: cannot merge map onto non-map for "b". Skipping."#]),
        Case(
            testDescription: "globals that are no table", user: ["global": 3],
            expected: [
                "d": ["x": 1, "y": nil], "global": 3, "sub": ["p": 1, "s": 1, "t": ["a": 1]],
            ],
            warnings: ["warning: skipping globals because source global is not a table."]),
        Case(
            testDescription: "a scalar over a table", user: ["sub": ["t": 5]],
            expected: [
                "d": ["x": 1, "y": nil], "sub": ["p": 1, "s": 1, "t": 5, "global": [:]],
            ]),
        Case(
            testDescription: "a scalar over a nested table", user: ["sub": ["t": ["a": ["b": 1]]]],
            expected: [
                "d": ["x": 1, "y": nil], "sub": ["p": 1, "s": 1, "t": ["a": ["b": 1]], "global": [:]],
            ],
            warnings: ["warning: destination for c.sub.t.a is a table. Ignoring non-table value (1)"]),
    ]

    @Test(arguments: cases) func coalesces(_ testCase: Case) throws {
        let (values, warnings) = try coalesce(testCase.user)
        #expect(.object(values) == testCase.expected)
        #expect(warnings == testCase.warnings)
    }

    @Test(arguments: [
        (3 as Value, "type mismatch on sub: %!t(int64=3)"),
        (1.5 as Value, "type mismatch on sub: %!t(float64=1.5)"),
        ("abc" as Value, "type mismatch on sub: %!t(string=abc)"),
        (true as Value, "type mismatch on sub: true"),
        (
            [1.0, "x", ["a": nil]] as Value,
            "type mismatch on sub: [%!t(float64=1) %!t(string=x) map[%!t(string=a):<nil>]]"
        ),
    ]) func refusesSubchartsWithoutTable(_ given: Value, _ message: String) {
        #expect(throws: ChartModelError.typeMismatch(message)) { try coalesce(["sub": given]) }
    }

    private func coalesce(_ user: Value) throws -> (Object, [String]) {
        nonisolated(unsafe) var warnings: [String] = []
        let rules = ChartValues { warnings.append($0) }
        return (try rules.coalesce(user.object ?? Object(), over: Self.defaults), warnings)
    }

    static func object(_ value: Value) -> Object { value.object ?? Object() }
}

@Suite struct GoTextTests {
    @Test(arguments: [
        (0.0, "0"), (-0.0, "-0"), (1.5, "1.5"), (999_999, "999999"), (1_000_000, "1e+06"),
        (1_234_567, "1.234567e+06"), (123_456.789, "123456.789"), (0.0001, "0.0001"), (0.00001, "1e-05"),
        (1e21, "1e+21"), (1e100, "1e+100"), (12, "12"), (-0.05, "-0.05"),
    ]) func printsDoubles(_ number: Double, _ text: String) {
        #expect(GoText.double(number) == text)
    }

    @Test func printsMapsSorted() {
        #expect(GoText.plain(["b": [1, nil, "x"], "a": true]) == "map[a:true b:[1 <nil> x]]")
    }
}

import GoTemplate
import Testing

/// Functions and methods get what their signatures say, or Go's error.
struct CallTests {
    private func rendered(_ source: String, _ data: TemplateValue = .null, with function: TemplateFunction) -> String {
        let set = TemplateSet(options: TemplateOptions(functions: [function.name: function]))
        do throws(TemplateError) {
            try set.parse(name: "t", source: Array(source.utf8))
            return String(decoding: try set.execute(name: "t", data: data), as: UTF8.self)
        } catch {
            return String(error.message.drop { $0 != "<" })
        }
    }

    @Test(arguments: [
        (#"{{ f "a" 2 }}"#, "a2"), (#"{{ 2.0 | f "a" }}"#, "<\"a\">: wrong type for value; expected int; got float64"),
        (#"{{ f "a" 2.0 }}"#, "a2"), (#"{{ f "a" 2.5 }}"#, "<2.5>: expected integer; found 2.5"),
        (#"{{ f 1 2 }}"#, "<1>: expected string; found 1"), (#"{{ f nil 2 }}"#, "<nil>: cannot assign nil to string"),
        (#"{{ f .x 2 }}"#, "<.x>: wrong type for value; expected string; got interface {}"),
        (#"{{ .x | f "a" }}"#, "<\"a\">: invalid value; expected int"),
        (#"{{ f "a" }}"#, "<f>: wrong number of args for f: want 2 got 1"),
        (#"{{ 1 | f "a" 2 }}"#, "<f>: wrong number of args for f: want 2 got 3"),
    ])
    func typedParameters(_ source: String, _ expected: String) {
        let function = TemplateFunction("f") { (text: TemplateString, number: Int) in "\(text)\(number)" }
        #expect(rendered(source, map([]), with: function) == expected)
    }

    @Test(arguments: [
        ("{{ f .m }}", "1"), ("{{ f .n }}", "1"),
        ("{{ f $.none }}", "<$.none>: wrong type for value; expected map[string]interface {}; got interface {}"),
        ("{{ $x := .none }}{{ f $x }}", "0"), ("{{ f nil }}", "0"),
        ("{{ f .s }}", "<.s>: wrong type for value; expected map[string]interface {}; got map[string]string"),
        ("{{ f \"a\" }}", "<\"a\">: can't handle \"a\" for arg of type map[string]interface {}"),
    ])
    func mapParameters(_ source: String, _ expected: String) {
        let function = TemplateFunction("f") { (map: TemplateMap) in map.count }
        let inner = TemplateMap([("k", .int(1))] as [(TemplateString, TemplateValue)])
        let data = map([
            ("m", .map(inner)), ("n", .named(NamedValue(.map(inner), goTypeName: "chartutil.Values"))),
            ("s", .map(TemplateMap(element: .string))),
        ])
        #expect(rendered(source, data, with: function) == expected)
    }

    @Test func variadicParameters() {
        let function = TemplateFunction(variadic: "f") { (first: TemplateString, rest: [Int]) in "\(first)\(rest.count)"
        }
        #expect(rendered(#"{{ f "a" 1 2 3 }}"#, with: function) == "a3")
        #expect(rendered(#"{{ f "a" }}"#, with: function) == "a0")
        #expect(rendered(#"{{ f }}"#, with: function) == "<f>: wrong number of args for f: want at least 1 got 0")
        #expect(rendered(#"{{ f "a" "b" }}"#, with: function) == "<\"b\">: expected integer; found \"b\"")
    }

    @Test func methodsTakeArgumentsAndPipedValues() {
        let get = NamedValue.Method("Get", .string) { _, receiver, arguments in
            receiver.map?[arguments[0].string ?? ""] ?? .null
        }
        let data = map([("f", .named(NamedValue(map([("a", .int(1))]), goTypeName: "files", methods: [get])))])
        let function = TemplateFunction("f") { "unused" }
        #expect(rendered(#"{{ .f.Get "a" }}{{ "a" | .f.Get }}{{ .f.a }}"#, data, with: function) == "111")
        #expect(
            rendered(#"{{ .f.Get }}"#, data, with: function) == "<.f.Get>: wrong number of args for Get: want 1 got 0")
        #expect(rendered(#"{{ .f.Get 1 }}"#, data, with: function) == "<1>: expected string; found 1")
        #expect(rendered(#"{{ .f.a 1 }}"#, data, with: function) == "<.f.a>: a is not a method but has arguments")
    }

    @Test func aThrownErrorNamesTheCall() {
        let function = TemplateFunction("f") { (_: TemplateValue) throws -> Int in throw FunctionError("broken") }
        #expect(rendered("{{ f 1 }}", with: function) == "<f 1>: error calling f: broken")
    }
}

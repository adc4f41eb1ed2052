import GoTemplate
import Testing

struct TemplateSetTests {
    @Test func filesAreParsedDeepestFirst() {
        let names = ["c/templates/a.yaml", "c/templates/_a.tpl", "c/charts/s/templates/x.yaml", "c/templates/Z.yaml"]
        #expect(
            TemplateSet.parseOrder(names) == [
                "c/charts/s/templates/x.yaml", "c/templates/a.yaml", "c/templates/_a.tpl", "c/templates/Z.yaml",
            ])
    }

    @Test func anEmptyDefinitionReplacesNothing() throws {
        let set = TemplateSet()
        try set.parse(name: "a", source: Array(#"{{ define "x" }}one{{ end }}"#.utf8))
        try set.parse(name: "b", source: Array("{{ define \"x\" }} \n\u{A0}{{/* c */}}{{ end }}".utf8))
        try set.parse(name: "t", source: Array(#"{{ template "x" }}"#.utf8))
        #expect(try set.execute(name: "t", data: .null) == Array("one".utf8))
    }

    @Test func definitionsOfATextAreSeenByItOnly() {
        let source =
            #"{{ define "x" }}out{{ end }}{{ tpl "{{ define \"x\" }}in{{ end }}{{ include \"x\" . }}" . }}{{ include "x" . }}"#
        #expect(rendered(source) == "inout")
    }

    @Test func aTemplateCanBeExecutedOften() throws {
        let set = TemplateSet()
        try set.parse(name: "t", source: Array("{{ $x := . }}{{ $x }}".utf8))
        for number in 0..<3 { #expect(try set.execute(name: "t", data: .int(number)) == Array("\(number)".utf8)) }
    }

    @Test func anErrorNamesItsPlace() {
        let set = TemplateSet()
        do throws(TemplateError) {
            try set.parse(name: "c/t.yaml", source: Array("a\n  {{ fail \"no\" }}".utf8))
            _ = try set.execute(name: "c/t.yaml", data: .null)
            Issue.record("must fail")
        } catch {
            #expect(
                error == TemplateError("execution error at (c/t.yaml:2:5): no", file: "c/t.yaml", line: 2, column: 5))
        }
    }

    @Test func helm4ShowsItsErrorsInLayers() {
        let source = #"{{ define "a" }}{{ .x.y.z }}{{ end }}{{ include "a" (.m) }}"#
        let data = map([("m", map([("x", .int(1))]))])
        #expect(
            rendered(source, data, helm: .v4)
                == """
                t:1:40
                  executing "t" at <include "a" (.m)>:
                    error calling include:
                t:1:21
                  executing "a" at <.x.y.z>:
                    can't evaluate field y in type interface {}
                """)
    }

    @Test func missingKeysMayBeErrors() throws {
        let set = TemplateSet(options: TemplateOptions(missingKeysAreErrors: true))
        try set.parse(name: "t", source: Array("{{ .a }}".utf8))
        #expect(throws: TemplateError.self) { try set.execute(name: "t", data: map([])) }
    }

    @Test func noValueIsRemovedHoweverItCameThere() {
        #expect(rendered("a<no value>b{{ .x }}{{ \"<no\" }} value>c<no val<no value>ue>", map([])) == "abc<no value>")
    }
}

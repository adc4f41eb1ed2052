import GoTemplate
import Testing

/// However deep a template goes, the answer is text or an error.
struct DepthTests {
    private func nested(_ open: String, _ close: String, _ count: Int, inside: String = "1") -> String {
        String(repeating: open, count: count) + inside + String(repeating: close, count: count)
    }

    @Test func parenthesesMayBeDeep() {
        #expect(rendered("{{ " + nested("(", ")", 4000) + " }}") == "1")
        #expect(
            rendered("{{ " + nested("(", ")", 20000) + " }}") == "parse error at (t:1): max expression depth exceeded")
    }

    @Test func controlStructuresMayBeDeep() {
        #expect(rendered(nested("{{ if 1 }}", "{{ end }}", 4000, inside: "x")) == "x")
        #expect(
            rendered(nested("{{ if 1 }}", "{{ end }}", 20000, inside: "x"))
                == "parse error at (t:1): max expression depth exceeded")
        #expect(
            rendered("{{ if 0 }}" + String(repeating: "{{ else if 0 }}", count: 20000) + "{{ end }}")
                == "parse error at (t:1): max expression depth exceeded")
    }

    @Test func templatesMayCallThemselvesOften() {
        let source = #"{{ define "a" }}{{ if .n }}{{ template "a" .n }}{{ end }}x{{ end }}{{ template "a" . }}"#
        let data = (0..<2000).reduce(map([])) { inner, _ in map([("n", inner)]) }
        #expect(rendered(source, data) == String(repeating: "x", count: 2001).dropLast())
        let endless = rendered(#"{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" 1 }}"#)
        #expect(endless.hasSuffix("exceeded maximum template depth (100000)"))
    }

    @Test func includesOfOneNameAreCounted() {
        let text = rendered(#"{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}"#)
        #expect(text.hasSuffix("rendering template has a nested reference name: a: unable to execute template"))
    }

    @Test func textsMayRenderTexts() {
        let text = rendered(#"{{ tpl .t . }}"#, map([("t", .text("{{ tpl .t . }}"))]))
        #expect(text.contains("error calling tpl"))
    }

    @Test func textsThatGrowAndGrowEnd() {
        let doubling = String(repeating: " | toJson", count: 150)
        let longest = 1 << 20
        #expect(
            rendered("{{ `\"` \(doubling) }}", longestText: longest)
                .hasSuffix("toJson made a text of more than 1048576 bytes"))
        let source = "{{ define \"a\" }}{{ repeat 300000 \"x\" }}{{ template \"a\" }}{{ end }}{{ template \"a\" }}"
        #expect(rendered(source, longestText: longest).hasSuffix("the template wrote more than 1048576 bytes"))
    }

    @Test func aMapInItselfPrints() {
        let map = TemplateMap()
        map["a"] = .map(map)
        #expect(GoPrinting.text(.map(map)).text.hasPrefix("map[a:map[a:"))
        map["a"] = nil
    }
}

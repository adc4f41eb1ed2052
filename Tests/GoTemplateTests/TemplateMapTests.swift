import GoTemplate
import Testing

struct TemplateMapTests {
    @Test func keysAreSortedByTheirBytes() {
        let keys = ["b", "a", "aa", "Z", "é", "", "abcdefgh", "abcdefghi", "abcdefghh", "abcdefg", "a\u{0}"]
        let map = TemplateMap(keys.map { (TemplateString($0), .text($0)) })
        let sorted = keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(map.entries.map(\.key.text) == sorted)
        for key in keys { #expect(map[TemplateString(key)]?.string?.text == key) }
    }

    @Test func lookUpSetAndRemove() {
        let map = TemplateMap()
        map["b"] = .int(1)
        map["a"] = .int(2)
        map["b"] = .int(3)
        #expect(map.count == 2)
        #expect(map["missing"] == nil)
        map["a"] = nil
        map["missing"] = nil
        #expect(map.entries.map(\.key.text) == ["b"])
    }

    @Test func aSnapshotStaysAsItWas() {
        let map = TemplateMap([("a", .int(1))] as [(TemplateString, TemplateValue)])
        let snapshot = map.entries
        map["b"] = .int(2)
        #expect(snapshot.count == 1)
        #expect(map.shallowCopy().count == 2)
    }

    @Test func missingKeysHaveTheZeroOfTheElement() {
        #expect(TemplateMap().zeroElement.isNull)
        #expect(TemplateMap(element: .string).zeroElement.string == "")
        #expect(rendered("[{{ .m.x }}]", map([("m", .map(TemplateMap(element: .string)))])) == "[]")
    }
}

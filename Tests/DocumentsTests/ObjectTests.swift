import Testing

@testable import Documents

@Suite struct ObjectTests {
    @Test func keepsOrderAndReplacesInPlace() {
        var object = Object()
        object["b"] = 1
        object["a"] = 2
        object["b"] = 3
        #expect(object.keys == ["b", "a"])
        #expect(object["b"] == 3)
        object["b"] = nil
        #expect(object.keys == ["a"])
    }

    @Test func largeObjectsFindTheirKeys() {
        var object = Object()
        for number in 0..<200 { object["k\(number)"] = .integer(Int64(number)) }
        object.removeValue(forKey: "k10")
        #expect(object["k10"] == nil)
        #expect(object["k199"] == 199)
        #expect(object.count == 199)
    }

    @Test func equalityIgnoresOrder() {
        #expect(
            Object([.init(key: "a", value: 1), .init(key: "b", value: 2)])
                == Object([.init(key: "b", value: 2), .init(key: "a", value: 1)]))
    }

    /// `String` takes the composed and the decomposed spelling, and two of the same length, for equal.
    @Test(arguments: [("caf\u{e9}", "cafe\u{301}"), ("\u{212b}", "A\u{30a}")], [0, 100])
    func keysAreToldApartByTheirBytes(_ pair: (String, String), others: Int) {
        #expect(pair.0 == pair.1)
        var object = Object((0..<others).map { .init(key: "k\($0)", value: .null) })
        object[pair.0] = 1
        #expect(object[pair.1] == nil)
        object[pair.1] = 2
        #expect(object[pair.0] == 1)
        #expect(object[pair.1] == 2)
        #expect(object.count == others + 2)
        #expect(Value.string(pair.0) != Value.string(pair.1))
    }

    @Test func readersTellKeysApartByTheirBytes() throws {
        let json = try JSON.read("{\"caf\u{e9}\":1,\"cafe\u{301}\":2,\"caf\\u00e9\":3}")
        #expect(json == ["caf\u{e9}": 3, "cafe\u{301}": 2])
        #expect(try YAML.read("caf\u{e9}: 1\ncafe\u{301}: 2\ncaf\u{e9}: 3") == json)
    }

    @Test func sortsByBytes() {
        let object: Value = ["b": 1, "\u{ff}": 2, "a": 3, "B": 4, "\u{1f600}": 5, "\u{ffff}": 6]
        #expect(object.object?.sortedByKey().keys == ["B", "a", "b", "\u{ff}", "\u{ffff}", "\u{1f600}"])
    }

    @Test func integersBecomeDoubles() {
        let value: Value = ["a": [1, "x", ["b": 9_007_199_254_740_993]], "c": 1.5]
        #expect(value.integersAsDoubles() == ["a": [1.0, "x", ["b": 9_007_199_254_740_992.0]], "c": 1.5])
    }
}

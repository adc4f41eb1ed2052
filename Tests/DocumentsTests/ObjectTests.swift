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
}

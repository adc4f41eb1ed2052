import Documents
import Testing

@Suite struct ValueCodingTests {
    private enum Color: String, Codable { case red, green }

    private struct Inner: Codable, Hashable {
        var number = 0
        var note: String?
    }

    private struct Sample: Codable, Hashable {
        var flag = true
        var count = -3
        var large = Int64.max
        var share = 1.5
        var text = "é\u{0}\n"
        var color = Color.green
        var numbers: Set<Int> = [1, 2]
        var pairs = ["a": "b", "c": ""]
        var inner: [Inner] = [Inner(number: 1, note: nil), Inner(number: 2, note: "x")]
        var nothing: Inner?
        var document: Value = ["b": 1, "a": [nil, true, 1.5], "c": nil]
        var maybe: Value?
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        var sample = Sample()
        for maybe in [Value?.none, .some(["x": "y"])] {
            sample.maybe = maybe
            let text = JSON.write(try Value(encoding: sample))
            #expect(try JSON.read(text).decoded(as: Sample.self) == sample)
        }
        #expect(try Value(encoding: [[1], []] as [[Int]]) == [[1], []])
        #expect(try Value(encoding: "text").decoded(as: String.self) == "text")
    }

    @Test func documentsKeepTheirOrder() throws {
        let value = try Value(encoding: Sample())
        #expect(value["document"]?.object?.keys == ["b", "a", "c"])
        #expect(value["inner"]?[0]?.object?.keys == ["number"])
    }

    @Test func anErrorNamesThePlace() throws {
        var members = try #require(try Value(encoding: Sample()).object)
        func place(_ key: String, _ value: Value?) throws -> String {
            var changed = members
            changed[key] = value
            let error = #expect(throws: DecodingError.self) { try Value.object(changed).decoded(as: Sample.self) }
            return error?.place ?? ""
        }
        #expect(try place("count", nil) == "count")
        #expect(try place("count", "1") == "count")
        #expect(try place("count", 1.5) == "count")
        #expect(try place("color", "blue") == "color")
        #expect(try place("inner", [["number": 1], ["number": true]]) == "inner.1.number")
        #expect(try place("pairs", ["a": 1]) == "pairs.a")
        #expect(try place("numbers", ["a": 1]) == "numbers")
        // What is there as nothing is nothing, and what nobody knows is left alone.
        members["nothing"] = .null
        members["new"] = 1
        #expect(try Value.object(members).decoded(as: Sample.self) == Sample())
    }
}

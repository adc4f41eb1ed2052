import Testing

@testable import Documents

@Suite struct JSONItemsReaderTests {
    struct Stop: Error {}

    /// Reads a text in pieces of the given size.
    private func split(_ text: String, size: Int) throws -> (items: [String], envelope: Value) {
        var reader = JSONItemsReader()
        var items: [String] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            try bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { piece in
                try reader.consume(piece) { items.append(String(decoding: $0, as: UTF8.self)) }
            }
        }
        return (items, try reader.finish())
    }

    @Test(arguments: [1, 2, 3, 7, 64, 1000])
    func handsOverEachItem(_ size: Int) throws {
        let first = #"{"a":"x, ]}[{\"","items":[1,[2]],"s":"12345678901234567\\"}"#
        let text =
            #"{"kind":"List","metadata":{"items":[0],"resourceVersion":"7"},"#
            + #""items" : [\#(first), "b,]" ,[],3],"z":[1]}"#
        let (items, envelope) = try split(text, size: size)
        try #require(items.count == 4)
        #expect(try items.map { try JSON.read($0) } == [try JSON.read(first), "b,]", [], 3])
        #expect(
            envelope
                == ["kind": "List", "metadata": ["items": [0], "resourceVersion": "7"], "items": [], "z": [1]])
    }

    @Test(
        arguments: [
            (#"{"items":[]}"#, 0), (#"{"items":[ ]}"#, 0), (#"{"items":null,"a":1}"#, 0), (#"{"kind":"Status"}"#, 0),
            (#"["items",[1,2]]"#, 0), (#"{"a":"items","b":[1]}"#, 0), (#"{"items":[1]}"#, 1),
            (#"{"items":{"x":[1,2]}}"#, 0),
            ("12", 0),
        ], [1, 100])
    func countsItems(_ sample: (text: String, count: Int), size: Int) throws {
        #expect(try split(sample.text, size: size).items.count == sample.count)
    }

    @Test(arguments: [#"{"items":[1,2"#, #"{"items":[{"a":"#, #"{"items":[1]"#, "", #"{"items":["abc"#])
    func refusesWhatEndsTooEarly(_ text: String) {
        #expect(throws: DocumentError("unexpected end of JSON input", line: 1, column: nil)) {
            do throws(any Error) {
                _ = try split(text, size: 5)
            } catch let error as DocumentError {
                throw DocumentError(error.message, line: error.line)
            }
        }
    }

    @Test(arguments: ["{\"items\":[1,]}", "{\"items\":[,1]}", "{\"items\":[1,,2]}"])
    func emptyPlacesReachTheReaderOfItems(_ text: String) throws {
        #expect(try split(text, size: 100).items.contains { $0.isEmpty })
    }

    @Test func errorsOfTheReaderOfItemsPass() throws {
        var reader = JSONItemsReader()
        #expect(throws: Stop.self) {
            try Array("{\"items\":[1]}".utf8).withUnsafeBytes { try reader.consume($0) { _ in throw Stop() } }
        }
    }
}

import Testing

@testable import Documents

@Suite struct Base64Tests {
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
    func goesThereAndBack(_ plain: String, _ text: String) throws {
        #expect(Base64.encode(Array(plain.utf8)) == Array(text.utf8))
        #expect(try Base64.decode(Array(text.utf8)) == Array(plain.utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Z", "Zg==x", "Zm9v=", "{}", "Zm 9v", "===="])
    func refuses(_ text: String) {
        #expect(throws: Base64.IllegalData.self) { try Base64.decode(Array(text.utf8)) }
    }

    @Test func passesOverLineBreaks() throws {
        #expect(try Base64.decode(Array("Zm\r\n9v\nZg=\n=\n".utf8)) == Array("foof".utf8))
    }
}

import Testing

@testable import PluginKit

@Suite struct TableTests {
    @Test func padsAndJoins() {
        var table = Table(["NAME", "A"])
        table.append(["longer name", "1"])
        table.append(["x", "été"])
        #expect(table.text == "NAME       \tA  \nlonger name\t1  \nx          \tété\n")
    }

    @Test func headingsAlone() {
        #expect(Table(["NAME", "NAMESPACE"]).text == "NAME\tNAMESPACE\n")
    }

    /// Helm's table takes a cell's widest line for its width, and cuts what is longer in all.
    @Test func cutsCellsOfSeveralLines() {
        var table = Table(["A", "DESCRIPTION"])
        table.append(["1", "first line is long\nsecond"])
        #expect(table.text == "A\tDESCRIPTION       \n1\tfirst line is l...\n")
    }

    @Test(arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("", 0), ("a\nb", 2), ("🚀", 2)])
    func widths(_ text: String, _ width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }
}

import ArgumentParser
import PluginKit
import Testing

@Suite struct GivenFlagsTests {
    private struct Command: ParsableArguments {
        @OptionGroup var values: ValueFlags
        @OptionGroup var generic: GenericFlags
        @Flag var dryRun = false
        @Argument var words: [String] = []
    }

    private func names(_ arguments: String...) -> [String] { GivenFlags(of: Command.self, arguments).names }

    @Test func flagsAreToldFromTheirValues() {
        #expect(names("a", "--set", "--dry-run", "-n", "x") == ["--set", "-n"])
        #expect(names("--set=a=b", "--dry-run", "-nx", "-fv.yaml") == ["--set", "--dry-run", "-n", "-f"])
        #expect(names("--dry-run=false", "--", "--set", "a=b") == [])
        #expect(names() == [])
    }

    @Test func whatGroupsDoNotHaveIsNamedOnce() {
        let given = GivenFlags(of: Command.self, ["--set", "a=b", "-n", "x", "--dry-run", "--set", "c=d"])
        #expect(given.beyond([GenericFlags.self]) == ["--set", "--dry-run"])
        #expect(given.beyond([GenericFlags.self, ValueFlags.self], and: ["--dry-run"]) == [])
        #expect(given.contains("--set") && !given.contains("--values"))
    }
}

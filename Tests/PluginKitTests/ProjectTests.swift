import ArgumentParser
import Testing
import WerfProject

@testable import PluginKit

@Suite struct PairListTests {
    private func pairs(_ texts: [String], _ variables: [String: String] = [:]) throws -> [String: String] {
        try PairList.pairs(texts, "--runtime-annotations", PluginEnvironment(variables), "WERF_X")
    }

    @Test(arguments: [
        ("key1=value1,key2=", ["key1": "value1", "key2": ""]), ("a=b", ["a": "b"]), ("a=b,c", ["a": "b,c"]),
        ("\"a=b\"", ["a": "b"]), ("a=b,\"c=d,e\"", ["a": "b", "c": "d,e"]),
        ("a=1,\"b=\"\"x\"\"\"", ["a": "1", "b": "\"x\""]),
        ("key=value with pair separator=", ["key": "value with pair separator="]), ("a=1,a=2", ["a": "2"]),
    ])
    func pairsOfAText(_ text: String, _ result: [String: String]) throws {
        #expect(try pairs([text]) == result)
    }

    @Test(arguments: ["", "=value", ",", "a", "a=1,b,c=2", "a=1,\"b=2"]) func textsWithoutAPair(_ text: String) {
        #expect(throws: ValidationError.self) { _ = try pairs([text]) }
    }

    @Test func theVariableCountsWithoutTheFlag() throws {
        #expect(try pairs([], ["WERF_X": "a=1,b=2"]) == ["a": "1", "b": "2"])
        #expect(try pairs(["c=3"], ["WERF_X": "a=1"]) == ["c": "3"])
        #expect(try pairs([]) == [:])
    }
}

@Suite struct ProjectFlagTests {
    private func request(
        _ flags: [String], _ variables: [String: String], release: String? = nil, namespace: String? = nil
    ) throws -> Project.Request {
        var generic = try GenericFlags.parse([])
        generic.namespace = namespace
        return try ProjectFlags.parse(flags).request(release: release, generic, PluginEnvironment(variables))
    }

    @Test func flagsWinOverTheEnvironment() throws {
        let variables = [
            "WERF_ENV": "e", "WERF_RELEASE": "r", "WERF_NAMESPACE": "n", "HELM_NAMESPACE": "h", "WERF_DIR": "d",
            "WERF_CONFIG": "c", "WERF_CONFIG_TEMPLATES_DIR": "t",
        ]
        let given = try request([], variables)
        #expect(given.environment == Sourced("e", from: "$WERF_ENV"))
        #expect(given.release == Sourced("r", from: "$WERF_RELEASE"))
        #expect(given.namespace == Sourced("n", from: "$WERF_NAMESPACE"))
        #expect(given.choice == .init(folder: "d", file: "c"))
        #expect(given.templatesFolder == "t")
        let flagged = try request(
            ["--env", "E", "--dir", "D", "--config", "C"], variables, release: "R", namespace: "N")
        #expect(flagged.environment == Sourced("E", from: "--env"))
        #expect(flagged.release == Sourced("R", from: "--release"))
        #expect(flagged.namespace == Sourced("N", from: "--namespace"))
        #expect(flagged.choice == .init(folder: "D", file: "C"))
        #expect(try request([], ["HELM_NAMESPACE": "h"]).namespace == Sourced("h", from: "$HELM_NAMESPACE"))
        #expect(try request([], ["WERF_ENV": ""]).environment == nil)
    }

    @Test func namesTravelBetweenPlugins() {
        let names = ProjectNames(
            project: "p", release: Sourced("r", from: "\"quoted\""), namespace: Sourced("n", from: "$WERF_NAMESPACE"))
        #expect(ProjectNames(document: names.document) == names)
        #expect(ProjectNames(document: Array("{}".utf8)) == nil)
    }
}

import Adoption
import ArgumentParser
import Shared
import Testing

@testable import kubectl_werf_adopt

@Suite struct AdoptSelectionTests {
    private func selection(_ words: [String]) throws -> Selection {
        let command = try AdoptCommand.parse(ChartFlags.rewrite(words))
        return try Selection(command.selection, Array(command.arguments.dropFirst()))
    }

    @Test func objectsAndOwnersAreToldApart() throws {
        let selection = try selection(["app", "cm/a", "cm/ns/b", "--take-from", "cm/a", "--take-from", "argocd"])
        #expect(selection.objects.map(\.text) == ["cm/a", "cm/ns/b"])
        #expect(selection.takenObjects.map(\.text) == ["cm/a"] && selection.takenOwners == ["argocd"])
        #expect(selection.manifests.isEmpty && selection.selector == nil)
    }

    @Test func kindsBelongToASelector() throws {
        let selection = try selection(["app", "-l", "a=b,c!=d", "cm,svc", "deploy"])
        #expect(selection.kinds == ["cm", "svc", "deploy"] && selection.selector == "a=b,c!=d")
    }

    @Test(arguments: [
        ["app", "a/b/c/d"], ["app", "cm"], ["app", "-l", "a=b"], ["app", "cm", "-l", "a b"],
        ["app", "cm/a", "--from-namespace", "x"],
    ])
    func nonsenseIsRefused(_ words: [String]) {
        #expect(throws: ValidationError.self) { try selection(words) }
    }

    @Test(arguments: [
        (["app", "--chart"], ["app", "--project-chart"]), (["--chart", "--yes"], ["--project-chart", "--yes"]),
        (["--chart", "c", "--yes"], ["--chart", "c", "--yes"]), (["--chart=c"], ["--chart=c"]),
    ])
    func aChartWithoutAValueIsTheProjects(_ given: [String], _ expected: [String]) {
        #expect(ChartFlags.rewrite(given) == expected)
    }
}

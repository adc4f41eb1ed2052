internal import Adoption
internal import ArgumentParser
internal import ChartDeployment
internal import DeployCommands
internal import Deployment
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// The chart whose objects are adopted, and its values.
struct ChartFlags: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: "Adopt what this chart renders and what exists; without a value, the project's chart.")
    var chart: String?
    @Flag(help: .hidden)
    var projectChart = false
    @Option(parsing: .unconditionalSingleValue, help: "A file of values for the chart; may be repeated.")
    var values: [String] = []
    @Option(parsing: .unconditionalSingleValue, help: "Values as key=value,…; may be repeated.")
    var set: [String] = []
    @Option(parsing: .unconditionalSingleValue, help: "Like --set, every value a string.")
    var setString: [String] = []
    @Option(parsing: .unconditionalSingleValue, help: "Values as key=JSON; may be repeated.")
    var setJson: [String] = []
    @Option(parsing: .unconditionalSingleValue, help: "Values from files as key=path,…; may be repeated.")
    var setFile: [String] = []
    @Option(parsing: .unconditionalSingleValue, help: "One value as key=text, taken as it is; may be repeated.")
    var setLiteral: [String] = []

    var isGiven: Bool { chart != nil || projectChart }

    /// `--chart` before another flag, or at the end, has no value.
    static func rewrite(_ arguments: [String]) -> [String] {
        var rewritten = arguments
        for (index, argument) in arguments.enumerated() where argument == "--chart" {
            let next = arguments.indices.contains(index + 1) ? arguments[index + 1] : "-"
            if next.utf8.first == UInt8(ascii: "-") { rewritten[index] = "--project-chart" }
        }
        return rewritten
    }

    /// The deploy that a converge with these flags would make; nil when no chart is asked for.
    func deploy(
        of release: Ownership, projectValues: ProjectValueFlags, _ run: RunFlags, _ environment: PluginEnvironment
    ) throws -> ChartDeploy? {
        guard isGiven else { return nil }
        var words = (chart.map { [$0] } ?? []) + ["--release", release.releaseName]
        let lists = [
            ("--values", values), ("--set", set), ("--set-string", setString), ("--set-json", setJson),
            ("--set-file", setFile), ("--set-literal", setLiteral),
        ]
        for (flag, values) in lists { words += values.flatMap { [flag, $0] } }
        var flags = try DeployFlags.parse(words)
        flags.projectValues = projectValues
        flags.shared = run
        flags.shared.generic.namespace = release.releaseNamespace
        return try flags.deploy(isDryRun: true, allowsPlaceholders: true, environment)
    }
}

/// What the next converge of the chart would do with objects once they are adopted.
struct NextConverge: Sendable {
    let prepared: PreparedDeploy
    let client: KubernetesClient
    let release: Ownership

    /// The chart's documents whose objects would be the release's.
    var documents: [SourceDocument] {
        prepared.request.documents.flatMap(\.objects).filter { document in
            guard let identity = ResourceIdentity(of: document.object) else { return false }
            let annotations = DeployAnnotations.readable(of: document.object).annotations
            return ObjectLife(annotations, identity).ownership == .release
        }
    }

    /// What would change on the objects of a plan, for people.
    ///
    /// - Throws: only when nobody waits for it any more.
    func text(for plan: AdoptionPlan) async throws -> String {
        let existing = plan.rows.filter { $0.standing != .absent }
        let cluster = MarkedCluster(
            LiveCluster(client), release: release, marked: existing.map(\.wanted.reference))
        let preview: PlanPreview
        do {
            preview = try await prepared.preview(of: cluster)
        } catch {
            try Task.checkCancellation()
            let reason = (error as? DeploymentError)?.message ?? ErrorWording.sentence(of: error)
            return "\nthe next converge of this chart would fail:\n\(reason)\n"
        }
        let objects = Set(existing.map(\.wanted.identity.object))
        let changes = preview.counted.filter { objects.contains($0.identity.object) }
        if changes.isEmpty { return "\nthe next converge of this chart would change none of them\n" }
        return "\nthe next converge of this chart would change:\n" + changes.map(block).joined()
    }

    private func block(_ change: PlannedChange) -> String {
        let title = change.identity.title(releaseNamespace: release.releaseNamespace)
        return "\n" + Console.emphasized("\(change.action.rawValue) \(title)", .bold) + "\n"
            + change.diff(ObjectDiff.Options()).shown
    }
}

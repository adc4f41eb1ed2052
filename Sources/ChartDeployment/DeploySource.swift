internal import ArgumentParser
internal import Deployment
internal import HelmChart
internal import PluginKit
internal import ProjectKit
internal import Shared
internal import WerfProject

/// What is deployed: the chart, its project if it has one, and what marks the objects.
struct DeploySource: Sendable {
    let chart: ChartSource
    private let flags: ProjectValueFlags
    private let project: ProjectFlags
    private let environment: PluginEnvironment
    /// The release's name on the command line, for a chart without a project.
    private let asked: Sourced?
    private let infoAnnotations: [String: String]
    private let allowsPlaceholders: Bool

    init(_ command: DeployFlags, allowsPlaceholders: Bool, _ environment: PluginEnvironment) throws {
        self.environment = environment
        self.allowsPlaceholders = allowsPlaceholders
        flags = command.projectValues
        project = command.shared.project
        asked = ProjectFlags.sourced(command.release.release, "--release", environment, "WERF_RELEASE")
        infoAnnotations = try PairList.pairs(
            command.release.releaseInfoAnnotations, "--release-info-annotations", environment,
            "WERF_RELEASE_INFO_ANNOTATIONS")
        if let asked, !ReleaseName.isValid(asked.value) { throw StorageError.invalidName(asked.value) }
        chart = try ChartSource.find(
            ChartSource.Request(
                chart: command.chart, release: command.release.release, project: command.shared.project,
                generic: command.shared.generic), environment)
    }

    /// The release's name.
    ///
    /// - Throws: a usage error when neither the command line nor a project gives one.
    var release: Sourced {
        get throws {
            if let release = chart.project?.release ?? asked { return release }
            throw ValidationError("no release name: pass --release NAME, or run in a project with a werf.yaml")
        }
    }

    /// The project's namespace; nil for a chart by itself.
    var namespace: String? { chart.project?.namespace.value }

    func load(values: [String], warn: @escaping Warning) throws -> Chart {
        try chart.load(flags, values: values, warn: warn)
    }

    func additions(to loaded: Chart, namespace: String) throws -> ChartAdditions {
        if allowsPlaceholders, chart.lacksImages(flags) {
            Console.tell(
                "nothing tells of the project's images: placeholders (REPO:TAG) stand for them here, and converge will "
                    + "want --use-build-report or --repo\n")
        }
        return try chart.additions(
            to: loaded, flags, project: project, namespace: namespace, allowsPlaceholders: allowsPlaceholders,
            environment)
    }

    /// What the record says of the deploy.
    func recordAnnotations(_ metadata: ExtraMetadata) -> [String: String] {
        if chart.project == nil { return infoAnnotations }
        return infoAnnotations.merging(metadata.serviceAnnotations) { $1 }
    }

    /// What is used, and where it comes from.
    func explanation(namespace: String) throws -> String {
        try chart.explanation(release: release, namespace: namespace)
    }
}

package import HelmChart
package import PluginKit
internal import ProjectRendering
package import WerfProject

/// The chart that a command is about, and the project that it belongs to, if any.
package struct ChartSource: Sendable {
    /// The chart's folder or archive, and who says so.
    package var chart: Sourced
    /// Nil for a chart that stands by itself.
    package var project: Project?
    /// Nil without one.
    package var environment: Sourced?
    /// Nil when the project's files need not be as they were committed.
    private var committed: CommittedFiles?

    /// What a command line says about it.
    package struct Request {
        /// The argument CHART.
        package var chart: String?
        /// The flag `--release`.
        package var release: String?
        /// Without `--release` the project names the release even of a chart that is named.
        package var needsRelease = true
        package var project: ProjectFlags
        package var generic: GenericFlags

        package init(chart: String?, release: String?, project: ProjectFlags, generic: GenericFlags) {
            self.chart = chart
            self.release = release
            self.project = project
            self.generic = generic
        }
    }

    /// Settles the chart and the project.
    ///
    /// A chart that is named stands by itself, unless the command line speaks of a project (`--dir`, `--config`,
    /// `--env`) or a release is needed and isn't named. Without a name the nearest of `werf.yaml` and `Chart.yaml`
    /// counts, from here upwards.
    ///
    /// - Throws: ``ProjectError`` when the project's configuration is at fault.
    package static func find(
        _ request: Request, _ environment: PluginEnvironment, from folder: String = ProjectFiles.workingFolder
    ) throws(ProjectError) -> ChartSource {
        var asked = request.project.request(release: request.release, request.generic, environment)
        asked.workingFolder = folder
        let name = request.project.environmentName(environment)
        let alone = Sourced(request.chart ?? ".", from: request.chart == nil ? "this folder" : "the command line")
        guard speaksOfProject(request, asked, environment),
            let location = try ProjectLocation.find(asked.choice, from: asked.workingFolder)
        else { return ChartSource(chart: alone, project: nil, environment: name) }
        var project = try Project.read(asked, at: location, templating: TemplateEngine())
        if request.chart != nil { project.chartFolder = alone }
        var source = ChartSource(chart: project.chartFolder, project: project, environment: name)
        if !asked.isLoose {
            source.committed = CommittedFiles(
                location, templatesFolder: asked.templatesFolder(at: location), variables: environment.variables)
        }
        return source
    }

    private static func speaksOfProject(
        _ request: Request, _ asked: Project.Request, _ environment: PluginEnvironment
    ) -> Bool {
        if request.project.namesProject(environment) { return true }
        let isReleaseNamed = asked.release != nil || !request.needsRelease
        if request.chart != nil { return request.project.environmentName != nil || !isReleaseNamed }
        // A chart that lies deeper than the project is nearer.
        let isChartHere = ProjectFiles.kind(of: ProjectFiles.joined(asked.workingFolder, "Chart.yaml")) == .file
        let isProjectHere = ProjectLocation.fileNames.contains { name in
            ProjectFiles.kind(of: ProjectFiles.joined(asked.workingFolder, name)) == .file
        }
        return isProjectHere || !isChartHere || !isReleaseNamed
    }

    /// Reads the chart.
    ///
    /// - Parameters:
    ///   - flags: whether the chart's own defaults count.
    ///   - values: the files of values that will be read.
    /// - Throws: ``ChartError``, or ``ProjectError`` when the project's chart isn't where it should be.
    package func load(_ flags: ProjectValueFlags, values: [String], warn: @escaping Warning) throws -> Chart {
        if let text = try committed?.check([chart.value] + values) { Console.warn(text) }
        var loaded: Chart
        if let project, project.chartFolder != Sourced(chart.value, from: "the command line") {
            loaded = try ProjectChart(project).load(warn: warn)
        } else {
            let implicit = project.map { ProjectChart($0).implicit }
            loaded = try Chart.load(path: chart.value, implicit: implicit, warn: warn)
        }
        if flags.disableDefaultValues { loaded.values = nil }
        return loaded
    }

    /// Where a file of values lies: seen from here, or else from the project's folder.
    package func place(ofValues path: String) -> String {
        guard let project, path != "-", !ProjectFiles.isAbsolute(path), ProjectFiles.kind(of: path) == nil else {
            return path
        }
        let inside = ProjectFiles.joined(project.location.folder, path)
        return ProjectFiles.kind(of: inside) == nil ? path : inside
    }

    /// What is to be used, and where each part comes from, for people.
    ///
    /// - Parameters:
    ///   - release: the release's name with its origin.
    ///   - namespace: the namespace that was settled at last.
    package func explanation(release: Sourced, namespace: String) -> String {
        let place = project?.namespace.value == namespace ? project?.namespace.origin : nil
        var rows: [(String, String, String?)] = []
        if let project {
            rows.append(("project", project.name, project.location.file))
            rows.append(("environment", environment?.value ?? "-", environment?.origin ?? "none"))
        } else if let environment {
            rows.append(("environment", environment.value, environment.origin))
        }
        rows.append(("release", release.value, release.origin))
        rows.append(("namespace", namespace, place))
        rows.append(("chart", chart.value, chart.origin))
        return rows.map { name, value, origin in
            let padding = String(repeating: " ", count: max(1, 13 - name.utf8.count))
            return "\(name):\(padding)\(value)\(origin.map { "  (\($0))" } ?? "")\n"
        }.joined()
    }
}

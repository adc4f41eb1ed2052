/// A project as a command is to use it.
package struct Project: Sendable {
    package var location: ProjectLocation
    package var configuration: ProjectConfiguration
    /// Nil without an environment.
    package var environment: Sourced?
    package var namespace: Sourced
    package var release: Sourced
    /// The chart's folder, without links.
    package var chartFolder: Sourced

    package var name: String { configuration.project }

    /// What the command line and the environment say about the project.
    package struct Request: Sendable {
        package var choice = ProjectLocation.Choice()
        /// The folder that relative paths start from.
        package var workingFolder: String
        /// `--config-templates-dir`.
        package var templatesFolder: String?
        package var environment: Sourced?
        package var namespace: Sourced?
        package var release: Sourced?
        package var variables: [String: String]
        package var isLoose = false
        package var debug: (@Sendable (String) -> Void)?

        /// The folder of the templates that `werf.yaml` may include.
        package func templatesFolder(at location: ProjectLocation) -> String {
            templatesFolder.map { ProjectFiles.joined(workingFolder, $0) }
                ?? ProjectFiles.joined(location.folder, ".werf")
        }

        package init(workingFolder: String = ProjectFiles.workingFolder, variables: [String: String] = [:]) {
            self.workingFolder = workingFolder
            self.variables = variables
        }
    }

    /// The text of the project's configuration once its templates have run.
    package static func rendered(
        _ request: Request, at location: ProjectLocation, templating: any ProjectTemplating
    ) throws(ProjectError) -> [UInt8] {
        try templating.configuration(
            ConfigurationSource(
                location: location, text: try ProjectFiles.read(location.file),
                templatesFolder: request.templatesFolder(at: location),
                environment: request.environment?.value ?? "", variables: request.variables,
                isLoose: request.isLoose, debug: request.debug))
    }

    /// Reads the project at `location` and makes its names.
    package static func read(
        _ request: Request, at location: ProjectLocation, templating: any ProjectTemplating
    ) throws(ProjectError) -> Project {
        let text = try rendered(request, at: location, templating: templating)
        let name = request.variables["WERF_PROJECT_NAME"].flatMap { $0.isEmpty ? nil : $0 }
        let configuration = try ConfigurationReader(location).read(text, projectName: name)
        let naming = ProjectNaming(
            configuration, fileName: location.fileName, environment: request.environment?.value ?? "",
            templating: templating)
        let namespace = try naming.namespace(asked: request.namespace)
        return Project(
            location: location, configuration: configuration, environment: request.environment,
            namespace: namespace,
            release: try naming.release(asked: request.release, namespace: namespace.value),
            chartFolder: chartFolder(configuration, location))
    }

    private static func chartFolder(_ configuration: ProjectConfiguration, _ location: ProjectLocation) -> Sourced {
        let folder = ProjectFiles.parent(of: location.file).flatMap { ProjectFiles.resolved($0) } ?? location.folder
        let path = ProjectFiles.joined(folder, configuration.deploy.chartFolder)
        let isDefault = configuration.deploy.chartFolder == DeploySection().chartFolder
        return Sourced(
            ProjectFiles.resolved(path) ?? path,
            from: isDefault ? "default" : "deploy.helmChartDir in \(location.fileName)")
    }

    /// Refuses a chart that isn't there or lies outside the project's git work tree.
    package func checkChart() throws(ProjectError) {
        guard ProjectFiles.kind(of: chartFolder.value) == .folder else {
            throw ProjectError(
                .notFound, "the chart directory \(chartFolder.value) doesn't exist (\(chartFolder.origin))",
                advice: ["deploy.helmChartDir in \(location.fileName) names another one."])
        }
        let workTree = location.workTree
        guard ProjectFiles.isInside(chartFolder.value, workTree) else {
            throw ProjectError(
                .configuration,
                "the chart directory \(chartFolder.value) must be in the project git work tree \(workTree)")
        }
    }
}

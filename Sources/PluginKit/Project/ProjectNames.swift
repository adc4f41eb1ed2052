internal import Documents
internal import Processes
package import WerfProject

/// The release of a project, for commands that carry no template engine.
package struct ProjectNames: Hashable, Sendable {
    package var project: String
    package var release: Sourced
    package var namespace: Sourced

    package init(project: String, release: Sourced, namespace: Sourced) {
        self.project = project
        self.release = release
        self.namespace = namespace
    }
}

extension ProjectFlags {
    /// The names of the project here; nil when there is no project.
    ///
    /// A project whose configuration has templates is read by `kubectl werf render`, which has the engine.
    ///
    /// - Throws: ``ProjectError``.
    package func names(
        _ generic: GenericFlags, _ environment: PluginEnvironment
    ) throws(ProjectError) -> ProjectNames? {
        let request = request(release: nil, generic, environment)
        guard let location = try ProjectLocation.find(request.choice, from: request.workingFolder) else { return nil }
        do throws(ProjectError) {
            let project = try Project.read(request, at: location, templating: PlainTemplating())
            return ProjectNames(project: project.name, release: project.release, namespace: project.namespace)
        } catch {
            guard error.kind == .needsEngine else { throw error }
            return try askRender(request, location, error)
        }
    }

    private func askRender(
        _ request: Project.Request, _ location: ProjectLocation, _ cause: ProjectError
    ) throws(ProjectError) -> ProjectNames {
        guard let program = Self.render(request.variables) else {
            throw ProjectError(
                .needsEngine, "\(cause.description), for which kubectl-werf-render is needed; it isn't installed",
                advice: ["Name the release and pass --namespace instead."])
        }
        var variables = request.variables
        if let name = request.environment?.value { variables["WERF_ENV"] = name }
        if let name = request.namespace?.value { variables["WERF_NAMESPACE"] = name }
        variables["WERF_LOOSE_GITERMINISM"] = request.isLoose ? "1" : "0"
        var arguments = [
            "kubectl-werf-render", ProjectNames.flag, "--dir", location.folder, "--config", location.file,
        ]
        if let folder = request.templatesFolder {
            arguments += ["--config-templates-dir", ProjectFiles.joined(request.workingFolder, folder)]
        }
        do throws(ChildProcess.Failure) {
            let outcome = try ChildProcess.run(program, arguments: arguments, environment: variables)
            guard outcome.ending == .exited(0), let names = ProjectNames(document: outcome.output) else {
                throw ChildProcess.Failure("it said what is wrong")
            }
            return names
        } catch {
            throw ProjectError(.configuration, "\(location.file) can't be read: \(error.message)")
        }
    }

    /// The plugin beside this one, or on the path.
    private static func render(_ variables: [String: String]) -> String? {
        let name = "kubectl-werf-render"
        if let folder = ProgramSearch.ownFolder, ProgramSearch.isExecutable("\(folder)/\(name)") {
            return "\(folder)/\(name)"
        }
        return ProgramSearch.find(name, environment: variables)
    }
}

extension ProjectNames {
    /// Asks `kubectl werf render` for the names instead of manifests.
    package static let flag = "--print-project-names"

    /// The names as one plugin tells them to another.
    package var document: [UInt8] {
        JSON.write([
            "project": .string(project), "release": .string(release.value), "releaseOrigin": .string(release.origin),
            "namespace": .string(namespace.value), "namespaceOrigin": .string(namespace.origin),
        ])
    }

    init?(document: [UInt8]) {
        guard let members = try? JSON.read(document), let project = members["project"]?.string,
            let release = members["release"]?.string, let namespace = members["namespace"]?.string
        else { return nil }
        self.init(
            project: project, release: Sourced(release, from: members["releaseOrigin"]?.string ?? ""),
            namespace: Sourced(namespace, from: members["namespaceOrigin"]?.string ?? ""))
    }
}

extension ProjectError: ExplainedError {
    package var explanation: String { description }
}

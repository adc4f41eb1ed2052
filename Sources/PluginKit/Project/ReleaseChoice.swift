internal import WerfProject

/// The release that a command is about: the one that is named, or the project's.
package struct ReleaseChoice: Hashable, Sendable {
    package var name: String
    /// The project's namespace, for when nobody names another; nil outside a project.
    package var namespace: String?
    /// The project's name; nil outside a project.
    package var project: String?

    package init(name: String, namespace: String? = nil, project: String? = nil) {
        self.name = name
        self.namespace = namespace
        self.project = project
    }
}

extension ProjectFlags {
    /// The release named on the command line, else the project's, else `$WERF_RELEASE`.
    ///
    /// A project counts for a named release only when the command line says which one it is.
    ///
    /// - Throws: ``ProjectError`` when there is no release to speak of.
    package func release(
        named name: String?, _ generic: GenericFlags, _ environment: PluginEnvironment = .current
    ) throws -> ReleaseChoice {
        if let name {
            let isAsked = environmentName != nil || dir != nil || config != nil
            let names = isAsked ? try names(generic, environment) : nil
            return ReleaseChoice(name: name, namespace: names?.namespace.value, project: names?.project)
        }
        if let names = try names(generic, environment) {
            return ReleaseChoice(
                name: names.release.value, namespace: names.namespace.value, project: names.project)
        }
        if let name = environment.text("WERF_RELEASE") { return ReleaseChoice(name: name) }
        throw ProjectError(
            .notFound, "no release name",
            advice: ["Name the release, or run this in a project: a folder with a werf.yaml, or one below it."])
    }
}

package import ArgumentParser
package import WerfProject

/// Which werf project a command is about, and for which environment.
package struct ProjectFlags: ParsableArguments {
    @Option(name: [.customLong("env")], parsing: .unconditional, help: "The environment, such as prod.")
    package var environmentName: String?
    @Option(
        parsing: .unconditional,
        help: "The project's folder; else the nearest one with a werf.yaml, here or above.")
    package var dir: String?
    @Option(parsing: .unconditional, help: "The project's werf.yaml.")
    package var config: String?
    @Option(
        parsing: .unconditional, help: "The folder of *.tmpl files that werf.yaml may include (.werf unless given).")
    package var configTemplatesDir: String?
    @Flag(help: "Let werf.yaml read every environment variable.")
    package var looseGiterminism = false
    @Flag(help: .hidden)
    package var dev = false
    @Flag(help: "Let printf_debug and dump_debug in templates print on stderr.")
    package var debugTemplates = false

    package init() {}
}

extension ProjectFlags {
    /// The environment's name and who says it; nil without one.
    package func environmentName(_ environment: PluginEnvironment) -> Sourced? {
        Self.sourced(environmentName, "--env", environment, "WERF_ENV")
    }

    /// Where the project is, as far as anybody says.
    package func choice(_ environment: PluginEnvironment) -> ProjectLocation.Choice {
        ProjectLocation.Choice(
            folder: dir ?? environment.text("WERF_DIR"), file: config ?? environment.text("WERF_CONFIG"))
    }

    /// Somebody said where the project is.
    package func namesProject(_ environment: PluginEnvironment) -> Bool {
        choice(environment) != ProjectLocation.Choice()
    }

    /// What to ask of the project.
    ///
    /// - Parameter release: the release's name on the command line.
    package func request(
        release: String?, _ generic: GenericFlags, _ environment: PluginEnvironment
    ) -> Project.Request {
        var request = Project.Request(variables: environment.variables)
        request.choice = choice(environment)
        request.templatesFolder = configTemplatesDir ?? environment.text("WERF_CONFIG_TEMPLATES_DIR")
        request.environment = environmentName(environment)
        request.namespace = Self.sourced(
            generic.namespace, "--namespace", environment, "WERF_NAMESPACE", "HELM_NAMESPACE")
        request.release = Self.sourced(release, "--release", environment, "WERF_RELEASE")
        request.isLoose = looseGiterminism || dev
        request.debug = debug(environment)
        return request
    }

    /// Prints what templates want to tell their author; nil when nobody asked.
    package func debug(_ environment: PluginEnvironment) -> (@Sendable (String) -> Void)? {
        guard debugTemplates else { return nil }
        return { Console.writeError($0.hasSuffix("\n") ? $0 : $0 + "\n") }
    }

    /// The flag's text, else that of the first variable which isn't empty.
    package static func sourced(
        _ flag: String?, _ name: String, _ environment: PluginEnvironment, _ variables: String...
    ) -> Sourced? {
        if let flag { return flag.isEmpty ? nil : Sourced(flag, from: name) }
        for variable in variables {
            if let text = environment.text(variable) { return Sourced(text, from: "$\(variable)") }
        }
        return nil
    }
}

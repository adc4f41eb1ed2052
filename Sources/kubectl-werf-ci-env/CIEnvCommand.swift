internal import ArgumentParser
internal import PluginKit
internal import WerfProject

/// `kubectl werf ci-env gitlab|github`.
struct CIEnvCommand: AsyncParsableCommand, OutputForShells {
    static let configuration = CommandConfiguration(
        commandName: "kubectl werf-ci-env",
        abstract: "Print what sets the variables of the other commands from those of a CI system.",
        discussion: """
            Inside a job: eval "$(kubectl werf-ci-env gitlab)", or
            source "$(kubectl werf-ci-env gitlab --as-file)".
            """, version: PluginMain.version)

    @Argument(help: "The CI system: gitlab or github.")
    var system: String
    @Option(parsing: .unconditional, help: "Who is to read it: default, cmdexe or powershell.")
    var shell = ""
    @Flag(help: "Write a script and print its path.")
    var asFile = false
    @Flag(help: "Write a file of NAME=value lines and print its path.")
    var asEnvFile = false
    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("output-file-path")], parsing: .unconditional,
        help: "Write to this file and print nothing.")
    var outputFilePath: String?
    @Option(parsing: .unconditional, help: "The folder of the Docker configuration.")
    var dockerConfig: String?
    @Option(parsing: .unconditional, help: "Where files are written (~/.werf).")
    var homeDir: String?
    @Flag(name: [.customLong("log-verbose")], help: "Let the script print what it sets.")
    var logVerbose = false
    @OptionGroup var project: ProjectFlags

    func run() async throws {
        let environment = PluginEnvironment.current
        do {
            try emit(environment)
        } catch {
            // Whoever sources the output must stop as well.
            if !writesFile { Console.write(failure + "\n") }
            throw error
        }
    }

    static func failureOutput(_ arguments: [String]) -> String {
        let fileFlags = ["--as-file", "--as-env-file", "--output-file-path", "-o"]
        guard !arguments.contains(where: { word in fileFlags.contains { word.hasPrefix($0) } }) else { return "" }
        return ShellDialect.posix.failure + "\n"
    }

    private var writesFile: Bool { asFile || asEnvFile || outputFilePath != nil }

    private var failure: String { ((try? dialect) ?? .posix).failure }

    private var dialect: ShellDialect {
        get throws { asEnvFile ? .environmentFile : try ShellDialect(shell: shell) }
    }

    private func emit(_ environment: PluginEnvironment) throws {
        let (system, dialect) = (try CISystem(named: system), try dialect)
        let text = system.script(
            environment.variables, dockerFolder: try dockerFolder(environment),
            project: system == .github ? try projectName(environment) : nil
        ).text(dialect, current: environment.variables, isVerbose: logVerbose)
        if let outputFilePath {
            try SessionFile.write(text, to: outputFilePath)
        } else if writesFile {
            Console.write(try SessionFile(environment, homeDir, dialect).write(text) + "\n")
        } else {
            Console.write(text)
        }
    }

    private func dockerFolder(_ environment: PluginEnvironment) throws -> String {
        var flags = try ProjectValueFlags.parse([])
        flags.dockerConfig = dockerConfig
        return flags.dockerFolder(environment)
    }

    /// The name of the project here; nil without a project.
    private func projectName(_ environment: PluginEnvironment) throws -> String? {
        try project.names(GenericFlags.parse([]), environment)?.project
    }
}

//! PluginKit: what every command line of ours has in common.
//!
//! Purpose: kubectl's generic flags and the storage flags with their environment (`Arguments/`), tables, documents,
//! colour and the wording of errors (`Output/`), and one way to run a command: parse, run, cancel on a signal, exit.
//! May import: Shared, KubernetesClient, WerfProject, Processes, Documents, ArgumentParser.

package import ArgumentParser
internal import FoundationEssentials
internal import Glibc

/// A command that understands a flag otherwise than the others do.
package protocol ArgumentRewriting {
    /// The arguments as the shared flags understand them.
    static func rewrite(_ arguments: [String]) -> [String]
}

/// A command whose standard output a shell executes: it must stop the shell when the command line is wrong.
package protocol OutputForShells {
    /// What is written to standard output then.
    static func failureOutput(_ arguments: [String]) -> String
}

/// Runs a plugin: the only way a command of ours begins and ends.
package enum PluginMain {
    /// The version that `--version` shows.
    package static let version = "0.1.0"

    /// What servers' logs call the plugins.
    static let userAgent = "kubectl-werf/\(version) (\(system)/\(architecture))"

    #if os(Linux)
        private static let system = "linux"
    #else
        private static let system = "darwin"
    #endif
    #if arch(arm64)
        private static let architecture = "arm64"
    #else
        private static let architecture = "amd64"
    #endif

    /// Parses the process arguments, runs the command, and ends the process.
    ///
    /// Exit status: 0 done, 1 failed or wrongly used, 130 and 143 interrupted; a command may throw `ExitCode`.
    package static func run<Command: AsyncParsableCommand>(_ type: Command.Type) async -> Never {
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "__complete" {
            Console.write(Completion(of: type).answer(Array(arguments.dropFirst())))
            exit(0)
        }
        let rewritten = (type as? any ArgumentRewriting.Type)?.rewrite(arguments) ?? arguments
        let normalized = ArgumentNormalizer(of: type).normalize(rewritten)
        do {
            // Who asks for help gets it whatever the environment says.
            let asksForHelp = !Set(normalized).isDisjoint(with: ["-h", "--help", "--version"])
            let defaults =
                asksForHelp ? [] : try EnvironmentDefaults(of: type).arguments(unlessIn: rewritten, normalized)
            exit(await run(type, normalized, defaults))
        } catch {
            if let speaker = type as? any OutputForShells.Type { Console.write(speaker.failureOutput(normalized)) }
            endParsing(type, error, [])
        }
    }

    /// What the parser threw, told apart from what the command throws.
    private struct ParsingFailure: Error {
        var cause: any Error
    }

    private static func run<Command: AsyncParsableCommand>(
        _ type: Command.Type, _ given: [String], _ defaults: [String]
    ) async -> Int32 {
        let arguments = defaults + given
        let work = Task { try await start(type, arguments) }
        let interruption = Interruption.watch { work.cancel() }
        do {
            try await work.value
            // A signal that came after the last step has interrupted nothing.
            return statusOfWarnings()
        } catch let failure as ParsingFailure {
            if !type.exitCode(for: failure.cause).isSuccess, let speaker = type as? any OutputForShells.Type {
                Console.write(speaker.failureOutput(arguments))
            }
            endParsing(type, failure.cause, defaults)
        } catch let code as ExitCode {
            return code == .failure ? interruption.status ?? code.rawValue : code.rawValue
        } catch let error as ValidationError {
            endParsing(type, error, defaults)
        } catch {
            Console.writeError(interruption.status == nil ? ErrorWording.text(of: error) : "Error: interrupted\n")
            return interruption.status ?? 1
        }
    }

    /// 1 where the server's warnings are errors and there were any.
    private static func statusOfWarnings() -> Int32 {
        let count = Console.failingWarnings
        guard count > 0 else { return 0 }
        Console.writeError("Error: \(count) warning\(count == 1 ? "" : "s") received\n")
        return 1
    }

    private static func start<Command: AsyncParsableCommand>(_ type: Command.Type, _ arguments: [String]) async throws {
        var command: any ParsableCommand
        do {
            command = try type.parseAsRoot(arguments)
        } catch {
            throw ParsingFailure(cause: error)
        }
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            // What the parser returns for --help is a command that throws the help.
            do {
                try command.run()
            } catch {
                throw ParsingFailure(cause: error)
            }
        }
    }

    /// Help and version go to stdout; everything else is a usage error, worded as kubectl's.
    private static func endParsing<Command: ParsableCommand>(
        _ type: Command.Type, _ error: any Error, _ defaults: [String]
    ) -> Never {
        if type.exitCode(for: error).isSuccess {
            Console.write(type.fullMessage(for: error) + "\n")
            exit(0)
        }
        let name = type.configuration.commandName ?? ""
        let text = ErrorWording.usage(type.message(for: error))
        Console.writeError("Error: \(text)\(EnvironmentDefaults.origin(of: text, in: defaults))\n")
        Console.writeError("See '\(name) --help' for usage.\n")
        exit(1)
    }
}

package import ArgumentParser
package import Deployment
package import PluginKit
internal import Shared

/// Which release a command works on.
package struct NameFlags: ParsableArguments {
    @Option(parsing: .unconditional, help: "The release's name.")
    package var release: String?

    package init() {}

    /// The release named as an argument or by the flag, else the project's, else that of `WERF_RELEASE`.
    package func choice(
        _ argument: String?, _ project: ProjectFlags, _ generic: GenericFlags, _ environment: PluginEnvironment
    ) throws -> ReleaseChoice {
        if let argument, let release, argument != release {
            throw ValidationError("two release names: \(argument) and --release \(release)")
        }
        let choice = try project.release(named: argument ?? release, generic, environment)
        guard !choice.name.isEmpty, ReleaseName.isValid(choice.name) else {
            throw StorageError.invalidName(choice.name)
        }
        return choice
    }
}

/// How objects are changed, waited for and deleted.
package struct ChangeFlags: ParsableArguments {
    @Flag(help: "Print what would be done and change nothing.")
    package var dryRun = false
    @Flag(help: "Leave out the resources that are Helm's hooks.")
    package var noHooks = false
    @Flag(help: "Wait for nothing to become ready.")
    package var noTrack = false
    @Flag(inversion: .prefixedNo, help: "Helm's name for the same: --wait=false is --no-track.")
    package var wait = true
    @Option(
        name: [.customShort("t"), .long], parsing: .unconditional,
        help: "How long each resource may take to become ready, such as 90 or 5m (default: no limit).")
    package var timeout: String?
    @Flag(help: "Don't show what containers write while they are waited for.")
    package var noPodLogs = false
    @Flag(help: "Delete a CRD or Namespace although objects of it exist.")
    package var allowCrdDelete = false
    @Option(
        name: [.long, .customLong("cascade")], parsing: .unconditional,
        help: "How dependents of deleted objects go: Foreground, Background or Orphan.")
    package var deletePropagation: String?
    @Option(parsing: .unconditional, help: "How many requests run at a time (default 30).")
    package var networkParallelism: Int?

    package init() {}

    /// Sets what these flags and their variables say.
    package func settle(_ options: inout PlanInputs.Options, _ environment: PluginEnvironment) throws {
        options.allowsCRDDelete = allowCrdDelete
        options.runsHooks = !noHooks
        options.tracks = wait && !noTrack
        guard let name = deletePropagation ?? environment.text("WERF_DELETE_PROPAGATION") else { return }
        let known = Propagation.allCases.first { $0.rawValue.lowercased() == name.lowercased() }
        guard let known else {
            throw ValidationError(
                "invalid value \"\(name)\" for --delete-propagation: it must be Foreground, Background or Orphan")
        }
        options.propagation = known
    }

    /// How many requests run at a time.
    package func parallelism(_ environment: PluginEnvironment) throws -> Int {
        let variable = try WholeNumber.of("WERF_NETWORK_PARALLELISM", environment)
        return max(1, networkParallelism ?? variable ?? 30)
    }

    /// What containers write is shown.
    package var showsLogs: Bool { !noPodLogs }

    /// How long each resource is waited for; nil for ever.
    package func limit(_ environment: PluginEnvironment) throws -> Duration? {
        let limit = try WaitingFlags.duration(timeout ?? environment.text("WERF_TIMEOUT"), "--timeout")
        return limit == .zero ? nil : limit
    }
}

/// Numbers in the environment.
package enum WholeNumber {
    /// A variable's number; what is none is refused, since another limit could cost revisions.
    package static func of(_ name: String, _ environment: PluginEnvironment) throws -> Int? {
        guard let text = environment.text(name) else { return nil }
        guard let number = Int(text) else {
            throw ValidationError("invalid value \"\(text)\" of \(name): it must be a whole number")
        }
        return number
    }
}

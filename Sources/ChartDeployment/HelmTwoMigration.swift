internal import ArgumentParser
internal import DeployCommands
internal import PluginKit
internal import Processes
internal import Shared
internal import TillerRecords

/// Brings a release of Helm 2 over before it is deployed, by the plugin that does such things.
///
/// It isn't linked here: what reads Tiller's records would add a third to this program.
struct HelmTwoMigration: Sendable {
    static let program = "kubectl-werf-migrate2to3"

    let place: TillerPlace
    /// Arguments for reaching the cluster and Helm 3's storage.
    let shared: [String]
    let variables: [String: String]

    /// Looks whether Helm 2 has the release, with one request, and nothing more where it hasn't.
    ///
    /// - Returns: the newest record to bring over; nil when there is none.
    func find(_ run: ReleaseRun, _ past: ReleasePast) async throws -> TillerEntry? {
        // Where there is no namespace, nothing is installed, whoever says so.
        guard past.situation.history.isEmpty, !(run.lock?.lacksNamespace ?? false) else { return nil }
        let store = TillerStore(records: KubernetesRecords(run.client))
        switch try await TillerDetection(store, place: place).find(run.release, namespace: run.namespace) {
        case .nothing: return nil
        case .release(let newest): return newest
        case .unreadable(let words):
            Console.warn("whether Helm 2 has the release isn't known: \(words); going on as if it hadn't")
            return nil
        }
    }

    /// Runs the migration, which takes the release's lock itself.
    ///
    /// - Returns: whether a dry run has found something to bring over.
    /// - Throws: when it isn't installed, or has failed, which it has told then.
    @discardableResult
    func run(_ newest: TillerEntry, _ run: ReleaseRun, isDryRun: Bool, showsAside: Bool = false) throws -> Bool {
        guard let program = Self.path(variables) else {
            throw MissingMigration(release: run.release, namespace: run.namespace, record: newest.title)
        }
        let subject = "Helm 2 has release \"\(run.release)\" (\(newest.title))"
        Console.tell(isDryRun ? "\(subject)\n" : "\(subject): bringing it over to Helm 3 first\n")
        var arguments = [
            program, newest.name, "--yes", "--target-release=\(run.release)", "--target-namespace=\(run.namespace)",
            "--tiller-namespace=\(place.namespace)", "--helm2-release-storage-type=\(place.driver.rawValue)",
        ]
        if isDryRun { arguments += ["--dry-run", "--exit-code"] }
        let outcome: ChildProcess.Outcome
        do {
            outcome = try ChildProcess.run(program, arguments: arguments + shared, environment: variables)
        } catch {
            throw FailedMigration(release: run.release, reason: "\(program) can't be run: \(error.message)")
        }
        let isPending = isDryRun && outcome.ending == .exited(2)
        // What there is nothing to do about is no part of what the deploy would do.
        if showsAside || isDryRun && !isPending {
            Console.tell(String(decoding: outcome.output, as: UTF8.self))
        } else {
            Console.write(outcome.output)
        }
        switch outcome.ending {
        case .exited(0): return false
        case .exited where isPending: return true
        case .exited(let status) where status > 128: throw ExitCode(status)
        case .exited(let status):
            throw FailedMigration(release: run.release, reason: "\(Self.program) ended with status \(status)")
        case .killed(let signal):
            throw FailedMigration(release: run.release, reason: "\(Self.program) was ended by signal \(signal)")
        }
    }

    /// The plugin beside this one, else on `PATH`.
    private static func path(_ variables: [String: String]) -> String? {
        if let folder = ProgramSearch.ownFolder, ProgramSearch.isExecutable("\(folder)/\(program)") {
            return "\(folder)/\(program)"
        }
        return ProgramSearch.find(program, environment: variables)
    }
}

/// Helm 2 has the release, and there is nothing here to bring it over.
struct MissingMigration: ExplainedError {
    let release: String
    let namespace: String
    let record: String

    var explanation: String {
        "Helm 2 has release \"\(release)\" in namespace \"\(namespace)\" (\(record)), and \(HelmTwoMigration.program), "
            + "which would bring it over, isn't installed"
    }

    var advice: [String] {
        [
            "Install it beside this plugin or on PATH, or bring the release over from where it is: "
                + "kubectl werf migrate2to3 \(release)",
            "--no-helm2-migration deploys without looking at Helm 2.",
        ]
    }
}

/// The release of Helm 2 wasn't brought over.
struct FailedMigration: ExplainedError {
    let release: String
    let reason: String

    var explanation: String {
        "release \"\(release)\" of Helm 2 wasn't brought over, so nothing was deployed: \(reason)"
    }

    var advice: [String] {
        [
            "What hinders it is said above. See more with: kubectl werf migrate2to3 \(release) --dry-run",
            "--no-helm2-migration deploys without looking at Helm 2.",
        ]
    }
}

internal import ArgumentParser
internal import Deployment
internal import HelmChart
internal import PluginKit
internal import Shared

/// What the command line and the environment ask of a converge, checked as far as that needs no cluster.
struct ConvergeSettings: Sendable {
    var source: ConvergeSource
    var release: String
    var metadata: ExtraMetadata
    var releaseLabels: ReleaseLabels
    var options: PlanInputs.Options
    var values: ValueSources
    var reuse: ValueReuse
    var parallelism: Int
    var isDryRun: Bool
    var createsNamespace: Bool
    var installsCRDs: Bool
    var skipsHooks: Bool
    var printsNotes: Bool
    var rendersSubchartNotes: Bool
    var resolvesHostNames: Bool
    var checksSchema: Bool
    var schemaDialect: SchemaDialect

    init(_ command: ConvergeCommand, _ source: ConvergeSource, _ environment: PluginEnvironment) throws {
        let (deploying, flags) = (command.deploying, command.release)
        self.source = source
        release = try source.release.value
        metadata = try source.metadata(flags, environment)
        releaseLabels = try ReleaseLabels(environment.repeated("WERF_RELEASE_LABEL_") + flags.releaseLabel)
        options = try Self.options(deploying, flags, environment)
        let joined = command.values.joined(with: environment)
        values = ValueSources(
            files: joined.values.map(source.chart.place(ofValues:)), set: joined.set, setString: joined.setString,
            setJSON: joined.setJson,
            setFile: joined.setFile, setLiteral: joined.setLiteral)
        reuse = ValueReuse(command.reuse, isGiven: values != ValueSources())
        let number = try Self.number(environment, "WERF_NETWORK_PARALLELISM")
        parallelism = max(1, deploying.networkParallelism ?? number ?? 30)
        isDryRun = deploying.dryRun
        createsNamespace = deploying.createNamespace && !environment.isOn("WERF_NO_CREATE_NAMESPACE")
        installsCRDs = !deploying.noInstallCrds && !environment.isOn("WERF_NO_INSTALL_CRDS")
        skipsHooks = deploying.noHooks
        printsNotes = !deploying.noNotes && !environment.isOn("WERF_NO_NOTES")
        rendersSubchartNotes = deploying.renderSubchartNotes
        resolvesHostNames = deploying.templatesAllowDns || environment.isOn("WERF_TEMPLATES_ALLOW_DNS")
        checksSchema = !deploying.skipSchemaValidation
        schemaDialect = deploying.schemaDialect
    }

    private static func options(
        _ deploying: DeployingFlags, _ flags: ReleaseFlags, _ environment: PluginEnvironment
    ) throws -> PlanInputs.Options {
        var options = PlanInputs.Options()
        options.forcesAdoption = deploying.forceAdoption || environment.isOn("WERF_FORCE_ADOPTION")
        options.removesManualChanges =
            !deploying.noRemoveManualChanges && !environment.isOn("WERF_NO_REMOVE_MANUAL_CHANGES")
        options.allowsCRDDelete = deploying.allowCrdDelete
        options.runsHooks = false
        options.tracks = false
        if let name = deploying.deletePropagation ?? environment.text("WERF_DELETE_PROPAGATION") {
            guard let propagation = Propagation(rawValue: name) else {
                throw ValidationError(
                    "invalid value \"\(name)\" for --delete-propagation: it must be Foreground, Background or Orphan")
            }
            options.propagation = propagation
        }
        let limit =
            try number(environment, "WERF_RELEASES_HISTORY_MAX") ?? number(environment, "HELM_MAX_HISTORY")
        options.historyLimit = max(0, flags.releasesHistoryMax ?? limit ?? 10)
        return options
    }

    /// A number in the environment; what is none is refused, since another limit could cost revisions.
    private static func number(_ environment: PluginEnvironment, _ name: String) throws -> Int? {
        guard let text = environment.text(name) else { return nil }
        guard let number = Int(text) else {
            throw ValidationError("invalid value \"\(text)\" of \(name): it must be a whole number")
        }
        return number
    }
}

/// Labels for the record of a release, on top of those it has.
struct ReleaseLabels: Sendable {
    private var changes: [(key: String, value: String)] = []

    init(_ pairs: [String]) throws {
        for text in pairs.flatMap({ $0.split(separator: ",").map(String.init) }) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let key = parts.first, let value = parts.last, !key.isEmpty else {
                throw ValidationError("invalid --release-label value: invalid key=value pair \"\(text)\" (\"=\")")
            }
            if RecordObject.systemLabels.contains(key) {
                throw ValidationError(
                    "user supplied labels contains system reserved label name. System labels: "
                        + "[name owner status version createdAt modifiedAt]")
            }
            if let fault = LabelSyntax.fault(inKey: key) ?? LabelSyntax.fault(inValue: value) {
                throw ValidationError("--release-label \(text): \(fault)")
            }
            changes.append((key, value))
        }
    }

    /// The labels of the new revision; the value `null` takes a label away.
    func applied(to labels: [String: String]) -> [String: String] {
        var result = labels.filter { !RecordObject.systemLabels.contains($0.key) }
        for change in changes { result[change.key] = change.value == "null" ? nil : change.value }
        return result
    }
}

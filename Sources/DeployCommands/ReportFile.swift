package import ArgumentParser
package import Deployment
package import Documents
package import PluginKit
internal import Shared

/// Whether a deploy leaves a report for programs.
package struct DeployReportFlags: ParsableArguments {
    @Flag(help: "Write what was done into a file.")
    package var saveDeployReport = false
    @Option(parsing: .unconditional, help: "That file (default .werf-deploy-report.json).")
    package var deployReportPath: String?

    package init() {}

    /// Where the report goes; nil when none is asked for.
    package func file(_ environment: PluginEnvironment) throws -> ReportFile? {
        let path = deployReportPath ?? environment.text("WERF_DEPLOY_REPORT_PATH")
        let file = try ReportFile(path ?? ".werf-deploy-report.json", flag: "--deploy-report-path")
        return saveDeployReport ? try file.checked("--deploy-report-path") : nil
    }
}

/// Whether a rollback leaves a report for programs.
package struct RollbackReportFlags: ParsableArguments {
    @Flag(help: "Write what was done into a file.")
    package var saveRollbackReport = false
    @Option(parsing: .unconditional, help: "That file (default .werf-rollback-report.json).")
    package var rollbackReportPath: String?

    package init() {}

    /// Where the report goes; nil when none is asked for.
    package func file(_ environment: PluginEnvironment) throws -> ReportFile? {
        let path = rollbackReportPath ?? environment.text("WERF_ROLLBACK_REPORT_PATH")
        let file = try ReportFile(path ?? ".werf-rollback-report.json", flag: "--rollback-report-path")
        return saveRollbackReport ? try file.checked("--rollback-report-path") : nil
    }
}

/// A file that tells programs what a deploy did, in werf's form.
package struct ReportFile: Sendable {
    private let path: String

    /// - Parameter path: ends in `.json`, which is added where it has no extension.
    /// - Throws: a usage error for another extension.
    package init(_ path: String, flag: String) throws {
        let name = path.utf8.split(separator: UInt8(ascii: "/")).last ?? path.utf8[...]
        // A dot at the beginning hides a file.
        guard let dot = name.dropFirst().lastIndex(of: UInt8(ascii: ".")) else {
            self.path = path + ".json"
            return
        }
        guard name[dot...].elementsEqual(".json".utf8) else {
            throw ValidationError("invalid \(flag) \"\(path)\": extension must be either .json or unspecified")
        }
        self.path = path
    }

    /// What a deploy came to.
    package struct Content: Sendable {
        private let target: PlanInputs.Target
        private let status: String
        private let results: [ExecutionReport]

        /// - Parameter results: those of the deploy, then of a rollback that followed.
        package init(_ target: PlanInputs.Target, _ results: [ExecutionReport] = [], status: String) {
            (self.target, self.results, self.status) = (target, results, status)
        }

        /// The report; lists without entries are left out.
        package var value: Value {
            var members = Object()
            members["version"] = 3
            members["release"] = .string(target.name)
            members["namespace"] = .string(target.namespace)
            members["revision"] = .integer(Int64(target.revision))
            members["status"] = .string(status)
            add("completedOperations", results.flatMap(\.completed), to: &members)
            add("canceledOperations", results.flatMap(\.cancelled), to: &members)
            add("failedOperations", results.flatMap { $0.failed.map(\.operation) }, to: &members)
            return .object(members)
        }

        private func add(_ key: String, _ operations: [Deployment.Operation], to members: inout Object) {
            let titles = operations.compactMap { $0.reportTitle(releaseNamespace: target.namespace) }
            if !titles.isEmpty { members[key] = .array(titles.sorted().map(Value.string)) }
        }
    }

    /// Writes the report, for its owner alone.
    ///
    /// - Throws: an error that says that the deploy itself isn't touched by that.
    package func write(_ content: Content) throws {
        let text = JSON.write(content.value, .goIndented(1)) + [UInt8(ascii: "\n")]
        if let reason = PrivateFile.write(Self.withTabs(text), to: path, former: .replaced) {
            throw UnwrittenReport(path: path, reason: reason)
        }
    }

    /// The file, if it can be written as far as that is known before the deploy.
    ///
    /// - Throws: a usage error that says what is in its way.
    fileprivate func checked(_ flag: String) throws -> ReportFile {
        guard let reason = PrivateFile.hindrance(to: path) else { return self }
        throw ValidationError("invalid \(flag) \"\(path)\": \(reason)")
    }

    /// The blanks at the beginning of each line as tabs.
    private static func withTabs(_ text: [UInt8]) -> [UInt8] {
        var (result, isAtStart): ([UInt8], Bool) = ([], true)
        for byte in text {
            isAtStart = byte == UInt8(ascii: "\n") || isAtStart && byte == UInt8(ascii: " ")
            result.append(isAtStart && byte == UInt8(ascii: " ") ? UInt8(ascii: "\t") : byte)
        }
        return result
    }
}

/// A report that can't be written.
struct UnwrittenReport: ExplainedError {
    let path: String
    let reason: String

    var explanation: String {
        "the report can't be written to \(path): \(reason); the deploy itself has ended, `kubectl werf history` says how"
    }
}

extension Deployment.Operation {
    /// The operation as werf's reports name it; nil for what doesn't concern an object.
    fileprivate func reportTitle(releaseNamespace: String) -> String? {
        switch kind {
        case .create(let object): "create: \(object.identity.reportName(releaseNamespace))"
        case .update(let object, _): "update: \(object.identity.reportName(releaseNamespace))"
        case .recreate(let object): "recreate: \(object.identity.reportName(releaseNamespace))"
        case .deleteAfterSuccess(let object): "delete: \(object.identity.reportName(releaseNamespace))"
        case .delete(let object): "delete: \(object.identity.reportName(releaseNamespace))"
        default: nil
        }
    }
}

extension ResourceIdentity {
    fileprivate func reportName(_ releaseNamespace: String) -> String {
        let isElsewhere = !namespace.isEmpty && namespace != releaseNamespace
        return isElsewhere ? "\(kind)/\(name) (namespace=\(namespace))" : "\(kind)/\(name)"
    }
}

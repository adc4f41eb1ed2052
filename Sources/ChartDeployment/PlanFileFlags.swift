package import ArgumentParser
internal import DeployCommands
internal import Deployment
package import PluginKit
internal import ProjectKit
internal import ProjectRendering
internal import Shared

/// Whether a plan is kept, or a kept one shown.
package struct PlanKeepingFlags: ParsableArguments {
    @Option(parsing: .unconditional, help: "Keep the plan in this file, to be run by converge --use-plan.")
    package var savePlan: String?
    @Option(
        parsing: .unconditional, help: "Show the plan that this file keeps; that takes neither chart nor cluster.")
    package var showPlan: String?

    package init() {}

    /// What is done with which file; nil when no plan is kept or was.
    package enum Choice: Sendable {
        case save(PlanFile)
        case show(PlanFile)
    }

    /// The flags' choice, else that of `WERF_SAVE_PLAN_PATH` and `WERF_SHOW_PLAN_PATH`.
    package func choice(_ environment: PluginEnvironment) throws -> Choice? {
        let (save, show) =
            savePlan == nil && showPlan == nil
            ? (environment.text("WERF_SAVE_PLAN_PATH"), environment.text("WERF_SHOW_PLAN_PATH")) : (savePlan, showPlan)
        switch (save, show) {
        case (nil, nil): return nil
        case (let path?, nil): return .save(try PlanFileName.file(path, "--save-plan"))
        case (nil, let path?): return .show(try PlanFileName.file(path, "--show-plan"))
        case (.some, .some): throw ValidationError("a plan is either kept or shown: --save-plan or --show-plan")
        }
    }
}

/// Whether a kept plan is run.
package struct PlanUseFlags: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: "Run the plan that plan --save-plan kept in this file, if it would come out the same now.")
    package var usePlan: String?
    @Option(parsing: .unconditional, help: "How old a kept plan may be, such as 30m (default 2h).")
    package var planLifetime: String?

    package init() {}

    /// The file of `--use-plan` or `WERF_USE_PLAN_PATH`; nil when the chart is deployed.
    package func file(_ environment: PluginEnvironment) throws -> PlanFile? {
        try (usePlan ?? environment.text("WERF_USE_PLAN_PATH")).map { try PlanFileName.file($0, "--use-plan") }
    }

    func lifetime(_ environment: PluginEnvironment) throws -> Duration {
        try WaitingFlags.duration(planLifetime ?? environment.text("WERF_PLAN_LIFETIME"), "--plan-lifetime")
            ?? .seconds(7200)
    }
}

private enum PlanFileName {
    /// An empty name is a mistake in a script, where leaving the plan out would be another command.
    static func file(_ path: String, _ flag: String) throws -> PlanFile {
        if path.isEmpty { throw ValidationError("\(flag) needs the name of a file") }
        return PlanFile(path: path)
    }
}

extension DeployFlags {
    /// The file's plan, whose release and storage the command line may name again.
    ///
    /// - Parameters:
    ///   - flag: the flag that names the file.
    ///   - groups: flags that have a meaning for a kept plan; those that say where the cluster is have it always.
    /// - Throws: a usage error for what is in the plan already, and ``PlanFileError``.
    package func savedPlan(
        in file: PlanFile, _ flag: String, _ given: GivenFlags, groups: [any ParsableArguments.Type],
        and others: Set<String> = [], _ environment: PluginEnvironment
    ) throws -> SavedPlan {
        if let chart {
            throw ValidationError(
                "\(flag) takes no chart (\"\(chart)\"): what is deployed is in the plan \(file.path)")
        }
        let known = groups + [StorageFlags.self, GenericFlags.self, QuietFlags.self]
        let refused = given.beyond(known, and: others.union(["--release", "--secret-key", "--dir", "--config"]))
        if let first = refused.first {
            throw ValidationError(
                "\(first) can't be given with \(flag): what is deployed, and how, is in the plan \(file.path); "
                    + "to have it otherwise, make the plan anew with \(first)")
        }
        let plan = try file.read(
            seal: { try seal(environment) }, places: { try ProjectSecretKey.places(shared.project, environment) })
        try refuseOther(plan, file, given)
        return plan
    }

    /// Keeps a plan in a file, closed with the secret key if the project or its user has one, and tells how to run it.
    ///
    /// - Throws: ``PlanFileError``, or ``ProjectError`` for a key that is none.
    package func keep(
        _ plan: SavedPlan, in file: PlanFile, _ environment: PluginEnvironment
    ) throws {
        let seal = try seal(environment)
        try file.write(plan, seal: seal)
        let how = seal == nil ? "readable for its owner" : "encrypted with the secret key"
        Console.tell("the plan is kept in \(file.path), \(how): kubectl werf converge --use-plan \(file.path)\n")
    }

    private func seal(_ environment: PluginEnvironment) throws -> SecretSeal? {
        try ProjectSecretKey.seal(projectValues, shared.project, environment)
    }

    private func refuseOther(_ plan: SavedPlan, _ file: PlanFile, _ given: GivenFlags) throws {
        let target = plan.request.target
        var named = [
            ("release", release.release, target.name), ("namespace", shared.generic.namespace, target.namespace),
        ]
        // The environment's storage is that of other releases too.
        if given.contains("--release-storage") || given.contains("--storage-driver") {
            let driver = try shared.storage.releaseStorage.map { try StorageDriver(named: $0).rawValue }
            named.append(("storage", driver, plan.storage.driver.rawValue))
        }
        if given.contains("--release-storage-namespace") {
            named.append(("storage namespace", shared.storage.releaseStorageNamespace, plan.storage.namespace))
        }
        for (what, asked, planned) in named {
            guard let asked, asked != planned else { continue }
            throw ValidationError("the plan \(file.path) is for the \(what) \"\(planned)\", not \"\(asked)\"")
        }
    }

    /// The deploy of a kept plan.
    ///
    /// - Parameter groups: further flags of the command that say how it is run.
    package func deploy(
        of file: PlanFile, _ use: PlanUseFlags, _ given: GivenFlags, groups: [any ParsableArguments.Type],
        isDryRun: Bool, _ environment: PluginEnvironment
    ) throws -> SavedDeploy {
        let lifetime = try use.lifetime(environment)
        let saved = try savedPlan(
            in: file, "--use-plan", given, groups: groups + [PlanUseFlags.self, WaitingFlags.self],
            and: [
                "--dry-run", "--no-hooks", "--no-track", "--wait", "--no-wait", "-t", "--timeout", "--no-pod-logs",
                "--network-parallelism",
                "--deploy-graph-path", "--graph",
            ], environment)
        try saved.refuseOld(file.path, lifetime: lifetime)
        if given.contains("--no-hooks"), saved.request.options.runsHooks {
            throw ValidationError(
                "the plan \(file.path) was made with its hooks; to leave them out, make it anew with --no-hooks")
        }
        var running = try RunSettings(self, environment)
        running.createsNamespace = saved.createsNamespace
        var options = PlanInputs.Options()
        try changes.settle(&options, environment)
        var shared = shared
        shared.generic.namespace = saved.request.target.namespace
        shared.storage.releaseStorage = saved.storage.driver.rawValue
        shared.storage.releaseStorageNamespace = saved.storage.namespace
        let run = try shared.run(
            on: saved.request.target.name, namespace: nil, isDryRun: isDryRun, parallelism: running.parallelism,
            environment)
        return SavedDeploy(
            approved: ApprovedPlan(path: file.path, saved: saved), release: run, running: running,
            tracks: options.tracks)
    }
}

internal import GoTime
internal import Shared
internal import TillerRecords

extension ReleaseHook {
    /// A hook as Helm 3 has it.
    ///
    /// - Parameter run: how the hook went when it was run as a test; of other runs Helm 2 keeps no outcome.
    init(_ old: TillerHook, run: TillerTestRun?) throws(TillerRecordError) {
        self.init(
            name: old.name, kind: old.kind, path: old.path, manifest: old.manifest,
            events: try old.events.map { event throws(TillerRecordError) in try Self.word(event) },
            lastRun: run.map(HookRun.init) ?? HookRun(), weight: Int(old.weight),
            deletePolicies: try old.deletePolicies.map { policy throws(TillerRecordError) in try Self.word(policy) })
    }

    private static func word(_ event: TillerHook.Event) throws(TillerRecordError) -> String {
        switch event {
        case .unknown: "unknown"
        case .preInstall: "pre-install"
        case .postInstall: "post-install"
        case .preDelete: "pre-delete"
        case .postDelete: "post-delete"
        case .preUpgrade: "pre-upgrade"
        case .postUpgrade: "post-upgrade"
        case .preRollback: "pre-rollback"
        case .postRollback: "post-rollback"
        // Helm 3 has tests that succeed only.
        case .releaseTestSuccess, .releaseTestFailure: "test"
        case .crdInstall: "crd-install"
        case .UNRECOGNIZED(let number): throw TillerRecordError("hook event \(number) isn't Helm 2's")
        }
    }

    private static func word(_ policy: TillerHook.DeletePolicy) throws(TillerRecordError) -> String {
        switch policy {
        case .succeeded: "hook-succeeded"
        case .failed: "hook-failed"
        case .beforeHookCreation: "before-hook-creation"
        case .UNRECOGNIZED(let number): throw TillerRecordError("delete policy \(number) isn't Helm 2's")
        }
    }
}

extension HookRun {
    init(_ old: TillerTestRun) {
        self.init(
            startedAt: old.hasStartedAt ? GoTime(old.startedAt) : nil,
            completedAt: old.hasCompletedAt ? GoTime(old.completedAt) : nil, phase: Self.phase(old.status))
    }

    private static func phase(_ status: TillerTestRun.Status) -> String {
        switch status {
        case .success: "Succeeded"
        case .failure: "Failed"
        case .running: "Running"
        case .unknown, .UNRECOGNIZED: "Unknown"
        }
    }
}

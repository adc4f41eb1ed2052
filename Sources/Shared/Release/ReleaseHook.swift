package import Documents
package import GoTime

/// A hook of a revision and how its last run went.
package struct ReleaseHook: Sendable {
    package var name: String
    package var kind: String
    /// The chart's name and the template's path inside it.
    package var path: String
    package var manifest: String
    /// `pre-install`, `post-delete`, `test`, …
    package var events: [String]
    package var lastRun: HookRun
    package var weight: Int
    /// `before-hook-creation`, `hook-succeeded`, `hook-failed`; Helm fills in the first when it runs the hook.
    package var deletePolicies: [String]
    var record: Object

    package init(
        name: String, kind: String, path: String, manifest: String, events: [String], lastRun: HookRun = HookRun(),
        weight: Int = 0, deletePolicies: [String] = []
    ) {
        self.name = name
        self.kind = kind
        self.path = path
        self.manifest = manifest
        self.events = events
        self.lastRun = lastRun
        self.weight = weight
        self.deletePolicies = deletePolicies
        record = Object()
    }

    /// A member of the hook's record that Helm 3.17 doesn't know.
    package subscript(extra key: String) -> Value? {
        get { record[key] }
        set { record[key] = newValue }
    }
}

/// The last run of a hook.
package struct HookRun: Sendable {
    package var startedAt: GoTime?
    package var completedAt: GoTime?
    /// `Running`, `Succeeded`, `Failed`, `Unknown`, or empty when it never ran.
    package var phase: String
    var record: Object

    package init(startedAt: GoTime? = nil, completedAt: GoTime? = nil, phase: String = "") {
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.phase = phase
        record = Object()
    }
}

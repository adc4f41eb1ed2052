package import Documents
package import Shared

/// Everything a plan follows from.
package struct PlanInputs: Sendable {
    /// The revision that the deploy makes, or (an uninstall) takes away.
    package struct Target: Hashable, Codable, Sendable {
        package var name: String
        package var namespace: String
        package var revision: Int
        package var kind: DeployKind

        package init(name: String, namespace: String, revision: Int, kind: DeployKind) {
            self.name = name
            self.namespace = namespace
            self.revision = revision
            self.kind = kind
        }

        package var ownership: Ownership { Ownership(releaseName: name, releaseNamespace: namespace) }
    }

    /// What the user allows and asks for.
    package struct Options: Hashable, Codable, Sendable {
        /// Existing objects of nobody else are taken in.
        package var forcesAdoption = false
        /// Fields changed by `kubectl edit` are taken back.
        package var removesManualChanges = true
        /// A CRD or Namespace that is dropped may be deleted with what is in it.
        package var allowsCRDDelete = false
        /// How dependents of a deleted object go, unless its annotation says otherwise.
        package var propagation = Propagation.foreground
        /// How many revisions stay; 0 for all.
        package var historyLimit = 10
        /// Objects are waited for until they are ready.
        package var tracks = true
        /// `helm.sh/hook` resources take part.
        package var runsHooks = true
        /// An uninstall deletes the objects of hooks too.
        package var deletesHooks = false
        /// An uninstall leaves the records, the newest marked as uninstalled.
        package var keepsHistory = false

        package init() {}
    }

    package var target: Target
    /// Every object of the chart, also those that this deploy leaves as they are.
    package var desired: [DesiredObject]
    package var earlier: EarlierRevisions
    /// The live objects of what is desired; what isn't there is absent.
    package var live: [ResourceIdentity: Value]
    /// The live objects of what is dropped, at least with their metadata.
    package var liveDropped: [ResourceIdentity: Value]
    /// The types the deploy's own CRDs bring and that aren't served yet.
    package var types: TypeCatalog
    /// The stored revisions that a success supersedes.
    package var superseded: [Int]
    /// How many revisions are stored before this deploy.
    package var storedCount: Int
    package var options: Options
    /// The stages that the interrupted deploy of the very same render had completed: their hooks don't run again.
    package var completedStages: Set<Stage>

    package init(
        target: Target, desired: [DesiredObject], earlier: EarlierRevisions, live: [ResourceIdentity: Value],
        liveDropped: [ResourceIdentity: Value], types: TypeCatalog, superseded: [Int], storedCount: Int,
        options: Options, completedStages: Set<Stage> = []
    ) {
        self.target = target
        self.desired = desired
        self.earlier = earlier
        self.live = live
        self.liveDropped = liveDropped
        self.types = types
        self.superseded = superseded
        self.storedCount = storedCount
        self.options = options
        self.completedStages = completedStages
    }

    /// The objects that this deploy deploys.
    package var participants: [DesiredObject] { desired.filter { !$0.stages.isEmpty } }

    /// The objects of earlier revisions that this deploy deletes.
    package var dropped: [EarlierObject] { earlier.dropped(target.kind, desired: desired, options: options) }

    /// The newest revision didn't come to a good end.
    var hasFailedBefore: Bool { earlier.revisions.first.map { !$0.status.isGood } ?? false }
}

extension EarlierRevisions {
    /// The objects that a deploy of this kind deletes: what isn't in the chart any more, or everything.
    package func dropped(
        _ kind: DeployKind, desired: [DesiredObject], options: PlanInputs.Options
    ) -> [EarlierObject] {
        // Objects that are deployed by the uninstall itself go at its end.
        let staying = kind == .uninstall ? desired.filter { !$0.stages.isEmpty } : desired
        return objects(
            without: staying.map(\.identity.object), withHooks: kind == .uninstall && options.deletesHooks)
    }
}

/// How dependents of a deleted object go.
package enum Propagation: String, Hashable, Codable, Sendable, CaseIterable {
    case foreground = "Foreground"
    case background = "Background"
    case orphan = "Orphan"
}

/// What the planner must still know before it can decide.
package struct PlanQuestions: Sendable {
    /// Objects that may differ from what is there; a dry run tells what an apply would make of them.
    package var dryRuns: [DesiredObject] = []
    /// Namespaces in which an autoscaler may drive the replicas of an object that would lose them.
    package var scalerNamespaces: Set<String> = []
    /// Releases that claim objects which are to be taken over; what their newest revisions list decides.
    package var claimants: Set<Ownership> = []
    /// Dropped CRDs, of which there may be objects.
    package var crds: [EarlierObject] = []
}

/// The answers to ``PlanQuestions``.
package struct PlanAnswers: Sendable {
    /// What a dry run of an apply said.
    package enum DryRun: Hashable, Sendable {
        /// The object as it would become.
        case result(Value)
        /// The apply would fail for this reason.
        case refused(String)
        /// The server or a webhook can't do dry runs.
        case impossible(String)
        /// The user may look but not apply; only what nobody will run is planned then.
        case untried(String)
    }

    package var dryRuns: [ResourceIdentity: DryRun] = [:]
    /// The autoscalers in the namespaces asked about.
    package var scalers: [Value] = []
    /// What the newest revision of each claimant lists.
    package var claims: [Ownership: Set<ObjectIdentity>] = [:]
    /// Dropped CRDs that still have objects.
    package var crdsInUse: Set<ObjectIdentity> = []

    package init() {}
}

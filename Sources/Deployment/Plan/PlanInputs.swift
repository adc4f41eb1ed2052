package import Documents
package import Shared

/// Everything a plan follows from.
package struct PlanInputs: Sendable {
    /// The revision that the deploy makes.
    package struct Target: Hashable, Sendable {
        package var name: String
        package var namespace: String
        package var revision: Int
        /// A good revision is there already; otherwise this installs.
        package var isUpgrade: Bool

        package init(name: String, namespace: String, revision: Int, isUpgrade: Bool) {
            self.name = name
            self.namespace = namespace
            self.revision = revision
            self.isUpgrade = isUpgrade
        }

        package var ownership: Ownership { Ownership(releaseName: name, releaseNamespace: namespace) }
    }

    /// What the user allows and asks for.
    package struct Options: Hashable, Sendable {
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

        package init() {}
    }

    package var target: Target
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

    package init(
        target: Target, desired: [DesiredObject], earlier: EarlierRevisions, live: [ResourceIdentity: Value],
        liveDropped: [ResourceIdentity: Value], types: TypeCatalog, superseded: [Int], storedCount: Int,
        options: Options
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
    }
}

/// How dependents of a deleted object go.
package enum Propagation: String, Hashable, Sendable, CaseIterable {
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
    package var claimants: Set<Claimant> = []
    /// Dropped CRDs, of which there may be objects.
    package var crds: [EarlierObject] = []
}

/// A release that a live object names as its owner.
package struct Claimant: Hashable, Sendable {
    package var release: String
    package var namespace: String

    package init(release: String, namespace: String) {
        self.release = release
        self.namespace = namespace
    }
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
    }

    package var dryRuns: [ResourceIdentity: DryRun] = [:]
    /// The autoscalers in the namespaces asked about.
    package var scalers: [Value] = []
    /// What the newest revision of each claimant lists.
    package var claims: [Claimant: Set<ObjectIdentity>] = [:]
    /// Dropped CRDs that still have objects.
    package var crdsInUse: Set<ObjectIdentity> = []

    package init() {}
}

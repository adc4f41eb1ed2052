package import Shared

/// What an object's annotations mean for its life: when it is deployed, whose it is, when it goes.
///
/// Made from ``DeployAnnotations`` and from what the object is: a hook, a definition, a file of `crds/`.
package struct ObjectLife: Hashable, Sendable {
    /// What the object's life is bound to.
    package enum Ownership: Hashable, Sendable {
        /// The release: marked as its own, deleted when dropped.
        case release
        /// Nobody: neither marked nor deleted (`crds/`, hooks, `werf.io/ownership: anyone`).
        case anyone
    }

    /// The object has a `helm.sh/hook`.
    package var isHook: Bool
    /// It comes from the chart's `crds/` folder.
    package var isFromCRDFolder: Bool
    /// When it is deployed: `pre-install`, `upgrade` and their like.
    package var events: Set<String>
    package var ownership: Ownership
    /// The order inside a stage; nil when its dependencies alone say when its turn is.
    package var weight: Int?
    /// It waits for the hooks before it to be done, as Helm's hooks do.
    package var isSerial: Bool
    package var deletePolicies: Set<DeployAnnotations.DeletePolicy>
    /// How dependents of the deleted object go; nil for the deploy's own way.
    package var propagation: Propagation?
    package var policies: Set<DeployAnnotations.ResourcePolicy>
    /// `spec.replicas` of an object that is made.
    package var replicasOnCreation: Int?
    package var tracking: TrackingAnnotations
    /// What must be there or ready before it is deployed, or gone before it is deleted.
    package var dependencies: [DependencyAnnotation]

    /// The object stays whatever would delete it.
    package var isKept: Bool { policies.contains(.skipDelete) }

    package init(_ annotations: DeployAnnotations, _ identity: ResourceIdentity, isFromCRDFolder: Bool = false) {
        let isFoundation = identity.isDefinition || identity.isNamespace
        isHook = annotations.hookEvents != nil && !isFromCRDFolder
        self.isFromCRDFolder = isFromCRDFolder
        events = annotations.deployOn ?? annotations.hookEvents.map { Set($0) } ?? Self.everyDeploy
        ownership = Self.ownership(annotations, isHook: isHook, isFromCRDFolder: isFromCRDFolder)
        // A definition or a namespace waits for nothing: others wait for it.
        dependencies = identity.isDefinition ? [] : annotations.dependencies
        let awaitsOthers = dependencies.contains { $0.state != .absent && !$0.isExternal }
        weight = awaitsOthers ? nil : isFoundation ? 0 : annotations.weight
        isSerial = isHook && !annotations.hasOwnWeight && !awaitsOthers && !isFoundation
        deletePolicies = annotations.deletePolicies
        // What wasn't written for a definition or a namespace in so many words must not take all that is in it.
        if isFoundation, !annotations.hasOwnDeletePolicies { deletePolicies = [] }
        propagation = annotations.propagation.flatMap(Propagation.init)
        policies = annotations.resourcePolicies
        replicasOnCreation = annotations.replicasOnCreation
        tracking = annotations.tracking
    }

    private static let everyDeploy: Set<String> = ["install", "upgrade", "rollback"]

    private static func ownership(
        _ annotations: DeployAnnotations, isHook: Bool, isFromCRDFolder: Bool
    ) -> Ownership {
        if isFromCRDFolder { return .anyone }
        switch annotations.ownership {
        case .release?: return .release
        case .anyone?: return .anyone
        case nil: return isHook ? .anyone : .release
        }
    }

    /// The stages of a deploy in which the object is deployed.
    package func stages(of kind: DeployKind, _ identity: ResourceIdentity) -> [Stage] {
        if isFromCRDFolder { return kind == .install || kind == .upgrade ? [.crds] : [] }
        let event = kind.event
        let timetable: [(event: String, stage: Stage)] = [
            ("pre-\(event)", .pre), (event, .main), ("post-\(event)", .post),
        ]
        let stages = timetable.filter { events.contains($0.event) }.map(\.stage)
        let isFoundation = identity.isDefinition || identity.isNamespace
        return isFoundation && !stages.isEmpty ? [.crds] : stages
    }

    /// The object is deployed by uninstalls only; Helm must not find it among what it creates.
    package var isForUninstallOnly: Bool {
        !isHook && !events.isEmpty && events.isSubset(of: ["pre-delete", "delete", "post-delete"])
    }
}

extension ResourceIdentity {
    /// A CustomResourceDefinition.
    package var isDefinition: Bool { kind == "CustomResourceDefinition" && group == "apiextensions.k8s.io" }

    package var isNamespace: Bool { kind == "Namespace" && group.isEmpty }

    /// An object that runs once, to its end.
    package var runsOnce: Bool { (kind == "Job" && group == "batch") || (kind == "Pod" && group.isEmpty) }
}

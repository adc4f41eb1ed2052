internal import Documents
internal import Shared

/// What becomes of one desired object in one stage of a deploy.
struct ObjectStep {
    enum Action {
        /// It is as it should be.
        case none
        /// A resource policy, or a hook's earlier success, leaves it alone.
        case skipped
        case create, recreate
        case update(Operation.Takeover?)
    }

    var desired: DesiredObject
    var stage: Stage
    var action: Action
    /// The object as it was before the deploy; nil when it wasn't there.
    var live: Value?
    var notice: DeployPlan.Notice?
    /// The change says only which deploy it comes from.
    var isServiceOnly = false
    /// Others wait until it is ready.
    var isTracked = false
    /// It goes once its stage has succeeded.
    var isRemovedAfterSuccess = false

    /// The operation that brings the object to the desired state.
    var operation: Operation.Kind? {
        switch action {
        case .none, .skipped: nil
        case .create: .create(desired.asCreated)
        case .recreate: .recreate(desired.asCreated)
        case .update(let takeover): .update(desired, takeover: takeover)
        }
    }

    var changesObject: Bool { operation != nil }

    var isSkipped: Bool { if case .skipped = action { true } else { false } }

    /// The object will be there, or is there already.
    var leavesObject: Bool { live != nil || changesObject }
}

extension DesiredObject {
    /// The object as it is made: with the replicas that it has at creation only.
    var asCreated: DesiredObject {
        guard let replicas = life.replicasOnCreation, var root = object.object else { return self }
        var spec = root["spec"]?.object ?? Object()
        spec["replicas"] = .integer(Int64(replicas))
        root["spec"] = .object(spec)
        var created = self
        created.object = .object(root)
        return created
    }
}

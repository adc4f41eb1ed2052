package import Documents
package import KubernetesClient
package import Shared

/// What a deploy will do: a graph of operations, as a value.
package struct DeployPlan: Sendable {
    package var target: PlanInputs.Target
    /// How dependents of deleted objects go when their annotations don't say.
    package var propagation = Propagation.foreground
    /// Each operation comes after those it waits for.
    package var operations: [Operation] = []
    /// The objects that are as they should be.
    package var unchanged: [ResourceIdentity] = []
    /// The objects of which an update changes nothing but what deploys say of themselves.
    package var serviceOnly: Set<ResourceIdentity> = []
    /// What the user should know.
    package var notices: [Notice] = []

    /// Something a plan says without doing it.
    package enum Notice: Hashable, Sendable {
        /// A dropped object stays, and why.
        case kept(ResourceIdentity, reason: String)
        /// Something that may surprise.
        case warning(String)
    }

    /// Adds an operation that waits for `predecessors`, and returns its number.
    mutating func add(_ kind: Operation.Kind, after predecessors: [Int]) -> Int {
        operations.append(Operation(id: operations.count, kind: kind, after: predecessors))
        return operations.count - 1
    }

    /// The operations that change objects of the chart.
    package var objectChanges: [Operation] { operations.filter(\.changesObject) }

    /// The operations for which a deploy is worth while: changes, apart from what deploys say of themselves, and waits.
    package var usefulOperations: [Operation] {
        operations.filter { operation in
            switch operation.kind {
            case .update(let desired, _): !serviceOnly.contains(desired.identity)
            case .awaitReady(let desired, _): !serviceOnly.contains(desired.identity)
            default: operation.changesObject
            }
        }
    }
}

/// One step of a plan.
package struct Operation: Identifiable, Sendable {
    /// What the step does.
    package enum Kind: Sendable {
        /// Stores the new revision as pending; from here on others know that a deploy is running.
        case startRevision
        case create(DesiredObject)
        case update(DesiredObject, takeover: Takeover?)
        /// Deletes the object that is there, waits until it is gone, and creates it.
        case recreate(DesiredObject)
        /// Waits until the types that a CRD declares are served.
        case awaitServed(DesiredObject)
        /// Waits until an object is ready; `live` is what is known of one that the plan leaves as it is.
        case awaitReady(DesiredObject, live: Value?)
        /// Waits until somebody else's object is there.
        case awaitPresence(ObjectReference)
        /// Deletes an object of the deploy that has done what it is for, and waits until it is gone.
        case deleteAfterSuccess(DesiredObject)
        case delete(DroppedObject)
        /// Waits until a deleted object is gone.
        case awaitAbsence(DroppedObject)
        /// Nothing but a point that others wait for.
        case barrier(String)
        /// Makes sure that the release is still this deploy's, and notes which hooks of a stage have run.
        case recordStage(Stage, ranHooks: Bool)
        /// Marks the new revision as deployed.
        case finishRevision
        case supersede(revision: Int)
        /// Deletes the oldest revisions.
        case prune(limit: Int)
        /// Marks the newest revision as being uninstalled.
        case markUninstalling
        /// Marks the newest revision as uninstalled, and leaves the records.
        case markUninstalled
        /// Deletes every revision.
        case deleteRecords
    }

    /// A change of managed fields that precedes an apply.
    package struct Takeover: Sendable {
        /// How to make the change again, should the object change meanwhile.
        package var rule: FieldTakeover
        package var change: FieldTakeover.Change
        /// The version of the live object that the change was made for.
        package var resourceVersion: String
        /// Whose the live object said it was.
        package var marks: OwnerMarks
    }

    package let id: Int
    package var kind: Kind
    /// The operations that must be done first.
    package var after: [Int]

    /// The operation creates, changes or deletes an object of the chart.
    package var changesObject: Bool {
        switch kind {
        case .create, .update, .recreate, .delete, .deleteAfterSuccess: true
        default: false
        }
    }

    /// The operation belongs to the release's record.
    package var concernsRecord: Bool {
        switch kind {
        case .startRevision, .recordStage, .finishRevision, .supersede, .prune, .markUninstalling, .markUninstalled,
            .deleteRecords:
            true
        default: false
        }
    }
}

/// A live object that the deploy deletes.
package struct DroppedObject: Hashable, Sendable {
    package var identity: ResourceIdentity
    package var type: ResourceType
    /// The object that was seen; another one of the same name is left alone.
    package var uid: String
    package var propagation: Propagation
    /// The live object carries the release's marks, without which it stays; a hook's object is told by its name.
    package var isMarked = true
    /// It has what a new object needs, which can't come before it is gone.
    package var isInTheWay = false

    package var reference: ObjectReference {
        ObjectReference(type: type, namespace: type.isNamespaced ? identity.namespace : nil, name: identity.name)
    }
}

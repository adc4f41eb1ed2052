package import Documents
package import Shared

/// What a plan changes on one object, as people are shown it.
package struct PlannedChange: Hashable, Codable, Sendable {
    package enum Action: String, Hashable, Codable, Sendable, CaseIterable {
        case create, recreate, update, delete
    }

    package var action: Action
    package var identity: ResourceIdentity
    /// The template, or for what is deleted that of the last revision.
    package var source: String
    /// The object before: as it is, or for one that is made anew as it was asked for last.
    package var before: Value?
    /// The object that goes when another is made anew, without what moves by itself.
    ///
    /// Nobody is shown it, but it must still be the same when a kept plan is run.
    package var replaced: Value?
    /// The object afterwards, as far as that is known.
    package var after: Value?
    /// Why the server wasn't asked what becomes of the object, so that it was reckoned here.
    package var untried: String?
    /// It is one of Helm's hooks.
    package var isHook = false
    /// The stages in which it is deployed.
    package var stages: [Stage] = []
    /// A container runs to its end for it.
    package var runs = false
    /// Nothing but what deploys say of themselves changes, which doesn't count as a change.
    package var isServiceOnly = false
    /// What the plan does with the object afterwards.
    package var later: [Action] = []

    /// The lines that show it.
    package func diff(_ options: ObjectDiff.Options) -> ObjectDiff {
        ObjectDiff(from: before, to: after, options, isWhole: action == .recreate || action == .create)
    }

    package init(_ action: Action, _ identity: ResourceIdentity, source: String) {
        self.action = action
        self.identity = identity
        self.source = source
    }
}

/// A plan with what it would change, for people.
package struct PlanPreview: Sendable {
    package var plan: DeployPlan
    /// The changed objects, each once, in the order of the plan.
    package var changes: [PlannedChange]

    package init(plan: DeployPlan, changes: [PlannedChange]) {
        self.plan = plan
        self.changes = changes
    }

    /// What counts as a change of the release's objects.
    package var counted: [PlannedChange] { changes.filter { !$0.isServiceOnly } }
}

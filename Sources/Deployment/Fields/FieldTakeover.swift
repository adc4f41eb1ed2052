package import Documents

/// Moves the fields of those who wrote before us into our own applied set.
///
/// The next apply then also removes what the chart no longer has (the project's rules 9 and 10).
///
/// A client-side writer's entry also holds the defaults that the server filled in while it created the object. Taking
/// these over would make the apply drop and default them again (and scale a Deployment to 1), so of a Helm or werf
/// entry only the fields that its manifests asked for are taken; the others are left without an owner.
package struct FieldTakeover: Hashable, Sendable {
    /// Whose fields are taken over.
    package struct Policy: Hashable, Sendable {
        /// What was changed by `kubectl edit` is taken over, so that it goes away.
        package var removesManualChanges: Bool
        /// The object joins the release with this deploy: its creator's fields are taken over.
        package var isFirstAdoption: Bool

        package init(removesManualChanges: Bool = true, isFirstAdoption: Bool = false) {
            self.removesManualChanges = removesManualChanges
            self.isFirstAdoption = isFirstAdoption
        }
    }

    /// What the object's managed fields have to become before it is applied.
    package struct Change: Hashable, Sendable {
        package var managedFields: ManagedFields
        /// The applying manager's fields after the change.
        package var applied: FieldSet
    }

    let manager: String
    let policy: Policy
    /// The object as earlier revisions asked for it; none when no stored manifest lists it.
    let earlier: [Value]
    /// An autoscaler sets the object's `spec.replicas`.
    let isScaled: Bool

    /// A take-over into the applied set of `manager`.
    package init(manager: String = "helm", policy: Policy, earlier: [Value], isScaled: Bool) {
        self.manager = manager
        self.policy = policy
        self.earlier = earlier
        self.isScaled = isScaled
    }

    /// The change that `live` needs before `desired` is applied, or nil when its managed fields can stay.
    package func change(live: Value, desired: Value) -> Change? {
        var fields = ManagedFields(of: live)
        let before = fields.applied(by: manager)
        let taken = taken(from: fields, live: live, before: before, desired: desired)
        var applied = before?.fields ?? FieldSet()
        for entry in taken { applied = applied.union(self.fields(of: entry, live: live)) }
        adjust(&applied, desired: desired)
        guard !taken.isEmpty || applied != before?.fields ?? FieldSet() else { return nil }
        fields.entries.removeAll { taken.contains($0) || $0 == before }
        let version = before?.apiVersion ?? taken.first?.apiVersion ?? desired["apiVersion"]?.string ?? ""
        fields.entries.insert(Self.entry(before, manager: manager, apiVersion: version, fields: applied), at: 0)
        return Change(managedFields: fields, applied: applied)
    }

    /// Whether an apply of `desired` would take `spec.replicas` away from `live`, unless an autoscaler drives it.
    package func wouldReleaseReplicas(live: Value, desired: Value) -> Bool {
        let path = ["spec", "replicas"]
        guard desired[path: path]?.isNull ?? true, live[path: path] != nil else { return false }
        let fields = ManagedFields(of: live)
        let before = fields.applied(by: manager)
        if before?.fields.owns(path) ?? false { return true }
        return taken(from: fields, live: live, before: before, desired: desired)
            .contains { self.fields(of: $0, live: live).owns(path) }
    }

    /// One set can only hold fields of one API version: the applied one's, else the desired object's, else the first's.
    private func taken(
        from fields: ManagedFields, live: Value, before: ManagedFields.Entry?, desired: Value
    ) -> [ManagedFields.Entry] {
        let all = fields.entries.filter(isTaken)
        let wanted = desired["apiVersion"]?.string
        let version = before?.apiVersion ?? all.first { $0.apiVersion == wanted }?.apiVersion ?? all.first?.apiVersion
        return all.filter { $0.apiVersion == version }
    }

    private func isTaken(_ entry: ManagedFields.Entry) -> Bool {
        if entry.isOfSubresource { return false }
        if entry.manager == manager { return !entry.isApply }
        if entry.manager.hasPrefix("werf") { return true }
        switch entry.manager {
        case "kubectl-edit": return policy.removesManualChanges
        case "kubectl-create", "kubectl-client-side-apply", "kubectl-replace": return policy.isFirstAdoption
        default: return false
        }
    }

    private func fields(of entry: ManagedFields.Entry, live: Value) -> FieldSet {
        if entry.isApply || entry.manager == "kubectl-edit" { return entry.fields }
        let asked = entry.manager == "kubectl-client-side-apply" ? Self.lastApplied(live).map { [$0] } ?? [] : earlier
        guard let first = asked.first else { return entry.fields }
        return asked.dropFirst().reduce(entry.fields.restricted(to: first)) {
            $0.union(entry.fields.restricted(to: $1))
        }
    }

    private static func lastApplied(_ live: Value) -> Value? {
        let key = "kubectl.kubernetes.io/last-applied-configuration"
        guard let text = live[path: ["metadata", "annotations", key]]?.string, var value = try? JSON.read(text) else {
            return nil
        }
        // The annotation itself goes with what it describes.
        guard var object = value.object, var metadata = object["metadata"]?.object else { return value }
        var annotations = metadata["annotations"]?.object ?? Object()
        annotations[key] = .string(text)
        metadata["annotations"] = .object(annotations)
        object["metadata"] = .object(metadata)
        value = .object(object)
        return value
    }

    /// Replicas of a scaled object are let go of instead of removed; the two spellings of a pod's service account
    /// fill each other in, so they go together.
    private func adjust(_ applied: inout FieldSet, desired: Value) {
        if isScaled, desired[path: ["spec", "replicas"]]?.isNull ?? true {
            applied = applied.removing(["spec", "replicas"])
        }
        guard let path = ApplyForm.podSpec(of: desired) else { return }
        let names = ["serviceAccountName", "serviceAccount"]
        let asked = names.contains { !(desired[path: path + [$0]]?.isNull ?? true) }
        guard !asked, names.contains(where: { applied.owns(path + [$0]) }) else { return }
        for name in names { applied = applied.inserting(path + [name]) }
    }

    private static func entry(
        _ before: ManagedFields.Entry?, manager: String, apiVersion: String, fields: FieldSet
    ) -> ManagedFields.Entry {
        guard var entry = before else {
            return ManagedFields.Entry(applying: manager, apiVersion: apiVersion, fields: fields)
        }
        entry.fields = fields
        return entry
    }
}

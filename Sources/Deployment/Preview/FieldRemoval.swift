internal import Documents

/// What an apply takes away: the fields that its manager owned, asks for no more, and nobody else owns.
///
/// A trial apply can't show that for fields that are taken over just before the real one. What the server fills in
/// where a field went isn't known here.
struct FieldRemoval {
    /// The manager's fields before the apply.
    let owned: FieldSet
    /// Those of the other managers.
    let others: [FieldSet]

    init(owned: FieldSet, others: [FieldSet]) {
        self.owned = owned
        self.others = others
    }

    /// The removal that a take-over of fields leads to.
    init(_ change: FieldTakeover.Change) {
        owned = change.applied
        others = change.managedFields.others
    }

    /// The object without the fields that go when `desired` is applied.
    func applied(to object: Value, desired: Value) -> Value {
        Self.inside(object, owned.root, desired, others.map(\.root))
    }

    /// The value without what goes inside of it; nil when it goes itself.
    private static func kept(_ value: Value, _ owned: Object, _ desired: Value?, _ others: [Object]) -> Value? {
        if let desired, !desired.isNull { return owned.isEmpty ? value : inside(value, owned, desired, others) }
        let isOwnedItself = owned.isEmpty || owned["."] != nil
        if isOwnedItself, others.isEmpty { return nil }
        return owned.isEmpty ? value : inside(value, owned, nil, others)
    }

    private static func inside(_ value: Value, _ owned: Object, _ desired: Value?, _ others: [Object]) -> Value {
        switch value {
        case .object(var members):
            for field in owned {
                guard case .member(let name) = FieldStep(field.key), let below = field.value.object,
                    let member = members[name]
                else { continue }
                members[name] = kept(member, below, desired?[name], others.compactMap { $0[field.key]?.object })
            }
            return .object(members)
        case .array(let items):
            var kept: [Value?] = items
            for field in owned {
                let step = FieldStep(field.key)
                guard let below = field.value.object, let at = step.position(in: items) else { continue }
                let asked = desired.flatMap { step.value(in: $0) }
                kept[at] = Self.kept(items[at], below, asked, others.compactMap { $0[field.key]?.object })
            }
            return .array(kept.compactMap(\.self))
        default: return value
        }
    }
}

extension FieldStep {
    /// Where in a list the step's item is.
    fileprivate func position(in items: [Value]) -> Int? {
        switch self {
        case .keyed(let keys): items.firstIndex { KeyedList.matches($0, keys) }
        case .item(let item): items.firstIndex { $0 == item }
        case .member, .other: nil
        }
    }
}

extension ManagedFields {
    /// The fields of everybody but the deploys.
    var others: [FieldSet] {
        entries.filter { !($0.isApply && $0.manager == DeployPlanner.fieldManager && !$0.isOfSubresource) }
            .map(\.fields)
    }
}

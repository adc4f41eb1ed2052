internal import Documents

/// What an apply would make of a live object, reckoned without the server.
///
/// Which lists are merged by which keys is read off the live object's managed fields. The server knows more: defaults,
/// webhooks, refusals.
enum LocalApply {
    static func result(of desired: Value, on live: Value, takeover: FieldTakeover.Change? = nil) -> Value {
        let fields = takeover?.managedFields ?? ManagedFields(of: live)
        let owned = takeover?.applied ?? fields.applied(by: DeployPlanner.fieldManager)?.fields ?? FieldSet()
        let all = fields.others.reduce(owned) { $0.union($1) }
        let left = FieldRemoval(owned: owned, others: fields.others).applied(to: live, desired: desired)
        return merged(desired, over: left, all.root)
    }

    private static func merged(_ desired: Value, over live: Value?, _ fields: Object) -> Value {
        guard let live else { return desired }
        switch (desired, live) {
        case (.object(let wanted), .object(var members)):
            for member in wanted where !member.value.isNull {
                let below = fields["f:" + member.key]?.object ?? Object()
                members[member.key] = merged(member.value, over: members[member.key], below)
            }
            return .object(members)
        case (.array(let wanted), .array(let items)): return .array(list(wanted, over: items, fields))
        default: return sameNumber(desired, live) ? live : desired
        }
    }

    /// Items with keys are merged each with its like, members of a set are added; any other list is replaced.
    private static func list(_ wanted: [Value], over items: [Value], _ fields: Object) -> [Value] {
        let steps = fields.filter { $0.key != "." }.map { (step: FieldStep($0.key), fields: $0.value.object) }
        guard let first = steps.first?.step else { return wanted }
        var result = items
        for item in wanted {
            switch first {
            case .item: if !result.contains(item) { result.append(item) }
            case .keyed(let keys):
                let key = Object(
                    keys.compactMap { key in item[key.key].map { Object.Member(key: key.key, value: $0) } })
                guard let at = result.firstIndex(where: { KeyedList.matches($0, key) }) else {
                    result.append(item)
                    continue
                }
                let below = steps.first { candidate in
                    if case .keyed(let keys) = candidate.step { KeyedList.matches(result[at], keys) } else { false }
                }
                result[at] = merged(item, over: result[at], below?.fields ?? Object())
            case .member, .other: return wanted
            }
        }
        return result
    }

    /// `1` and `1.0` are the same to the server.
    private static func sameNumber(_ one: Value, _ other: Value) -> Bool {
        guard let left = one.double, let right = other.double else { return false }
        return left == right
    }
}

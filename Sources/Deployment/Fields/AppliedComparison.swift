package import Documents

/// Tells, without asking the server, that applying an object would change nothing.
///
/// True needs two things: the manager's field set is exactly the set of fields of the desired object, and every one
/// of these fields has the desired value in the live object. Everything less certain (a value the server may have
/// normalised, a shape that can't be followed, another order of list items) answers false, and a dry run decides.
package struct AppliedComparison {
    /// The object as it was applied last, when that is known for sure: what lies in a field that is owned as a whole
    /// may then have gained defaults since.
    private let lastApplied: Value?
    private let hasQuantities: Bool

    private init(lastApplied: Value?, apiVersion: String) {
        self.lastApplied = lastApplied
        hasQuantities = Quantity.groups.contains(apiVersion)
    }

    /// Whether applying `desired` over `live` is sure to change nothing.
    ///
    /// - Parameters:
    ///   - fields: the applying manager's entry in the live object's managed fields.
    ///   - lastApplied: what that manager applied last, when known.
    package static func isUnchanged(desired: Value, live: Value, fields: FieldSet, lastApplied: Value?) -> Bool {
        guard let wanted = desired.object, live.object != nil else { return false }
        let comparison = AppliedComparison(lastApplied: lastApplied, apiVersion: desired["apiVersion"]?.string ?? "")
        return comparison.identifiedObject(wanted, live, fields.root)
    }

    /// The members that name an object aren't part of any field set.
    private static let identity: Set<String> = ["apiVersion", "kind"]
    private static let metadataIdentity: Set<String> = [
        "name", "namespace", "creationTimestamp", "generateName", "generation", "managedFields", "resourceVersion",
        "selfLink", "uid",
    ]

    private func identifiedObject(_ desired: Object, _ live: Value, _ fields: Object) -> Bool {
        var root = Object()
        for member in desired where !Self.identity.contains(member.key) {
            root[member.key] = member.value
        }
        if let metadata = desired["metadata"]?.object {
            let own = Object(metadata.members.filter { !Self.metadataIdentity.contains($0.key) })
            root["metadata"] = own.isEmpty && fields["f:metadata"] == nil ? nil : .object(own)
        }
        return members(root, live, fields, Place(path: [], lastApplied: lastApplied))
    }

    /// Where the walk is: the names that lead there, and what was applied there last.
    private struct Place {
        var path: [String]
        var lastApplied: Value?

        func below(_ name: String) -> Place {
            Place(path: path + [name], lastApplied: lastApplied?[name])
        }

        func item(_ item: Value?) -> Place {
            Place(path: path, lastApplied: item)
        }
    }

    private func value(_ desired: Value, _ live: Value?, _ fields: Object, _ place: Place) -> Bool {
        if fields.isEmpty { return whole(desired, live, place) }
        guard let live else { return false }
        return switch desired {
        case .object(let object): members(object, live, fields, place)
        case .array(let items): list(items, live, fields, place)
        default: false
        }
    }

    /// A field that is owned as a whole: a scalar, something empty, or a map or list the server doesn't look into.
    private func whole(_ desired: Value, _ live: Value?, _ place: Place) -> Bool {
        guard let live, !live.isNull else { return Self.isNothing(desired) }
        if desired == live { return true }
        if Self.isNothing(desired) { return Self.isNothing(live) }
        switch desired {
        case .object, .array: return place.lastApplied == desired && Self.isPart(desired, of: live)
        default: return equalScalars(desired, live, place)
        }
    }

    private func members(_ desired: Object, _ live: Value, _ fields: Object, _ place: Place) -> Bool {
        guard live.object != nil else { return false }
        var owned = fields.count
        if fields["."] != nil { owned -= 1 }
        for member in desired {
            let stored = live[member.key]
            if let below = fields["f:" + member.key]?.object {
                owned -= 1
                if !value(member.value, stored, below, place.below(member.key)) { return false }
            } else if !Self.addsNothing(member.value, to: stored) {
                return false
            }
        }
        return owned == 0
    }

    /// An empty value that isn't in the set (old servers leave those out) has no effect on what is there.
    private static func addsNothing(_ desired: Value, to live: Value?) -> Bool {
        switch (desired, live) {
        case (.null, nil), (.null, .null?): true
        case (.object(let object), .object?): object.isEmpty
        case (.array(let items), .array?): items.isEmpty
        default: false
        }
    }

    private func list(_ desired: [Value], _ live: Value, _ fields: Object, _ place: Place) -> Bool {
        guard let liveItems = live.array else { return false }
        let steps = fields.filter { $0.key != "." }
        guard steps.count == desired.count else { return false }
        var last = -1
        var seen = Set<String>()
        for item in desired {
            guard let step = Self.step(to: item, in: steps), seen.insert(step.key).inserted,
                let at = Self.position(of: step.step, in: liveItems), at > last
            else { return false }
            last = at
            let applied = place.lastApplied.flatMap { step.step.value(in: $0) }
            if !self.item(item, liveItems[at], step.fields, place.item(applied)) { return false }
        }
        return true
    }

    private func item(_ desired: Value, _ live: Value, _ fields: Object, _ place: Place) -> Bool {
        guard let object = desired.object else { return desired == live }
        // An item that was applied with nothing but its keys: its fields are in the set all the same.
        return members(Self.withDefaultedKeys(object, fields), live, fields, place)
    }

    /// A keyed item's `protocol` belongs to the set even when it wasn't written, on servers that default keys.
    private static func withDefaultedKeys(_ item: Object, _ fields: Object) -> Object {
        guard fields["f:protocol"] != nil, item["protocol"] == nil else { return item }
        var item = item
        item["protocol"] = "TCP"
        return item
    }

    private struct ListStep {
        var key: String
        var step: FieldStep
        var fields: Object
    }

    private static func step(to item: Value, in fields: [Object.Member]) -> ListStep? {
        for member in fields {
            let step = FieldStep(member.key)
            guard let below = member.value.object, leads(step, to: item) else { continue }
            return ListStep(key: member.key, step: step, fields: below)
        }
        return nil
    }

    private static func leads(_ step: FieldStep, to item: Value) -> Bool {
        switch step {
        case .keyed(let keys): KeyedList.matches(item, keys)
        case .item(let value): value == item
        case .member, .other: false
        }
    }

    private static func position(of step: FieldStep, in items: [Value]) -> Int? {
        items.firstIndex { leads(step, to: $0) }
    }

    private func equalScalars(_ desired: Value, _ live: Value, _ place: Place) -> Bool {
        if let left = desired.double, let right = live.double { return left == right }
        guard hasQuantities, Quantity.mayStand(at: place.path) else { return false }
        guard let left = Quantity(desired), let right = Quantity(live) else { return false }
        return left == right
    }

    /// `null`, `{}` and `[]` are stored as nothing, or as each other.
    private static func isNothing(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .object(let object): object.isEmpty
        case .array(let array): array.isEmpty
        default: false
        }
    }

    /// Whether `live` holds all of `desired` and more only as members of objects, as defaults do.
    private static func isPart(_ desired: Value, of live: Value) -> Bool {
        switch (desired, live) {
        case (.object(let desired), .object(let live)):
            desired.allSatisfy { member in
                live[member.key].map { isPart(member.value, of: $0) } ?? isNothing(member.value)
            }
        case (.array(let desired), .array(let live)):
            desired.count == live.count && zip(desired, live).allSatisfy { isPart($0, of: $1) }
        default: desired == live
        }
    }
}

/// The API groups that come with Kubernetes: their fields are known to hold quantities where these names say so.
enum BuiltInGroups {
    static func contains(apiVersion: String) -> Bool {
        let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let group = parts.first else { return parts.count == 1 }
        return !group.utf8.contains(UInt8(ascii: ".")) || group.hasSuffix(".k8s.io")
    }
}

package import Documents

/// The fields that a manager owns, as `metadata.managedFields[].fieldsV1` writes them.
///
/// A node is an object whose members are named `f:FIELD`, `k:{KEYS}` (an item of a list keyed by these fields),
/// `v:VALUE` (an item of a set) or `i:INDEX`, and `.` when the node itself is owned beside what is in it. A node
/// without members is owned as a whole. The notation is kept as it is: it is what has to be written back.
package struct FieldSet: Hashable, Sendable {
    /// The fields in the server's notation.
    package private(set) var root: Object

    /// The set written as `root`.
    package init(_ root: Object = Object()) {
        self.root = root
    }

    /// Nothing is owned.
    package var isEmpty: Bool { root.isEmpty }

    /// The set that owns what either set owns.
    package func union(_ other: FieldSet) -> FieldSet {
        if isEmpty { return other }
        if other.isEmpty { return self }
        return FieldSet(Self.union(root, other.root))
    }

    /// The part of this set whose fields exist in `object`: what a manager that sent `object` asked for itself.
    ///
    /// The server also counts the defaults it filled in as fields of whoever created an object.
    package func restricted(to object: Value) -> FieldSet {
        FieldSet(Self.restricted(root, to: object) ?? Object())
    }

    /// The set without the field at `path` (names of object members) and everything below it.
    package func removing(_ path: [String]) -> FieldSet {
        FieldSet(Self.removing(path[...], from: root))
    }

    /// Whether the field at `path` or anything below it is owned.
    package func owns(_ path: [String]) -> Bool {
        var node = root
        for name in path {
            guard let next = node["f:" + name]?.object else { return false }
            node = next
        }
        return true
    }

    /// The set with the field at `path` in it.
    package func inserting(_ path: [String]) -> FieldSet {
        FieldSet(Self.inserting(path[...], into: root))
    }

    private static func inserting(_ path: ArraySlice<String>, into node: Object) -> Object {
        guard let name = path.first else { return node }
        var result = node
        result["f:" + name] = .object(inserting(path.dropFirst(), into: node["f:" + name]?.object ?? Object()))
        return result
    }

    private static func union(_ left: Object, _ right: Object) -> Object {
        if left.isEmpty { return owned(right) }
        if right.isEmpty { return owned(left) }
        var result = left
        for member in right {
            guard let mine = result[member.key]?.object, let theirs = member.value.object else {
                result[member.key] = member.value
                continue
            }
            result[member.key] = .object(member.key == "." ? Object() : union(mine, theirs))
        }
        return result
    }

    /// The node with itself owned: a node without members is that already.
    private static func owned(_ node: Object) -> Object {
        if node.isEmpty || node["."] != nil { return node }
        return Object([Object.Member(key: ".", value: .object(Object()))] + node.members)
    }

    private static func restricted(_ node: Object, to value: Value) -> Object? {
        if node.isEmpty { return node }
        var kept = Object()
        for member in node {
            if member.key == "." {
                kept[member.key] = member.value
            } else if let below = member.value.object, let inside = FieldStep(member.key).value(in: value),
                !inside.isNull,
                let part = restricted(below, to: inside)
            {
                kept[member.key] = .object(part)
            }
        }
        return kept.isEmpty ? nil : kept
    }

    private static func removing(_ path: ArraySlice<String>, from node: Object) -> Object {
        guard let name = path.first, let below = node["f:" + name]?.object else { return node }
        var result = node
        let rest = path.dropFirst()
        let smaller = rest.isEmpty || below.isEmpty ? Object() : removing(rest, from: below)
        result["f:" + name] = smaller.isEmpty ? nil : .object(smaller)
        return result
    }
}

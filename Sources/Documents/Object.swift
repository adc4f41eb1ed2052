/// The members of a JSON or YAML object, in the order in which they were written.
///
/// Kubernetes objects are small, so members are searched one after another; a large object (a values file, a
/// ConfigMap with many keys) is given an index by key. Two objects with the same members in another order are equal.
package struct Object: Sendable {
    /// One key with its value.
    package struct Member: Hashable, Sendable {
        package var key: String
        package var value: Value

        package init(key: String, value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// From this many members on, keys are looked up in an index.
    private static let indexedCount = 24

    /// The members in written order; keys are unique.
    package private(set) var members: [Member]
    private var index: [String: Int]?

    /// An object without members.
    package init() {
        members = []
    }

    /// An object of the given members; of members with equal keys the last one's value stays, at the first one's place.
    package init(_ members: some Sequence<Member>) {
        self.init()
        for member in members { self[member.key] = member.value }
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }

    /// The keys in written order.
    package var keys: [String] { members.map(\.key) }

    /// The value of `key`; setting nil removes the member, setting a new key appends it.
    package subscript(key: String) -> Value? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let at?, let value?): members[at].value = value
            case (nil, let value?): append(Member(key: key, value: value))
            case (let at?, nil): remove(at: at)
            case (nil, nil): break
            }
        }
    }

    /// The value of `key`, changed in place; a missing member starts as `initial`.
    package subscript(key: String, default initial: @autoclosure () -> Value) -> Value {
        get { self[key] ?? initial() }
        _modify {
            let at: Int
            if let found = position(of: key) {
                at = found
            } else {
                append(Member(key: key, value: initial()))
                at = members.count - 1
            }
            yield &members[at].value
        }
    }

    /// Removes the member `key` and returns its value.
    @discardableResult
    package mutating func removeValue(forKey key: String) -> Value? {
        guard let at = position(of: key) else { return nil }
        let value = members[at].value
        remove(at: at)
        return value
    }

    /// The same keys in the same order, with other values.
    package func mapValues(_ transform: (Value) -> Value) -> Object {
        var mapped = self
        for position in mapped.members.indices { mapped.members[position].value = transform(members[position].value) }
        return mapped
    }

    /// The same members, sorted by the bytes of their keys, as Go writes a map.
    package func sortedByKey() -> Object {
        var sorted = self
        sorted.members.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        if index != nil { sorted.rebuildIndex() }
        return sorted
    }

    private func position(of key: String) -> Int? {
        if let index { return index[key] }
        return members.firstIndex { $0.key == key }
    }

    private mutating func append(_ member: Member) {
        members.append(member)
        if index != nil {
            index?[member.key] = members.count - 1
        } else if members.count >= Self.indexedCount {
            rebuildIndex()
        }
    }

    private mutating func remove(at position: Int) {
        members.remove(at: position)
        if index != nil { rebuildIndex() }
    }

    private mutating func rebuildIndex() {
        var index = [String: Int](minimumCapacity: members.count)
        for (position, member) in members.enumerated() { index[member.key] = position }
        self.index = index
    }
}

extension Object: Hashable {
    package static func == (left: Object, right: Object) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        var combined = 0
        for member in members { combined ^= member.hashValue }
        hasher.combine(combined)
    }
}

extension Object: RandomAccessCollection {
    package var startIndex: Int { members.startIndex }
    package var endIndex: Int { members.endIndex }

    package subscript(position: Int) -> Member { members[position] }
}

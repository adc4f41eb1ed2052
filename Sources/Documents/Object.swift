/// The members of a JSON or YAML object, in the order in which they were written.
///
/// Kubernetes objects are small, so members are searched one after another; a large object (a values file, a
/// ConfigMap with many keys) is given an index by key. Keys are told apart by their bytes: two spellings of the same
/// character are two keys. Two objects with the same members in another order are equal.
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
    static let indexedCount = 24

    /// The members in written order; keys are unique.
    package private(set) var members: [Member]
    private var index: [ByteKey: Int]?

    /// An object without members.
    package init() {
        members = []
    }

    /// An object of the given members; of members with equal keys the last one's value stays, at the first one's place.
    package init(_ members: some Sequence<Member>) {
        self.init()
        for member in members { self[member.key] = member.value }
    }

    /// An object of members whose keys are known to differ.
    init(unique members: [Member]) {
        self.members = members
        if members.count >= Self.indexedCount { rebuildIndex() }
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
        if let index { return index[ByteKey(key)] }
        return members.firstIndex { $0.key.hasSameBytes(as: key) }
    }

    private mutating func append(_ member: Member) {
        members.append(member)
        if index != nil {
            index?[ByteKey(member.key)] = members.count - 1
        } else if members.count >= Self.indexedCount {
            rebuildIndex()
        }
    }

    private mutating func remove(at position: Int) {
        members.remove(at: position)
        if index != nil { rebuildIndex() }
    }

    private mutating func rebuildIndex() {
        var index = [ByteKey: Int](minimumCapacity: members.count)
        for (position, member) in members.enumerated() { index[ByteKey(member.key)] = position }
        self.index = index
    }
}

/// A key that equals another only if it has the same bytes.
private struct ByteKey: Hashable {
    private let key: String

    init(_ key: String) {
        self.key = key
    }

    static func == (left: ByteKey, right: ByteKey) -> Bool {
        left.key.hasSameBytes(as: right.key)
    }

    func hash(into hasher: inout Hasher) {
        var key = key
        key.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension Object: Hashable {
    package static func == (left: Object, right: Object) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        var combined = 0
        // The order doesn't count, so that each member is hashed for itself.
        for member in members { combined ^= member.hashValue }
        hasher.combine(combined)
    }
}

extension Object: RandomAccessCollection {
    package var startIndex: Int { members.startIndex }
    package var endIndex: Int { members.endIndex }

    package subscript(position: Int) -> Member { members[position] }
}

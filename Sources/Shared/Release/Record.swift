internal import Documents

/// A JSON object of a stored release as it was read: what isn't known stays where it stood.
struct Record: Sendable {
    /// The members as read, and those added since that Helm doesn't know.
    var members = Object()
    /// Nothing was read: the record is about to be written for the first time.
    var isNew = true

    init() {}

    init(read members: Object) {
        self.members = members
        isNew = false
    }

    /// The members to write.
    ///
    /// - Parameters:
    ///   - fields: the known members as they shall be, in Helm's order; nil where Helm leaves one out.
    ///   - former: the same, for what `members` holds. A field that is the same in both isn't touched.
    func merged(_ fields: [Field], former: [Field]) -> Object {
        if isNew { return Object(fields.compactMap(\.member) + Array(members)) }
        var result = Array(members)
        var insertion = 0
        for (field, old) in zip(fields, former) {
            let position = result.lastIndex { Self.isSameKey($0.key, field.key) }
            if !Self.isSame(field.value, old.value) {
                Self.put(field, at: position, orInsertAt: insertion, &result)
            }
            if let at = result.lastIndex(where: { Self.isSameKey($0.key, field.key) }) { insertion = at + 1 }
        }
        return Object(result)
    }

    /// A member that Helm knows.
    struct Field {
        var key: String
        var value: Value?

        init(_ key: String, _ value: Value?) {
            self.key = key
            self.value = value
        }

        /// A text that is left out when it is empty.
        init(_ key: String, nonempty text: String) {
            self.init(key, text.isEmpty ? nil : .string(text))
        }

        var member: Object.Member? { value.map { Object.Member(key: key, value: $0) } }
    }

    private static func put(
        _ field: Field, at position: Int?, orInsertAt insertion: Int, _ members: inout [Object.Member]
    ) {
        switch (position, field.value) {
        case (let position?, let value?): members[position].value = value
        case (let position?, nil): members.remove(at: position)
        case (nil, let value?): members.insert(.init(key: field.key, value: value), at: insertion)
        case (nil, nil): break
        }
    }

    /// Go's reader takes keys in any case.
    static func isSameKey(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy {
                $0 == $1 || ($0 ^ $1 == 0x20 && $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A)
            }
    }

    /// Both would be written with the same bytes.
    private static func isSame(_ left: Value?, _ right: Value?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (.string(let left)?, .string(let right)?): left.utf8.elementsEqual(right.utf8)
        case (let left?, let right?): JSON.write(left, .go) == JSON.write(right, .go)
        default: false
        }
    }
}

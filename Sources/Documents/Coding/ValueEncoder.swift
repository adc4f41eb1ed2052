extension Value {
    /// A typed value as a document, by its `Encodable` conformance: what is added to a type isn't forgotten here.
    ///
    /// - Throws: what the conformance throws, and an `EncodingError` for numbers a document doesn't hold.
    package init(encoding value: some Encodable) throws {
        let slot = EncodedSlot()
        try slot.encode(value)
        self = slot.value
    }
}

extension Value: Encodable {
    /// Part of a document already; no other encoder can take it.
    package func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? ValueEncoder else {
            throw EncodingError.invalidValue(
                self, .init(codingPath: encoder.codingPath, debugDescription: "a Value is encoded into a Value only"))
        }
        try encoder.slot.encode(self)
    }
}

/// A place in the document that comes to be.
private final class EncodedSlot {
    private enum Content {
        case nothing
        case scalar(Value)
        case list([EncodedSlot])
        case members([(key: String, slot: EncodedSlot)])
    }

    private var content = Content.nothing

    var value: Value {
        switch content {
        case .nothing: .null
        case .scalar(let value): value
        case .list(let slots): .array(slots.map(\.value))
        case .members(let members):
            .object(Object(members.map { Object.Member(key: $0.key, value: $0.slot.value) }))
        }
    }

    var count: Int { if case .list(let slots) = content { slots.count } else { 0 } }

    func encode<Item: Encodable>(_ item: Item) throws {
        switch item {
        case let value as Value: content = .scalar(value)
        case let bool as Bool: content = .scalar(.bool(bool))
        case let text as String: content = .scalar(.string(text))
        case let number as Int: content = .scalar(.integer(Int64(number)))
        case let number as Int64: content = .scalar(.integer(number))
        case let number as Double: content = .scalar(.double(number))
        case is any BinaryInteger, is Float:
            throw EncodingError.invalidValue(
                item, .init(codingPath: [], debugDescription: "no number of a document's"))
        default: try item.encode(to: ValueEncoder(slot: self))
        }
    }

    func setNil() { content = .scalar(.null) }

    func becomeList() {
        if case .list = content { return }
        content = .list([])
    }

    func becomeObject() {
        if case .members = content { return }
        content = .members([])
    }

    func appended() -> EncodedSlot {
        let slot = EncodedSlot()
        guard case .list(var slots) = content else { return slot }
        // Held here alone, the list isn't copied.
        content = .nothing
        slots.append(slot)
        content = .list(slots)
        return slot
    }

    func member(_ key: String) -> EncodedSlot {
        let slot = EncodedSlot()
        guard case .members(var members) = content else { return slot }
        content = .nothing
        members.append((key, slot))
        content = .members(members)
        return slot
    }
}

private struct ValueEncoder: Encoder {
    let slot: EncodedSlot
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.becomeObject()
        return KeyedEncodingContainer(EncodedMembers(slot: slot))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.becomeList()
        return EncodedList(slot: slot)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { EncodedScalar(slot: slot) }
}

// One generic method serves for every type that the protocols name.

private struct EncodedMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: EncodedSlot
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { slot.member(key.stringValue).setNil() }

    func encode<Item: Encodable>(_ item: Item, forKey key: Key) throws {
        try slot.member(key.stringValue).encode(item)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        ValueEncoder(slot: slot.member(key.stringValue)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        ValueEncoder(slot: slot.member(key.stringValue)).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { ValueEncoder(slot: slot.member("super")) }

    func superEncoder(forKey key: Key) -> any Encoder { ValueEncoder(slot: slot.member(key.stringValue)) }
}

private struct EncodedList: UnkeyedEncodingContainer {
    let slot: EncodedSlot
    var codingPath: [any CodingKey] { [] }
    var count: Int { slot.count }

    func encodeNil() { slot.appended().setNil() }

    func encode<Item: Encodable>(_ item: Item) throws { try slot.appended().encode(item) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        ValueEncoder(slot: slot.appended()).container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        ValueEncoder(slot: slot.appended()).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { ValueEncoder(slot: slot.appended()) }
}

private struct EncodedScalar: SingleValueEncodingContainer {
    let slot: EncodedSlot
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { slot.setNil() }

    func encode<Item: Encodable>(_ item: Item) throws { try slot.encode(item) }
}

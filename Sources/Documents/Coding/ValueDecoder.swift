extension Value {
    /// The typed value that a document holds, by its `Decodable` conformance.
    ///
    /// - Throws: a `DecodingError` that names the place where the document isn't one of the type's.
    package func decoded<Item: Decodable>(as type: Item.Type) throws -> Item {
        try ValueDecoder(value: self, codingPath: []).read(type)
    }
}

extension Value: Decodable {
    /// Part of a document; no other decoder can give it.
    package init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? ValueDecoder else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a Value is decoded from a Value only"))
        }
        self = decoder.value
    }
}

extension DecodingError {
    /// The place that couldn't be read, such as `request.options`.
    package var place: String {
        let path =
            switch self {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                context.codingPath
            case .keyNotFound(let key, let context): context.codingPath + [key]
            @unknown default: [any CodingKey]()
            }
        return path.map(\.stringValue).joined(separator: ".")
    }
}

private struct ValueDecoder: Decoder {
    let value: Value
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func read<Item: Decodable>(_ type: Item.Type) throws -> Item {
        let scalar: Any?
        switch type {
        case is Value.Type: scalar = value
        case is Bool.Type: scalar = value.bool
        case is String.Type: scalar = value.string
        case is Int.Type: scalar = value.integer.flatMap { Int(exactly: $0) }
        case is Int64.Type: scalar = value.integer
        case is Double.Type: scalar = value.double
        default: return try Item(from: self)
        }
        guard let item = scalar as? Item else { throw mismatch(type) }
        return item
    }

    func mismatch(_ type: any Any.Type) -> DecodingError {
        .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "it isn't of this type"))
    }

    func inside(_ value: Value, _ key: some CodingKey) -> ValueDecoder {
        ValueDecoder(value: value, codingPath: codingPath + [key])
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let members = value.object else { throw mismatch(Object.self) }
        return KeyedDecodingContainer(DecodedMembers(members: members, decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let items = value.array else { throw mismatch([Value].self) }
        return DecodedList(items: items, decoder: self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { DecodedScalar(decoder: self) }
}

// One generic method serves for every type that the protocols name.

private struct DecodedMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: Object
    let decoder: ValueDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { members.keys.compactMap(Key.init(stringValue:)) }

    private func member(_ key: Key) throws -> ValueDecoder {
        guard let value = members[key.stringValue] else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "it is missing"))
        }
        return decoder.inside(value, key)
    }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try member(key).value.isNull }

    func decode<Item: Decodable>(_ type: Item.Type, forKey key: Key) throws -> Item { try member(key).read(type) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try member(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try member(key).unkeyedContainer()
    }

    func superDecoder() -> any Decoder { decoder.inside(members["super"] ?? .null, Position(intValue: 0)) }

    func superDecoder(forKey key: Key) throws -> any Decoder { try member(key) }
}

private struct DecodedList: UnkeyedDecodingContainer {
    let items: [Value]
    let decoder: ValueDecoder
    var currentIndex = 0
    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex >= items.count }

    init(items: [Value], decoder: ValueDecoder) { (self.items, self.decoder) = (items, decoder) }

    private mutating func next() throws -> ValueDecoder {
        guard !isAtEnd else { throw decoder.mismatch(Value.self) }
        defer { currentIndex += 1 }
        return decoder.inside(items[currentIndex], Position(intValue: currentIndex))
    }

    mutating func decodeNil() -> Bool {
        guard !isAtEnd, items[currentIndex].isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Item: Decodable>(_ type: Item.Type) throws -> Item { try next().read(type) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }

    mutating func superDecoder() throws -> any Decoder { try next() }
}

private struct DecodedScalar: SingleValueDecodingContainer {
    let decoder: ValueDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.value.isNull }

    func decode<Item: Decodable>(_ type: Item.Type) throws -> Item { try decoder.read(type) }
}

/// An element's place in a list.
private struct Position: CodingKey {
    let index: Int

    init(intValue: Int) { index = intValue }
    init?(stringValue: String) { nil }

    var intValue: Int? { index }
    var stringValue: String { "\(index)" }
}

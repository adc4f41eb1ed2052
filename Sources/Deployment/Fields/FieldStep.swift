internal import Documents

/// One step down in a field set, read from its notation.
enum FieldStep: Hashable {
    /// `f:NAME`: a member of an object.
    case member(String)
    /// `k:{…}`: the item of a keyed list that has these fields.
    case keyed(Object)
    /// `v:…`: the item of a set with this value.
    case item(Value)
    /// Anything else (`i:…`, `.`): nothing that can be followed in an object.
    case other

    init(_ notation: String) {
        let rest = notation.utf8.dropFirst(2)
        switch notation.utf8.prefix(2).elementsEqual("f:".utf8) {
        case true: self = .member(String(rest) ?? "")
        case false: self = Self.listItem(notation, rest: String(rest) ?? "")
        }
    }

    private static func listItem(_ notation: String, rest: String) -> FieldStep {
        guard notation.hasPrefix("k:") || notation.hasPrefix("v:"), let value = try? JSON.read(rest) else {
            return .other
        }
        if notation.hasPrefix("v:") { return .item(value) }
        return value.object.map(FieldStep.keyed) ?? .other
    }

    /// What the step leads to in `value`, or nil when it isn't there.
    func value(in value: Value) -> Value? {
        switch self {
        case .member(let name): value[name]
        case .keyed(let keys): value.array?.first { KeyedList.matches($0, keys) }
        case .item(let item): value.array?.first { $0 == item }
        case .other: nil
        }
    }
}

/// Lists whose items are known by some of their fields.
enum KeyedList {
    /// Whether `item` is the one that `keys` name; a `protocol` that isn't written is TCP, the only defaulted key
    /// of the built-in kinds.
    static func matches(_ item: Value, _ keys: Object) -> Bool {
        keys.allSatisfy { key in
            if let value = item[key.key] { return value == key.value }
            return key.key == "protocol" && key.value == "TCP" && item.object != nil
        }
    }
}

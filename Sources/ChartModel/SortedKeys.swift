package import Documents

extension Value {
    /// The same value with the members of every object sorted by the bytes of their keys, as Go writes maps.
    package func sortedByKeys() -> Value {
        switch self {
        case .array(let list): .array(list.map { $0.sortedByKeys() })
        case .object(let object):
            .object(Object(object.sortedByKey().map { .init(key: $0.key, value: $0.value.sortedByKeys()) }))
        default: self
        }
    }
}

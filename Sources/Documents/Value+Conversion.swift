extension Value {
    /// The value with doubles for integers, as Go's json.Unmarshal into an interface gives it.
    package func integersAsDoubles() -> Value {
        switch self {
        case .integer(let integer): .double(Double(integer))
        case .array(let array): .array(array.map { $0.integersAsDoubles() })
        case .object(let object): .object(object.mapValues { $0.integersAsDoubles() })
        default: self
        }
    }
}

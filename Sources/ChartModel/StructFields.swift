package import Documents

/// The members of a JSON object, taken out by name the way Go fills a struct: whatever the case of the key,
/// `null` leaves the field empty, a wrong type is an error.
package struct StructFields {
    /// The Go struct's name, for errors.
    private let structName: String
    private var path: String
    /// What has not been taken yet, in written order.
    package private(set) var rest: Object
    /// Numbers and booleans are accepted where a string is wanted, as the YAML reader of Helm has it.
    private let coercesStrings: Bool

    /// Takes the members of `value`; `null` counts as an object without members.
    ///
    /// - Parameters:
    ///   - structName: the name of Go's struct for errors.
    ///   - path: the fields that lead to this struct, each followed by a full stop.
    package init(
        _ value: Value, of structName: String, path: String = "", coercingStrings: Bool = false
    ) throws(ChartModelError) {
        self.structName = structName
        self.path = path
        coercesStrings = coercingStrings
        switch value {
        case .object(let object): rest = object
        case .null: rest = Object()
        default:
            throw path.isEmpty
                ? .wrongType("json: cannot unmarshal \(value.jsonKind) into Go value of type chart.\(structName)")
                : .wrongType(value, field: "\(structName).\(path.dropLast())", "chart.\(structName)")
        }
    }

    /// Removes the member `key` and returns it; nil when it is missing or null.
    package mutating func take(_ key: String) -> Value? {
        let value = rest.removeValue(forKey: key) ?? takeIgnoringCase(key)
        return value?.isNull == true ? nil : value
    }

    /// Removes the member `key` and returns its text.
    package mutating func string(_ key: String) throws(ChartModelError) -> String? {
        guard let value = take(key) else { return nil }
        return try text(value, key)
    }

    package mutating func bool(_ key: String) throws(ChartModelError) -> Bool? {
        guard let value = take(key) else { return nil }
        guard case .bool(let bool) = value else { throw wrong(value, key, "bool") }
        return bool
    }

    package mutating func strings(_ key: String) throws(ChartModelError) -> [String]? {
        guard let list = try array(key, of: "[]string") else { return nil }
        var texts: [String] = []
        for element in list { texts.append(element.isNull ? "" : try text(element, key)) }
        return texts
    }

    package mutating func array(_ key: String, of type: String) throws(ChartModelError) -> [Value]? {
        guard let value = take(key) else { return nil }
        guard case .array(let list) = value else { throw wrong(value, key, type) }
        return list
    }

    package mutating func object(_ key: String) throws(ChartModelError) -> Object? {
        guard let value = take(key) else { return nil }
        guard case .object(let object) = value else { throw wrong(value, key, "map[string]interface {}") }
        return object
    }

    /// A map whose values are all texts.
    package mutating func stringMap(_ key: String) throws(ChartModelError) -> Object? {
        guard let value = take(key) else { return nil }
        guard case .object(let object) = value else { throw wrong(value, key, "map[string]string") }
        var texts = Object()
        for member in object {
            texts[member.key] = .string(member.value.isNull ? "" : try text(member.value, key))
        }
        return texts
    }

    package mutating func base64(_ key: String) throws(ChartModelError) -> [UInt8]? {
        guard let value = take(key) else { return nil }
        guard case .string(let text) = value else { throw wrong(value, key, "[]uint8") }
        guard let bytes = try? Base64.decode(Array(text.utf8)) else {
            throw .wrongType("illegal base64 data in Go struct field \(structName).\(path)\(key)")
        }
        return bytes
    }

    /// The path of fields below `key`, for the errors of a nested struct.
    package func nested(_ key: String) -> String { "\(path)\(key)." }

    private func text(_ value: Value, _ key: String) throws(ChartModelError) -> String {
        if case .string(let text) = value { return text }
        if coercesStrings, let text = GoText.yamlScalar(value) { return text }
        throw wrong(value, key, "string")
    }

    private func wrong(_ value: Value, _ key: String, _ type: String) -> ChartModelError {
        .wrongType(value, field: "\(structName).\(path)\(key)", type)
    }

    private mutating func takeIgnoringCase(_ key: String) -> Value? {
        let folded = key.lowercased()
        guard let found = rest.members.last(where: { $0.key.lowercased() == folded })?.key else { return nil }
        return rest.removeValue(forKey: found)
    }
}

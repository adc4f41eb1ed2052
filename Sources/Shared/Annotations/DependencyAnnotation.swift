/// Another object that must be there, be ready or be gone first.
package struct DependencyAnnotation: Hashable, Sendable {
    /// The name the annotation gives the dependency.
    package var id: String
    /// What the other object must be.
    package var state: State
    /// The other object belongs to someone else; it is only looked for.
    package var isExternal = false
    package var group: String?
    package var version: String?
    package var kind: String?
    package var namespace: String?
    package var name: String?
    /// kubectl's word for the type (`deploy`, `deployments.v1.apps`), to be resolved by discovery.
    package var resourceType: String?

    /// What the other object must be.
    package enum State: String, Hashable, Sendable {
        case present, ready, absent
    }

    private init(id: String, state: State) {
        self.id = id
        self.state = state
    }

    /// Every dependency the annotations name; of one id in two forms the new form counts.
    static func all(_ values: AnnotationValues) throws(AnnotationError) -> [DependencyAnnotation] {
        var found: [String: DependencyAnnotation] = [:]
        for key in values.all.keys.sorted() {
            let value = values[key] ?? ""
            if let id = key.between("werf.io/deploy-dependency-", "") {
                found["deploy \(id)"] = try properties(id, key, value, ["present", "ready"])
            } else if let id = key.between("werf.io/delete-dependency-", "") {
                found["delete \(id)"] = try properties(id, key, value, ["absent"])
            } else if let id = key.between("", ".external-dependency.werf.io/resource") {
                found["external \(id)"] = try resource(id, key, value, values)
            } else if let id = key.between("", ".external-dependency.werf.io") {
                if found["external \(id)"] == nil {
                    found["external \(id)"] = try reference(id, key, value, isExternal: true)
                }
            } else if let id = key.between("", ".dependency.werf.io"), found["deploy \(id)"] == nil {
                found["deploy \(id)"] = try reference(id, key, value, isExternal: false)
            }
        }
        return found.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.value)
    }

    /// `apiVersion:kind[:namespace]:name`.
    private static func reference(
        _ id: String, _ key: String, _ value: String, isExternal: Bool
    ) throws(AnnotationError) -> DependencyAnnotation {
        let parts = value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 || parts.count == 4, !parts.contains("") else {
            throw AnnotationError(
                key: key,
                message: "invalid format of value \"\(value)\" for annotation \"\(key)\", "
                    + "should be: apiVersion:kind[:namespace]:name")
        }
        let identity = ResourceIdentity(
            apiVersion: parts[0], kind: parts[1], namespace: parts.count == 4 ? parts[2] : "",
            name: parts[parts.count - 1])
        var dependency = DependencyAnnotation(id: id, state: .present)
        dependency.isExternal = isExternal
        (dependency.group, dependency.version, dependency.kind) = (identity.group, identity.version, identity.kind)
        (dependency.namespace, dependency.name) = (identity.namespace, identity.name)
        return dependency
    }

    /// `type[.version.group]/name`, with the namespace in an annotation of its own.
    private static func resource(
        _ id: String, _ key: String, _ value: String, _ values: AnnotationValues
    ) throws(AnnotationError) -> DependencyAnnotation {
        let parts = value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            throw AnnotationError(
                key: key,
                message: "invalid format of value \"\(value)\" for annotation \"\(key)\", should be: type/name")
        }
        guard !parts[0].isEmpty, !parts[1].isEmpty, parts[0] != "all" else {
            throw AnnotationError(
                key: key, message: "invalid value \"\(value)\" for annotation \"\(key)\", target not specified")
        }
        var dependency = DependencyAnnotation(id: id, state: .present)
        dependency.isExternal = true
        (dependency.resourceType, dependency.name) = (parts[0], parts[1])
        dependency.namespace = values["\(id).external-dependency.werf.io/namespace"]
        return dependency
    }

    /// `state=ready,kind=Deployment,name=web`.
    private static func properties(
        _ id: String, _ key: String, _ value: String, _ states: [String]
    ) throws(AnnotationError) -> DependencyAnnotation {
        let properties = try AnnotationProperties.read(key, value)
        var found = DependencyAnnotation(id: id, state: .present)
        var hasState = false
        for (name, text) in properties {
            switch name {
            case "state":
                guard states.contains(text), let state = State(rawValue: text) else {
                    throw AnnotationError(
                        key: key, message: "unknown value \"\(text)\" for property \"state\"",
                        suggestion: EditDistance.nearest(to: text, among: states) ?? states.joined(separator: "\", \""))
                }
                (found.state, hasState) = (state, true)
            case "group": found.group = text
            case "version": found.version = text
            case "kind": found.kind = text
            case "namespace": found.namespace = text
            case "name": found.name = text
            default:
                throw AnnotationError(
                    key: key, message: "unknown property \"\(name)\" in value of annotation \"\(key)\"",
                    suggestion: EditDistance.nearest(
                        to: name, among: ["state", "group", "version", "kind", "namespace", "name"]))
            }
        }
        guard hasState else {
            throw AnnotationError(
                key: key,
                message: "invalid value \"\(value)\" for annotation \"\(key)\", \"state\" property must be set")
        }
        guard properties.contains(where: { $0.name != "state" }) else {
            throw AnnotationError(
                key: key, message: "invalid value \"\(value)\" for annotation \"\(key)\", target not specified")
        }
        return found
    }
}

/// `key=value` pairs between commas, their values quoted or not.
enum AnnotationProperties {
    static func read(_ key: String, _ text: String) throws(AnnotationError) -> [(name: String, value: String)] {
        var properties: [(name: String, value: String)] = []
        for part in parts(text) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = AnnotationValues.trimmed(sides[0]).lowercased()
            if name.isEmpty && sides.count == 1 { continue }
            guard sides.count == 2 else {
                throw AnnotationError(
                    key: key, message: "invalid boolean value true for property \"\(name)\", expected string value")
            }
            let value = unquoted(AnnotationValues.trimmed(sides[1]))
            guard !value.isEmpty else {
                throw AnnotationError(
                    key: key, message: "invalid value \"\" for property \"\(name)\", expected non-empty string value")
            }
            properties.append((name, value))
        }
        return properties
    }

    /// The texts between commas outside quotes.
    private static func parts(_ text: String) -> [String] {
        var (parts, quote, escaped): ([[UInt8]], UInt8?, Bool) = ([[]], nil, false)
        for byte in text.utf8 {
            if byte == UInt8(ascii: ","), quote == nil {
                parts.append([])
                continue
            }
            parts[parts.count - 1].append(byte)
            if quote == byte, !escaped {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            }
            escaped = byte == UInt8(ascii: "\\")
        }
        return parts.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func unquoted(_ text: String) -> String {
        guard text.utf8.count >= 2, let first = text.utf8.first, first == text.utf8.last,
            first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
        else { return text }
        return String(text.dropFirst().dropLast())
    }
}

extension String {
    /// What stands between a prefix and a suffix, if it is something.
    fileprivate func between(_ prefix: String, _ suffix: String) -> String? {
        let bytes = utf8
        guard bytes.count > prefix.utf8.count + suffix.utf8.count, bytes.starts(with: prefix.utf8),
            bytes.reversed().starts(with: suffix.utf8.reversed())
        else { return nil }
        return String(Substring(bytes.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)))
    }
}

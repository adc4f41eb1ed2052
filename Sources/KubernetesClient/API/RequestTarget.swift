/// The path and query of a request, built piece by piece.
struct RequestTarget: Hashable, Sendable {
    private var bytes: [UInt8]
    private var hasQuery = false

    /// A path as it stands, beginning with a slash.
    init(path: String) { bytes = Array(path.utf8) }

    /// The path of a collection: `/apis/apps/v1/namespaces/shop/deployments`.
    init(_ type: ResourceType, namespace: String?) {
        self.init(path: type.group.isEmpty ? "/api" : "/apis")
        if !type.group.isEmpty { append(segment: type.group) }
        append(segment: type.version)
        if type.isNamespaced, let namespace, !namespace.isEmpty {
            append(segment: "namespaces")
            append(segment: namespace)
        }
        append(segment: type.plural)
    }

    /// The path of an object.
    init(_ reference: ObjectReference) {
        self.init(reference.type, namespace: reference.namespace)
        append(segment: reference.name)
    }

    /// The path and query as they are sent.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(segment: String) {
        bytes.append(UInt8(ascii: "/"))
        bytes.appendEscaped(segment)
    }

    /// Adds a query parameter; nil and empty values are left out.
    mutating func add(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        bytes.append(hasQuery ? UInt8(ascii: "&") : UInt8(ascii: "?"))
        hasQuery = true
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "="))
        bytes.appendEscaped(value)
    }
}

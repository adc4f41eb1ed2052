import Documents

/// A schema with what it needs to resolve references: the URI of its resource and that resource's draft.
struct SchemaNode: Sendable {
    var schema: Value
    var base: String
    var draft: SchemaDraft
}

/// The schemas of a document that a reference can name, by URI and by anchor.
struct SchemaResources: Sendable {
    private(set) var root: SchemaNode
    private var byURI: [String: SchemaNode] = [:]
    private var anchors: [String: SchemaNode] = [:]
    private var dynamicAnchors: [String: SchemaNode] = [:]

    /// The references of all schemas, each with the schema that makes it.
    private var references: [(String, SchemaNode)] = []

    /// A document nested deeper than this isn't a schema that people write.
    private static let deepest = 512

    init(_ schema: Value, draft: SchemaDraft) throws(SchemaError) {
        root = SchemaNode(schema: schema, base: "", draft: draft)
        byURI[""] = root
        try register(schema, base: "", draft: draft, depth: 0)
        if let id = schema[draft.idKeyword]?.string {
            root.base = URIReference.resolve(id, against: "").withoutFragment
        }
        // A reference to nowhere is an error of the schema, whether a document comes by it or not.
        for (reference, node) in references { _ = try resolve(reference, from: node) }
        references = []
    }

    /// The schema that `reference` names from a schema whose resource is `base`.
    func resolve(_ reference: String, from node: SchemaNode) throws(SchemaError) -> SchemaNode {
        let uri = URIReference.resolve(reference, against: node.base)
        guard let resource = byURI[uri.withoutFragment] else {
            throw SchemaError(
                "$ref \(reference) leads out of the schema; only references inside it are followed")
        }
        guard let fragment = uri.fragment, !fragment.isEmpty else { return resource }
        if fragment.hasPrefix("/") {
            guard let found = follow(fragment, in: resource) else {
                throw SchemaError("$ref \(reference) names nothing in the schema")
            }
            return found
        }
        guard let found = anchors["\(resource.base)#\(fragment)"] else {
            throw SchemaError("$ref \(reference) names no anchor of the schema")
        }
        return found
    }

    /// The dynamic anchor `name` of the resource `base`.
    func dynamicAnchor(_ name: String, in base: String) -> SchemaNode? { dynamicAnchors["\(base)#\(name)"] }

    /// The resource that a URI names.
    func resource(_ base: String) -> SchemaNode? { byURI[base] }

    /// Follows a JSON pointer, minding that a schema on the way may name itself anew.
    private func follow(_ pointer: String, in resource: SchemaNode) -> SchemaNode? {
        var node = resource
        for (number, part) in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false).enumerated() {
            if number > 0 { node = entered(node) }
            let key = URIReference.percentDecoded(String(part))
                .replacing("~1", with: "/").replacing("~0", with: "~")
            switch node.schema {
            case .object(let object):
                guard let next = object[key] else { return nil }
                node.schema = next
            case .array(let array):
                guard let index = Int(key), array.indices.contains(index) else { return nil }
                node.schema = array[index]
            default: return nil
            }
        }
        return entered(node)
    }

    /// The node with the base that its own `$id` gives it.
    func entered(_ node: SchemaNode) -> SchemaNode {
        guard let id = identifier(of: node.schema, node.draft) else { return node }
        let uri = URIReference.resolve(id, against: node.base)
        return uri.fragment?.isEmpty == false ? node : byURI[uri.withoutFragment] ?? node
    }

    private func identifier(of schema: Value, _ draft: SchemaDraft) -> String? {
        if draft.refStandsAlone, schema["$ref"] != nil { return nil }
        return schema[draft.idKeyword]?.string
    }

    private mutating func register(
        _ schema: Value, base: String, draft: SchemaDraft, depth: Int, isChecked: Bool = true
    ) throws(SchemaError) {
        guard depth < Self.deepest else { throw SchemaError("schema is invalid: it is nested too deeply") }
        if draft <= .hybrid, isChecked { try SchemaCheck.checkSchema(schema, draft: draft) }
        guard case .object(let object) = schema else { return }
        var base = base
        var draft = draft
        if let named = object["$schema"]?.string, let own = SchemaDraft.named(named), depth > 0, draft > .hybrid {
            draft = own
        }
        if let id = identifier(of: schema, draft) {
            let uri = URIReference.resolve(id, against: base)
            if let fragment = uri.fragment, !fragment.isEmpty {
                if draft <= .hybrid {
                    anchors["\(uri.withoutFragment)#\(fragment)"] = SchemaNode(schema: schema, base: base, draft: draft)
                }
            } else {
                base = uri.withoutFragment
                byURI[base] = SchemaNode(schema: schema, base: base, draft: draft)
            }
        }
        let node = SchemaNode(schema: schema, base: base, draft: draft)
        if draft > .hybrid {
            if let anchor = object["$anchor"]?.string { anchors["\(base)#\(anchor)"] = node }
            if let anchor = object["$dynamicAnchor"]?.string {
                anchors["\(base)#\(anchor)"] = node
                dynamicAnchors["\(base)#\(anchor)"] = node
            }
        }
        if let reference = object["$ref"]?.string { references.append((reference, node)) }
        if draft > .hybrid {
            try SchemaCheck.checkTypes(object)
        } else if isChecked {
            try SchemaCheck.check(object, draft: draft)
        }
        for member in object {
            let isKnown = isChecked && draft.knows(member.key)
            for child in Self.schemas(under: member, draft: draft) {
                try register(child, base: base, draft: draft, depth: depth + 1, isChecked: isKnown)
            }
        }
    }

    /// The schemas that a keyword holds: only there can a schema name itself.
    private static func schemas(under member: Object.Member, draft: SchemaDraft) -> [Value] {
        var found: [Value] = []
        if SchemaDraft.schemaKeywords.contains(member.key), member.value.array == nil,
            !(draft == .draft4 && member.value.bool != nil)
        {
            found.append(member.value)
        }
        if SchemaDraft.schemaArrayKeywords.contains(member.key), let array = member.value.array { found += array }
        if SchemaDraft.schemaMapKeywords.contains(member.key), let object = member.value.object {
            // A dependency may also be an array of names.
            found += object.map(\.value).filter { $0.array == nil }
        }
        return found
    }
}

internal import ChartModel
internal import Documents

/// What Helm reads of a document before it is applied: its type, its name and its annotations.
struct ManifestHead {
    var apiVersion: String
    var kind: String
    var name: String
    /// Texts by key; nil when there are none.
    var annotations: Object?

    /// - Throws: ``ChartError`` without file and line, in Helm's words.
    init(_ document: Value) throws(ChartError) {
        switch document {
        case .null: self.init(apiVersion: "", kind: "", name: "")
        case .object(let object): try self.init(object)
        default: throw Self.wrong(document, "Go value of type releaseutil.SimpleHead")
        }
    }

    private init(apiVersion: String, kind: String, name: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
    }

    private init(_ object: Object) throws(ChartError) {
        self.init(
            apiVersion: try Self.text(object.ignoringCase("apiVersion"), "apiVersion"),
            kind: try Self.text(object.ignoringCase("kind"), "kind"), name: "")
        switch object.ignoringCase("metadata") {
        case nil, .null?: break
        case .object(let metadata)?: try read(metadata)
        case let other?:
            let type =
                #"struct { Name string "json:\"name\""; Annotations map[string]string "json:\"annotations\"" }"#
            throw Self.wrong(other, "Go struct field SimpleHead.metadata of type \(type)")
        }
    }

    private mutating func read(_ metadata: Object) throws(ChartError) {
        name = try Self.text(metadata.ignoringCase("name"), "metadata.name")
        switch metadata.ignoringCase("annotations") {
        case nil, .null?: break
        case .object(let annotations)?: self.annotations = try Self.texts(annotations)
        case let other?:
            throw Self.wrong(other, "Go struct field .metadata.annotations of type map[string]string")
        }
    }

    private static func texts(_ object: Object) throws(ChartError) -> Object {
        if object.allSatisfy({ $0.value.string != nil }) { return object }
        var texts = Object()
        for member in object { texts[member.key] = .string(try text(member.value, "metadata.annotations")) }
        return texts
    }

    /// Numbers and booleans pass as texts.
    private static func text(_ value: Value?, _ field: String) throws(ChartError) -> String {
        switch value {
        case nil, .null?: return ""
        case .string(let text)?: return text
        case .array?, .object?:
            let owner = field.contains(".") ? ".\(field)" : "SimpleHead.\(field)"
            throw wrong(value ?? .null, "Go struct field \(owner) of type string")
        case let scalar?: return GoText.plain(scalar)
        }
    }

    private static func wrong(_ value: Value, _ target: String) -> ChartError {
        ChartError(.manifests, "\(ValuesFile.unmarshalling)json: cannot unmarshal \(value.jsonKind) into \(target)")
    }
}

extension Object {
    /// The member `key`, or one whose key differs only by case, as Go's reader takes it.
    fileprivate func ignoringCase(_ key: String) -> Value? {
        if let value = self[key] { return value }
        let folded = key.lowercased()
        return members.last { $0.key.utf8.count == key.utf8.count && $0.key.lowercased() == folded }?.value
    }
}

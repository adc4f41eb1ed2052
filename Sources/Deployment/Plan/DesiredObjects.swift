internal import Documents
package import KubernetesClient
internal import Shared

/// Makes desired objects of rendered documents: each named, typed, placed, marked, and in the form to apply.
package struct DesiredObjects {
    private let target: PlanInputs.Target
    private let metadata: ExtraMetadata
    private let types: TypeCatalog
    private let form: ApplyForm
    private let runsHooks: Bool

    /// - Parameters:
    ///   - metadata: what the command line puts on every object.
    ///   - server: decides what its server-side apply needs written out.
    package init(
        target: PlanInputs.Target, metadata: ExtraMetadata, types: TypeCatalog, server: ServerVersion,
        runsHooks: Bool = true
    ) {
        self.target = target
        self.metadata = metadata
        self.types = types
        self.runsHooks = runsHooks
        form = ApplyForm(server: server)
    }

    /// The objects of the chart's `crds/` files, then those of its templates, in manifest order, then its hooks.
    ///
    /// - Throws: a `manifest` error that names every faulty document with its template.
    package func objects(
        crds: [SourceDocument], templates: [SourceDocument], hooks: [SourceDocument] = []
    ) throws(DeploymentError) -> [DesiredObject] {
        var objects: [DesiredObject] = []
        var faults: [String] = []
        var definitions: Set<ObjectIdentity> = []
        for (documents, isCRDFolder) in [(crds, true), (templates, false), (hooks, false)] {
            for document in documents.flatMap(\.objects) {
                switch object(document, isFromCRDFolder: isCRDFolder) {
                case .success(nil): break
                // Charts used twice under aliases bring the same definitions twice: the first one counts, as in Helm.
                case .success(let object?):
                    if !isCRDFolder || definitions.insert(object.identity.object).inserted { objects.append(object) }
                case .failure(let fault): faults += fault.texts
                }
            }
        }
        faults += Self.duplicates(objects)
        if !faults.isEmpty { throw DeploymentError(.manifest, faults: faults) }
        return objects
    }

    private struct Fault: Error {
        var texts: [String]

        init(_ texts: String...) { self.texts = texts }
        init(_ texts: [String]) { self.texts = texts }
    }

    private func object(_ document: SourceDocument, isFromCRDFolder: Bool) -> Result<DesiredObject?, Fault> {
        if let fault = ManifestFaults.fault(in: document) { return .failure(Fault(fault)) }
        guard var identity = ResourceIdentity(of: document.object) else {
            return .failure(Fault("\(document.source): the manifest names no object"))
        }
        guard let type = types.type(for: identity.kindOfObject) else {
            if isIdleHook(document.object, identity) { return .success(nil) }
            return .failure(Fault(ManifestFaults.unknownKind(identity, document.source, types)))
        }
        if !type.isNamespaced { identity.namespace = "" }
        if type.isNamespaced, identity.namespace.isEmpty { identity.namespace = target.namespace }
        var object = form.object(document.object, namespace: type.isNamespaced ? identity.namespace : nil)
        metadata.write(to: &object)
        let (annotations, errors) = DeployAnnotations.readable(of: object)
        guard errors.isEmpty else {
            let title = "\(identity.kind) \"\(identity.name)\""
            return .failure(Fault(errors.map { "\(document.place(of: $0.key)): \(title): \($0)" }))
        }
        let life = ObjectLife(annotations, identity, isFromCRDFolder: isFromCRDFolder)
        if life.ownership == .release { target.ownership.mark(&object) }
        let stages = life.isHook && !runsHooks ? [] : life.stages(of: target.kind, identity)
        if life.isHook, !stages.isEmpty { Self.write(revision: target.revision, to: &object) }
        var desired = DesiredObject(
            identity: identity, type: type, object: object, source: document.source, life: life, stages: stages)
        desired.oddities = AnnotationOddities.all(of: document.object).map { oddity in
            "\(document.source): \(identity.kind) \"\(identity.name)\": \(oddity)"
        }
        return .success(desired)
    }

    /// The deploy leaves the object alone, such as a test: the server needn't know its kind.
    private func isIdleHook(_ object: Value, _ identity: ResourceIdentity) -> Bool {
        let life = ObjectLife(DeployAnnotations.readable(of: object).0, identity, isFromCRDFolder: false)
        return life.isHook && (!runsHooks || life.stages(of: target.kind, identity).isEmpty)
    }

    private static func write(revision: Int, to object: inout Value) {
        guard var root = object.object else { return }
        var metadata = root["metadata"]?.object ?? Object()
        var annotations = metadata["annotations"]?.object ?? Object()
        annotations[DesiredObject.revisionAnnotation] = .string(String(revision))
        metadata["annotations"] = .object(annotations)
        root["metadata"] = .object(metadata)
        object = .object(root)
    }

    /// Objects that this deploy would deploy twice.
    ///
    /// Hooks of other stages or other deploys may share a name.
    private static func duplicates(_ objects: [DesiredObject]) -> [String] {
        var seen: [ObjectIdentity: [DesiredObject]] = [:]
        return objects.compactMap { object in
            let earlier = seen[object.identity.object, default: []].first { Self.collide($0, object) }
            seen[object.identity.object, default: []].append(object)
            guard let earlier else { return nil }
            let place = object.identity.namespace.isEmpty ? "" : " in namespace \"\(object.identity.namespace)\""
            return "\(object.identity.kind) \"\(object.identity.name)\"\(place) is in the chart twice: "
                + "in \(earlier.source) and in \(object.source)"
        }
    }

    private static func collide(_ one: DesiredObject, _ other: DesiredObject) -> Bool {
        guard one.life.isHook || other.life.isHook else { return true }
        if one.life.isHook, other.life.isHook { return !Set(one.stages).isDisjoint(with: other.stages) }
        return !one.stages.isEmpty && !other.stages.isEmpty
    }
}

/// What can be wrong with a manifest before the server sees it.
enum ManifestFaults {
    /// The first fault of a document, with its template; nil when it names an object properly.
    static func fault(in document: SourceDocument) -> String? {
        let object = document.object
        guard object.object != nil else {
            return "\(document.source): the manifest is \(sort(of: object)), not an object"
        }
        if let missing = ["apiVersion", "kind"].first(where: { text(object[$0]) == nil }) {
            return "\(document.source): the manifest\(named(object)) has no \(missing)"
        }
        let kind = text(object["kind"]) ?? ""
        guard text(object[path: ["metadata", "name"]]) != nil else {
            let generated = text(object[path: ["metadata", "generateName"]]) != nil
            let hint = generated ? " (metadata.generateName can't be applied twice, so it can't be deployed)" : ""
            return "\(document.source): \(kind) has no metadata.name\(hint)"
        }
        for field in ["labels", "annotations"] {
            let members = object[path: ["metadata", field]]?.object ?? Object()
            if let bad = members.first(where: { $0.value.string == nil && !$0.value.isNull }) {
                return "\(document.source): \(kind)\(named(object)): metadata.\(field).\(bad.key) is "
                    + "\(sort(of: bad.value)), not a string; put it in quotes"
            }
        }
        return kind == "Secret" ? secretFault(in: document) : nil
    }

    /// The server would answer a value that is no string by quoting it; here only its key is named.
    private static func secretFault(in document: SourceDocument) -> String? {
        for field in ["data", "stringData"] {
            guard let value = document.object[field], !value.isNull else { continue }
            guard let members = value.object else {
                return
                    "\(document.source): Secret\(named(document.object)): \(field) is \(sort(of: value)), not an object"
            }
            if let bad = members.first(where: { $0.value.string == nil && !$0.value.isNull }) {
                return "\(document.source): Secret\(named(document.object)): \(field).\(bad.key) is "
                    + "\(sort(of: bad.value)), not a string; put it in quotes"
            }
        }
        return nil
    }

    /// Helm's sentence for a kind that nobody serves, with the template.
    static func unknownKind(_ identity: ResourceIdentity, _ source: String, _ types: TypeCatalog) -> String {
        let failed = types.failedGroups.contains { $0 == identity.apiVersion || $0.hasPrefix(identity.group + "/") }
        let hint =
            failed && !identity.group.isEmpty
            ? "the API service of this group doesn't answer" : "ensure CRDs are installed first"
        return "\(source): resource mapping not found for name: \"\(identity.name)\" namespace: "
            + "\"\(identity.namespace)\": no matches for kind \"\(identity.kind)\" in version "
            + "\"\(identity.apiVersion)\"; \(hint)"
    }

    private static func text(_ value: Value?) -> String? {
        guard let text = value?.string, !text.isEmpty else { return nil }
        return text
    }

    private static func named(_ object: Value) -> String {
        text(object[path: ["metadata", "name"]]).map { " \"\($0)\"" } ?? ""
    }

    private static func sort(of value: Value) -> String {
        switch value {
        case .null: "empty"
        case .bool: "a boolean"
        case .integer, .double: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

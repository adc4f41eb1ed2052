internal import Documents
internal import GoTemplate

/// A Go struct of Helm's, as templates see it.
final class StructObject: TemplateObject {
    let goTypeName: String
    let goKind: GoKind
    let fields: [(name: TemplateKey, value: TemplateValue)]
    let document: Value
    let addressedText: TemplateString?
    /// Fields of an embedded struct, found by name but printed with it.
    private let promoted: [(name: TemplateKey, value: TemplateValue)]
    /// Methods without arguments, by name.
    private let methods: [(name: TemplateKey, value: TemplateValue)]

    init(
        _ goTypeName: String, kind: GoKind = .structure, _ fields: [(TemplateKey, TemplateValue)], document: Value,
        promoted: [(TemplateKey, TemplateValue)] = [], methods: [(TemplateKey, TemplateValue)] = [],
        addressed: String? = nil
    ) {
        self.goTypeName = goTypeName
        goKind = kind
        self.fields = fields.map { (name: $0.0, value: $0.1) }
        self.document = document
        self.promoted = promoted.map { (name: $0.0, value: $0.1) }
        self.methods = methods.map { (name: $0.0, value: $0.1) }
        addressedText = addressed.map { TemplateString($0) }
    }

    func field(named name: TemplateKey) -> TemplateValue? {
        fields.first { $0.name == name }?.value ?? promoted.first { $0.name == name }?.value
    }

    func signature(ofMethod name: TemplateKey) -> Signature? {
        methods.contains { $0.name == name } ? Signature([]) : nil
    }

    func call(
        method name: TemplateKey, arguments: [TemplateValue], context: inout CallContext
    ) throws -> TemplateValue {
        methods.first { $0.name == name }?.value ?? .null
    }
}

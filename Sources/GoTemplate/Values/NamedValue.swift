/// A map or list of a named Go type, which may have methods: `chartutil.Values`, `engine.files`, `chartutil.VersionSet`.
///
/// Where a function wants the unnamed type with the same elements, it gets the contents.
package final class NamedValue {
    /// One method: what it takes and what it does with the receiver's contents.
    package struct Method {
        package let name: TemplateKey
        package let signature: Signature
        package let body: (inout CallContext, TemplateValue, [TemplateValue]) throws -> TemplateValue

        package init(
            _ name: TemplateKey, _ parameters: ParameterKind..., variadic: ParameterKind? = nil,
            body: @escaping (inout CallContext, TemplateValue, [TemplateValue]) throws -> TemplateValue
        ) {
            self.name = name
            signature = Signature(parameters, variadic: variadic)
            self.body = body
        }
    }

    /// The name of the type as `%T` prints it.
    package let goTypeName: String
    /// The contents: `.map` or `.list`.
    package let contents: TemplateValue
    package let methods: [Method]
    /// The map inside, if it is one.
    package let map: TemplateMap?

    package init(_ contents: TemplateValue, goTypeName: String, methods: [Method] = []) {
        self.contents = contents
        self.goTypeName = goTypeName
        self.methods = methods
        if case .map(let map) = contents { self.map = map } else { map = nil }
    }

    /// The list inside, if it is one.
    package var list: TemplateList? {
        if case .list(let list) = contents { list } else { nil }
    }

    package var isEmpty: Bool {
        map?.isEmpty ?? list?.isEmpty ?? true
    }

    func method(named name: TemplateKey) -> Method? {
        guard name.isExported else { return nil }
        return methods.first { $0.name == name }
    }
}

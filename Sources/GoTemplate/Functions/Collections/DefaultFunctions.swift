/// Functions that choose between values or look at their types.
enum DefaultFunctions {
    static let functions: [TemplateFunction] = [
        TemplateFunction(variadic: "default") { (fallback: TemplateValue, given: [TemplateValue]) in
            guard let value = given.first, !DeepComparison.isEmpty(value) else { return fallback }
            return value
        },
        TemplateFunction("empty") { (value: TemplateValue) in DeepComparison.isEmpty(value) },
        TemplateFunction(variadic: "coalesce") { (values: [TemplateValue]) in
            values.first { !DeepComparison.isEmpty($0) } ?? .null
        },
        TemplateFunction(variadic: "all") { (values: [TemplateValue]) in
            values.allSatisfy { !DeepComparison.isEmpty($0) }
        },
        TemplateFunction(variadic: "any") { (values: [TemplateValue]) in
            values.contains { !DeepComparison.isEmpty($0) }
        },
        TemplateFunction("ternary") { (yes: TemplateValue, no: TemplateValue, condition: Bool) in
            condition ? yes : no
        },
        TemplateFunction("kindOf") { (value: TemplateValue) in value.goKind.rawValue },
        TemplateFunction("kindIs") { (kind: TemplateString, value: TemplateValue) in
            kind.bytes.elementsEqual(value.goKind.rawValue.utf8)
        },
        TemplateFunction("typeOf") { (value: TemplateValue) in value.goTypeName },
        TemplateFunction("typeIs") { (type: TemplateString, value: TemplateValue) in
            type.bytes.elementsEqual(value.goTypeName.utf8)
        },
        TemplateFunction("typeIsLike") { (type: TemplateString, value: TemplateValue) in
            let name = value.goTypeName
            return type.bytes.elementsEqual(name.utf8) || "*\(type)" == name
        },
    ]
}

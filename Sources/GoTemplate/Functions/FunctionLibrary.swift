/// All functions that templates can call.
enum FunctionLibrary {
    /// The families that every Helm has; a later family's function replaces an earlier one's of the same name.
    private static let families: [[TemplateFunction]] = [
        ComparisonFunctions.functions, CollectionBuiltIns.functions, PrintingFunctions.functions,
        InclusionFunctions.functions, StringFunctions.functions, CaseFunctions.functions, NumberFunctions.functions,
        ListFunctions.functions, DictionaryFunctions.functions, DefaultFunctions.functions,
    ]

    private static let helm3: [String: TemplateFunction] = table(families)
    private static let helm4: [String: TemplateFunction] = table(families)

    /// The functions of the given Helm, by name.
    static func functions(for helm: HelmVersion) -> [String: TemplateFunction] {
        switch helm {
        case .v3: helm3
        case .v4: helm4
        }
    }

    private static func table(_ families: [[TemplateFunction]]) -> [String: TemplateFunction] {
        var table: [String: TemplateFunction] = [:]
        for function in families.joined() { table[function.name] = function }
        return table
    }
}

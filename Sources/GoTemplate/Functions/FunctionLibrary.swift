/// All functions that templates can call.
enum FunctionLibrary {
    /// The families that every Helm has; a later family's function replaces an earlier one's of the same name.
    private static let families: [[TemplateFunction]] = [
        ComparisonFunctions.functions, CollectionBuiltIns.functions, PrintingFunctions.functions,
        InclusionFunctions.functions, StringFunctions.functions, CaseFunctions.functions, RandomFunctions.functions,
        RegexFunctions.functions, VersionFunctions.functions, NumberFunctions.functions, ListFunctions.functions,
        DictionaryFunctions.functions, DefaultFunctions.functions, BaseEncodings.functions, JSONFunctions.functions,
        YAMLFunctions.functions, TOMLFunctions.functions, DateFunctions.functions, PathFunctions.functions,
        URLFunctions.functions,
        ClusterFunctions.functions,
    ]

    /// What only Helm 4 has; charts for Helm 3 don't use these names, so that they do no harm there.
    private static let familiesOfHelm4: [[TemplateFunction]] = [
        YAMLFunctions.functionsOfHelm4, TOMLFunctions.functionsOfHelm4, DurationFunctions.functions,
    ]

    private static let all: [String: TemplateFunction] = table(families + familiesOfHelm4)

    /// The functions of the given Helm, by name.
    static func functions(for helm: HelmVersion) -> [String: TemplateFunction] { all }

    private static func table(_ families: [[TemplateFunction]]) -> [String: TemplateFunction] {
        var table: [String: TemplateFunction] = [:]
        for function in families.joined() { table[function.name] = function }
        return table
    }
}

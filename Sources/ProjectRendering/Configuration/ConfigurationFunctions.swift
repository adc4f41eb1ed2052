internal import GoTemplate
internal import WerfProject

/// The functions of `werf.yaml` that charts don't have, or have in another form.
enum ConfigurationFunctions {
    static func functions(for source: ConfigurationSource) throws(ProjectError) -> [TemplateFunction] {
        let rules = try EnvironmentRules(source)
        let env = TemplateFunction(variadic: "env") { (name: TemplateString, defaults: [TemplateString]) in
            try rules.value(of: name.text, defaults: defaults.map(\.text))
        }
        return [env] + DebugFunctions.functions(source.debug)
    }
}

package import GoTemplate

/// Functions that say something to the author of a template.
package enum DebugFunctions {
    /// The functions; without `tell` they keep silent.
    package static func functions(_ tell: (@Sendable (String) -> Void)?) -> [TemplateFunction] {
        let library = TemplateOptions().functions
        let others = [("include_debug", "include"), ("tpl_debug", "tpl")].compactMap { name, original in
            library[original]?.named(name)
        }
        return others + [
            TemplateFunction(variadic: "printf_debug") { (format: TemplateString, values: [TemplateValue]) -> String in
                tell?(GoPrinting.formatted(format, values).text)
                return ""
            },
            TemplateFunction("dump_debug") { (value: TemplateValue) -> String in
                tell?(GoPrinting.formatted("%+v", [value]).text)
                return ""
            },
        ]
    }
}

import GoTemplate
import GoTime

/// Renders one template to text; errors come back as their message.
func rendered(_ source: String, _ data: TemplateValue = .null, helm: HelmVersion = .v3) -> String {
    String(decoding: renderedBytes(source, data, helm: helm), as: UTF8.self)
}

/// Renders one template to bytes; errors come back as their message.
func renderedBytes(_ source: String, _ data: TemplateValue = .null, helm: HelmVersion = .v3) -> [UInt8] {
    let set = TemplateSet(options: TemplateOptions(helmVersion: helm))
    do throws(TemplateError) {
        try set.parse(name: "t", source: Array(source.utf8))
        return try set.execute(name: "t", data: data)
    } catch {
        return Array(error.message.utf8)
    }
}

/// A map of template values.
func map(_ members: [(TemplateString, TemplateValue)]) -> TemplateValue {
    .map(TemplateMap(members))
}

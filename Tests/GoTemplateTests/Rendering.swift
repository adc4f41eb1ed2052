import GoTemplate

/// Renders one template, with others beside it, to text; errors come back as their message.
func rendered(
    _ source: String, _ data: TemplateValue = .null, partials: [String: String] = [:], helm: HelmVersion = .v3,
    longestText: Int? = nil
) -> String {
    var options = TemplateOptions(helmVersion: helm)
    if let longestText { options.longestText = longestText }
    let set = TemplateSet(options: options)
    do throws(TemplateError) {
        for (name, text) in partials { try set.parse(name: name, source: Array(text.utf8)) }
        try set.parse(name: "t", source: Array(source.utf8))
        return String(decoding: try set.execute(name: "t", data: data), as: UTF8.self)
    } catch {
        return error.message
    }
}

/// A map of template values.
func map(_ members: [(TemplateString, TemplateValue)]) -> TemplateValue {
    .map(TemplateMap(members))
}

/// A list of template values.
func list(_ elements: TemplateValue...) -> TemplateValue {
    .list(TemplateList(elements))
}

import GoTemplate
import TemplateCryptography

/// Renders one template with the functions of this room; errors come back as their message.
func rendered(_ source: String) -> String {
    let set = TemplateSet(options: TemplateOptions().withCryptography())
    do throws(TemplateError) {
        try set.parse(name: "t", source: Array(source.utf8))
        return String(decoding: try set.execute(name: "t", data: .null), as: UTF8.self)
    } catch {
        return error.message
    }
}

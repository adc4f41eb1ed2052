internal import GoTemplate
internal import TemplateCryptography
package import WerfProject

/// Runs a project's templates.
package struct TemplateEngine: ProjectTemplating {
    package init() {}

    package func configuration(_ source: ConfigurationSource) throws(ProjectError) -> [UInt8] {
        var options = TemplateOptions().withCryptography()
        for function in try ConfigurationFunctions.functions(for: source) {
            options.functions[function.name] = function
        }
        // There is no cluster to look into.
        options.functions["lookup"] = nil
        let name = source.location.fileName
        let set = TemplateSet(options: options)
        let included = try Self.included(source)
        let data = try ConfigurationData.map(source, isCommitAsked: Self.mentionsCommit(source.text, included))
        do throws(TemplateError) {
            try set.parse(name: name, source: source.text)
            for (name, text) in included { try set.parse(name: name, source: text) }
            return try set.execute(name: name, data: .map(data))
        } catch {
            throw ProjectError(
                .configuration, "cannot render \(source.location.file): \(error.message)",
                advice: ["--debug-templates (WERF_DEBUG_TEMPLATES) lets printf_debug and dump_debug print."])
        }
    }

    /// The templates that the configuration may include, by their path below the templates' folder.
    private static func included(_ source: ConfigurationSource) throws(ProjectError) -> [(String, [UInt8])] {
        let folder = source.templatesFolder
        guard ProjectFiles.kind(of: folder) == .folder else { return [] }
        var templates: [(String, [UInt8])] = []
        for path in try ProjectFiles.files(below: folder) where path.utf8.suffix(5).elementsEqual(".tmpl".utf8) {
            templates.append((path, try ProjectFiles.read(ProjectFiles.joined(folder, path))))
        }
        return templates
    }

    /// Git is asked only for templates that want to know.
    private static func mentionsCommit(_ text: [UInt8], _ included: [(String, [UInt8])]) -> Bool {
        ([text] + included.map(\.1)).contains { String(decoding: $0, as: UTF8.self).contains("Commit") }
    }

    package func name(_ template: String, _ functions: NameFunctions) throws(ProjectError) -> String {
        var options = TemplateOptions().withCryptography()
        options.delimiters = .brackets
        for name in ["lookup", "include", "tpl", "required"] { options.functions[name] = nil }
        for name in ["project", "env", "namespace"] {
            guard let value = functions[name] else { continue }
            options.functions[name] = TemplateFunction(name) { value }
        }
        do throws(TemplateError) {
            let set = TemplateSet(options: options)
            try set.parse(name: Self.nameTemplate, source: Array(template.utf8))
            let text = try set.execute(name: Self.nameTemplate, data: .map(TemplateMap()))
            return String(decoding: text, as: UTF8.self)
        } catch {
            throw ProjectError(.name, error.message)
        }
    }

    private static let nameTemplate = "name"
}

/// Runs the templates of a project's configuration.
package protocol ProjectTemplating {
    /// The text of `werf.yaml` after its templates have run.
    ///
    /// - Throws: a `configuration` error with line and expression, or `needsEngine`.
    func configuration(_ source: ConfigurationSource) throws(ProjectError) -> [UInt8]

    /// The name that a template of the form `[[ project ]]-[[ env ]]` gives.
    ///
    /// - Throws: a `name` error in the words of the template engine, or `needsEngine`.
    func name(_ template: String, _ functions: NameFunctions) throws(ProjectError) -> String
}

/// The source of a configuration, with everything its templates may ask for.
package struct ConfigurationSource: Sendable {
    package var location: ProjectLocation
    package var text: [UInt8]
    /// The folder whose `*.tmpl` files may be included.
    package var templatesFolder: String
    /// The environment's name; empty without one.
    package var environment: String
    /// The process's variables, for the function `env`.
    package var variables: [String: String]
    /// `env` may read any variable, and an unset one is empty.
    package var isLoose: Bool
    /// The function that prints for debugging does so.
    package var debug: (@Sendable (String) -> Void)?

    package init(
        location: ProjectLocation, text: [UInt8], templatesFolder: String, environment: String = "",
        variables: [String: String] = [:], isLoose: Bool = false, debug: (@Sendable (String) -> Void)? = nil
    ) {
        self.location = location
        self.text = text
        self.templatesFolder = templatesFolder
        self.environment = environment
        self.variables = variables
        self.isLoose = isLoose
        self.debug = debug
    }
}

/// What the templates of names may call.
package struct NameFunctions: Hashable, Sendable {
    package var project: String
    /// Empty without an environment.
    package var environment: String
    /// The release's namespace; nil in the template of the namespace itself.
    package var namespace: String?

    package init(project: String, environment: String, namespace: String? = nil) {
        self.project = project
        self.environment = environment
        self.namespace = namespace
    }

    /// What the function of this name gives.
    package subscript(name: String) -> String? {
        switch name {
        case "project": project
        case "env": environment
        case "namespace": namespace
        default: nil
        }
    }
}

/// Does what needs no template engine: configurations without templates, names of plain calls.
package struct PlainTemplating: ProjectTemplating {
    package init() {}

    package func configuration(_ source: ConfigurationSource) throws(ProjectError) -> [UInt8] {
        let brace = UInt8(ascii: "{")
        if zip(source.text, source.text.dropFirst()).contains(where: { $0 == brace && $1 == brace }) {
            throw Self.needsEngine(source.location.file)
        }
        return source.text
    }

    package func name(_ template: String, _ functions: NameFunctions) throws(ProjectError) -> String {
        var result = ""
        var rest = template[...]
        while let open = rest.firstRange(of: "[[") {
            result += rest[..<open.lowerBound]
            guard let close = rest[open.upperBound...].firstRange(of: "]]"),
                let value = functions[Self.trimmed(rest[open.upperBound..<close.lowerBound])]
            else { throw Self.needsEngine(quoted(template)) }
            result += value
            rest = rest[close.upperBound...]
        }
        return result + rest
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        var bytes = text.utf8.drop(while: isSpace)
        while let last = bytes.last, isSpace(last) { bytes = bytes.dropLast() }
        return String(bytes) ?? ""
    }

    private static func needsEngine(_ what: String) -> ProjectError {
        ProjectError(.needsEngine, "\(what) has templates")
    }
}

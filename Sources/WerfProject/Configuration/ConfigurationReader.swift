internal import Documents

/// Reads a rendered `werf.yaml`.
package struct ConfigurationReader {
    private let location: ProjectLocation

    package init(_ location: ProjectLocation) { self.location = location }

    /// The configuration that the text holds.
    ///
    /// - Parameter projectName: `$WERF_PROJECT_NAME`, which wins over the text.
    /// - Throws: a `configuration` error with the line in the rendered text.
    package func read(_ text: [UInt8], projectName: String? = nil) throws(ProjectError) -> ProjectConfiguration {
        var configuration: ProjectConfiguration?
        var images: [ConfiguredImage] = []
        for section in ConfigurationText.sections(of: text) {
            let value = try document(section)
            guard let members = value.object else {
                throw failure("a document of the configuration must be a map", line: section.offset + 1)
            }
            if members["configVersion"] == nil {
                images += try self.images(members, section)
            } else if configuration == nil {
                configuration = try meta(MetaReader(members, section, self), projectName)
            } else {
                let line = ConfigurationText.line(of: "configVersion", in: section)
                throw failure("there is more than one section with configVersion", line: line)
            }
        }
        guard var configuration else { throw missingMeta() }
        configuration.images = images
        return configuration
    }

    private func document(_ section: ConfigurationText.Section) throws(ProjectError) -> Value {
        do throws(DocumentError) {
            return try YAML.read(Array(section.text))
        } catch {
            throw failure(error.message, line: error.line.map { $0 + section.offset })
        }
    }

    private func missingMeta() -> ProjectError {
        let folder = location.folder.split(separator: "/").last.map(String.init) ?? ""
        let name = Slug.project(folder)
        return failure(
            "the section with configVersion and project is missing", line: nil,
            advice: ["Begin the file with:", "", "configVersion: 1", "project: \(name.isEmpty ? "NAME" : name)", "---"])
    }

    private func meta(_ reader: MetaReader, _ projectName: String?) throws(ProjectError) -> ProjectConfiguration {
        try reader.refuseUnknown(["configVersion", "project", "build", "deploy", "cleanup", "gitWorktree"])
        guard reader.members["configVersion"]?.integer == 1 else {
            throw failure("'configVersion: 1' field required!", line: reader.line("configVersion"))
        }
        let written = try reader.text("project")
        guard let name = projectName ?? written, !name.isEmpty else {
            throw failure("'project' field cannot be empty!", line: reader.line("project"))
        }
        if let fault = NameRule.project.fault(in: name) {
            throw failure(
                "bad project name \(quoted(name)) specified in config: \(fault)", line: reader.line("project"))
        }
        var configuration = ProjectConfiguration(project: name)
        if let deploy = try reader.section("deploy") { configuration.deploy = try self.deploy(deploy) }
        return configuration
    }

    private func deploy(_ reader: MetaReader) throws(ProjectError) -> DeploySection {
        try reader.refuseUnknown([
            "helmChartDir", "helmChartConfig", "helmRelease", "helmReleaseSlug", "namespace", "namespaceSlug",
        ])
        var deploy = DeploySection()
        deploy.chartFolder = try reader.filled("helmChartDir")?.value ?? deploy.chartFolder
        deploy.release = try reader.filled("helmRelease")
        deploy.namespace = try reader.filled("namespace")
        deploy.slugsRelease = try reader.flag("helmReleaseSlug") ?? true
        deploy.slugsNamespace = try reader.flag("namespaceSlug") ?? true
        if let chart = try reader.section("helmChartConfig") {
            try chart.refuseUnknown(["appVersion"])
            deploy.appVersion = try chart.text("appVersion")
        }
        return deploy
    }

    // MARK: Images

    private func images(
        _ members: Object, _ section: ConfigurationText.Section
    ) throws(ProjectError) -> [ConfiguredImage] {
        let isFinal = members["final"]?.bool ?? true
        if members["artifact"] != nil { return [] }
        let isDockerfile = members["dockerfile"] != nil
        guard let image = members["image"] ?? (isDockerfile ? Value.null : Optional.none) else {
            throw failure(
                "cannot recognize type of config section: it has neither configVersion nor image, artifact or "
                    + "dockerfile", line: section.offset + 1)
        }
        switch image {
        case .null: return [ConfiguredImage(name: "", isFinal: isFinal)]
        case .string(let name): return [ConfiguredImage(name: name, isFinal: isFinal)]
        case .array(let names) where names.allSatisfy({ $0.string != nil }):
            return names.compactMap(\.string).map { ConfiguredImage(name: $0, isFinal: isFinal) }
        default:
            let line = ConfigurationText.line(of: "image", in: section)
            throw failure("image must be a name, a list of names, or ~", line: line)
        }
    }

    func failure(_ message: String, line: Int?, advice: [String] = []) -> ProjectError {
        let place = line.map { "\(location.fileName):\($0)" } ?? location.fileName
        return ProjectError(.configuration, "\(place): \(message)", advice: advice)
    }
}

/// The members of a section, read one by one.
private struct MetaReader {
    let members: Object
    private let text: ConfigurationText.Section
    private let reader: ConfigurationReader
    /// The keys from the top to this section.
    private var path: [String] = []

    init(_ members: Object, _ text: ConfigurationText.Section, _ reader: ConfigurationReader) {
        self.members = members
        self.text = text
        self.reader = reader
    }

    /// Where the key stands, or the section it is in.
    func line(_ key: String) -> Int? {
        guard let top = path.first else { return ConfigurationText.line(of: key, in: text) }
        return ConfigurationText.line(of: key, under: top, in: text)
            ?? path.dropFirst().last.flatMap { ConfigurationText.line(of: $0, under: top, in: text) }
            ?? ConfigurationText.line(of: top, in: text)
    }

    func refuseUnknown(_ known: [String]) throws(ProjectError) {
        guard let key = members.keys.first(where: { !known.contains($0) }) else { return }
        let place = path.isEmpty ? "" : " in \(path.joined(separator: "."))"
        let hint = NearestName.of(key, in: known).map { "; did you mean \(quoted($0))?" } ?? ""
        throw reader.failure("unknown key \(quoted(key))\(place)\(hint)", line: line(key))
    }

    func section(_ key: String) throws(ProjectError) -> MetaReader? {
        guard let value = members[key], !value.isNull else { return nil }
        guard let inner = value.object else { throw wrong(key, "a map") }
        var section = MetaReader(inner, text, reader)
        section.path = path + [key]
        return section
    }

    func text(_ key: String) throws(ProjectError) -> String? {
        switch members[key] {
        case nil, .null: return nil
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .double(let number): return String(decoding: JSON.write(.double(number)), as: UTF8.self)
        default: throw wrong(key, "a text")
        }
    }

    /// A text that must not be empty when it is there.
    func filled(_ key: String) throws(ProjectError) -> DeploySection.Text? {
        guard let text = try text(key) else { return nil }
        if text.isEmpty { throw reader.failure("\(key) field cannot be empty!", line: line(key)) }
        return DeploySection.Text(value: text, line: line(key))
    }

    func flag(_ key: String) throws(ProjectError) -> Bool? {
        guard let value = members[key], !value.isNull else { return nil }
        guard let flag = value.bool else { throw wrong(key, "true or false") }
        return flag
    }

    private func wrong(_ key: String, _ wanted: String) -> ProjectError {
        reader.failure("\((path + [key]).joined(separator: ".")) must be \(wanted)", line: line(key))
    }
}

internal import Documents
internal import GoTemplate
package import HelmChart
package import WerfProject

/// The chart of a project with everything that the project adds to it.
package struct ProjectChart {
    private let project: Project

    package init(_ project: Project) { self.project = project }

    /// What the command line says about secret values.
    package struct SecretRequest: Sendable {
        /// `--secret-values`: paths, later ones win.
        package var files: [String] = []
        /// `--secret-key`.
        package var key: String?
        package var ignoresKey = false
        /// The chart's own `secret-values.yaml` doesn't count.
        package var leavesOutDefaults = false
        package var variables: [String: String]
        package var workingFolder: String

        package init(variables: [String: String], workingFolder: String = ProjectFiles.workingFolder) {
            self.variables = variables
            self.workingFolder = workingFolder
        }
    }

    /// Reads the chart; a missing Chart.yaml is made up from the project.
    package func load(warn: @escaping Warning = { _ in }) throws -> Chart {
        try project.checkChart()
        return try Chart.load(path: project.chartFolder.value, implicit: implicit, warn: warn)
    }

    /// What the chart is called unless it says so itself.
    package var implicit: ImplicitMetadata {
        ImplicitMetadata(name: project.name, appVersion: project.configuration.deploy.appVersion)
    }

    /// What the project adds to the chart's inputs.
    ///
    /// - Throws: ``ProjectError`` when secrets can't be decrypted.
    package func additions(
        to chart: Chart, service: ServiceValues, secrets: SecretRequest, debug: (@Sendable (String) -> Void)?
    ) throws(ProjectError) -> ChartAdditions {
        let decryption = try decryption(for: chart, secrets)
        var additions = ChartAdditions()
        additions.service = service.values
        additions.secrets = try Self.values(of: chart, secrets, decryption, project.location.folder)
        additions.functions =
            [try SecretFiles(chart, decryption).function, ImageFunction.function(service)]
            + DebugFunctions.functions(debug)
        return additions
    }

    /// No key is looked for when nothing is encrypted.
    private func decryption(
        for chart: Chart, _ request: SecretRequest
    ) throws(ProjectError) -> SecretDecryption {
        guard !request.ignoresKey, !request.files.isEmpty || chart.hasSecrets(request) else {
            return SecretDecryption(nil)
        }
        let key = try SecretKey.find(
            flag: request.key, projectFolder: project.location.folder, request.variables)
        return SecretDecryption(SecretCipher(key))
    }

    private static func values(
        of chart: Chart, _ request: SecretRequest, _ decryption: SecretDecryption, _ folder: String
    ) throws(ProjectError) -> Object {
        var values = request.leavesOutDefaults ? Object() : try chart.secretValues(decryption, at: chart.name)
        for file in request.files {
            let here = ProjectFiles.joined(request.workingFolder, file)
            let path = ProjectFiles.kind(of: here) == nil ? ProjectFiles.joined(folder, file) : here
            values = values.overlaid(with: try decryption.values(try ProjectFiles.read(path), named: file))
        }
        return values
    }
}

extension Chart {
    fileprivate static let secretValuesFile = "secret-values.yaml"

    /// Something in the chart or its subcharts is encrypted.
    fileprivate func hasSecrets(_ request: ProjectChart.SecretRequest) -> Bool {
        files.contains { file in
            file.name.hasPrefix("secret/") || (!request.leavesOutDefaults && file.name == Self.secretValuesFile)
        } || subcharts.contains { $0.hasSecrets(request) }
    }

    /// The decrypted values of the chart, those of its subcharts under their names.
    fileprivate func secretValues(_ decryption: SecretDecryption, at path: String) throws(ProjectError) -> Object {
        var values = Object()
        for subchart in subcharts {
            let inner = try subchart.secretValues(decryption, at: "\(path)/charts/\(subchart.name)")
            if !inner.isEmpty { values[subchart.name] = .object(inner) }
        }
        guard let file = files.first(where: { $0.name == Self.secretValuesFile }) else { return values }
        return values.overlaid(with: try decryption.values(file.data, named: "\(path)/\(Self.secretValuesFile)"))
    }
}

/// The encrypted files below `secret/`, for the template function `werf_secret_file`.
private struct SecretFiles {
    private let contents: [String: [UInt8]]

    init(_ chart: Chart, _ decryption: SecretDecryption) throws(ProjectError) {
        var contents: [String: [UInt8]] = [:]
        for file in chart.files where file.name.hasPrefix(Self.folder) {
            let name = String(file.name.dropFirst(Self.folder.count))
            contents[name] = try decryption.file(file.data, named: "\(chart.name)/\(file.name)")
        }
        self.contents = contents
    }

    private static let folder = "secret/"

    var function: TemplateFunction {
        TemplateFunction("werf_secret_file") { [contents] (path: TemplateString) throws -> TemplateString in
            if ProjectFiles.isAbsolute(path.text) {
                throw FunctionError("expected relative secret file path, given path \(path)")
            }
            let name = path.text.hasPrefix("./") ? String(path.text.dropFirst(2)) : path.text
            if let content = contents[name] { return TemplateString(content) }
            let known = contents.keys.sorted().map { "\"\($0)\"" }.joined(separator: " ")
            throw FunctionError("secret file \"\(path)\" not found, you may use one of the following: [\(known)]")
        }
    }
}

/// `werf_image NAME`: the address of an image, as earlier werf gave it.
private enum ImageFunction {
    static func function(_ service: ServiceValues) -> TemplateFunction {
        TemplateFunction("werf_image") { (argument: TemplateValue) throws -> String in
            let first = argument.list?.elements.first ?? argument
            guard let name = first.string?.text else {
                throw FunctionError("werf_image takes the name of an image, not \(first.goTypeName)")
            }
            if let address = service.image(named: name) { return address }
            let known = service.imageNames.map { "\"\($0)\"" }.joined(separator: ", ")
            throw FunctionError(
                known.isEmpty
                    ? "image \"\(name)\" not found: there are no images; pass --use-build-report or --stub-tags"
                    : "image \"\(name)\" not found; there are: \(known)")
        }
    }
}

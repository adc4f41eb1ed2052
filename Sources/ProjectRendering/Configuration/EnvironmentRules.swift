internal import Documents
internal import GoTemplate
internal import RegularExpressions
internal import WerfProject

/// Which variables the configuration may read, by the project's `werf-giterminism.yaml`.
struct EnvironmentRules: Sendable {
    private enum Pattern: Sendable {
        case name(String)
        case expression(RegularExpression)
    }

    private let patterns: [Pattern]
    private let variables: [String: String]
    /// Everything may be read, and what isn't set is empty.
    private let isLoose: Bool

    static let fileName = "werf-giterminism.yaml"

    init(_ source: ConfigurationSource) throws(ProjectError) {
        variables = source.variables
        isLoose = source.isLoose
        let path = ProjectFiles.joined(source.location.folder, Self.fileName)
        patterns =
            isLoose || ProjectFiles.kind(of: path) != .file ? [] : try Self.patterns(ProjectFiles.read(path), path)
    }

    private static func patterns(_ text: [UInt8], _ path: String) throws(ProjectError) -> [Pattern] {
        let rules: Value
        do throws(DocumentError) {
            rules = try YAML.read(text)
        } catch {
            throw ProjectError(.configuration, "\(path): \(error.message)")
        }
        let names = rules[path: ["config", "goTemplateRendering", "allowEnvVariables"]]?.array ?? []
        return try names.compactMap(\.string).map { name throws(ProjectError) in
            guard name.utf8.count > 2, name.utf8.first == UInt8(ascii: "/"), name.utf8.last == UInt8(ascii: "/") else {
                return .name(name)
            }
            do throws(RegularExpressionError) {
                return .expression(try RegularExpression("^(?:\(name.dropFirst().dropLast()))$"))
            } catch {
                throw ProjectError(.configuration, "\(path): \(name): \(error)")
            }
        }
    }

    /// What the function `env` gives.
    func value(of name: String, defaults: [String]) throws(FunctionError) -> String {
        guard isLoose || isAllowed(name) else {
            throw FunctionError(
                "the configuration with potential external dependency found in the werf config: env name \"\(name)\" "
                    + "not allowed by giterminism: name it in config.goTemplateRendering.allowEnvVariables of "
                    + "\(Self.fileName), or pass --loose-giterminism")
        }
        if let value = variables[name] { return value.isEmpty ? defaults.first ?? "" : value }
        if let value = defaults.first { return value }
        if isLoose { return "" }
        throw FunctionError("the environment variable \"\(name)\" must be set or default must be provided")
    }

    private func isAllowed(_ name: String) -> Bool {
        patterns.contains { pattern in
            switch pattern {
            case .name(let allowed): allowed == name
            case .expression(let expression): expression.matches(Array(name.utf8))
            }
        }
    }
}

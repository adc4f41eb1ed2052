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

    init(_ source: ConfigurationSource) throws(ProjectError) {
        variables = source.variables
        isLoose = source.isLoose
        patterns = isLoose ? [] : try Self.patterns(GiterminismRules(source.location))
    }

    private static func patterns(_ rules: GiterminismRules) throws(ProjectError) -> [Pattern] {
        try rules.environmentVariables.map { name throws(ProjectError) in
            guard name.utf8.count > 2, name.utf8.first == UInt8(ascii: "/"), name.utf8.last == UInt8(ascii: "/") else {
                return .name(name)
            }
            do throws(RegularExpressionError) {
                return .expression(try RegularExpression("^(?:\(name.dropFirst().dropLast()))$"))
            } catch {
                throw ProjectError(.configuration, "\(rules.path): \(name): \(error)")
            }
        }
    }

    /// What the function `env` gives.
    func value(of name: String, defaults: [String]) throws(FunctionError) -> String {
        guard isLoose || isAllowed(name) else {
            throw FunctionError(
                "the configuration with potential external dependency found in the werf config: env name \"\(name)\" "
                    + "not allowed by giterminism: name it in config.goTemplateRendering.allowEnvVariables of "
                    + "\(GiterminismRules.fileName), or pass --loose-giterminism")
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

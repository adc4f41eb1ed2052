internal import Documents

/// Which credential plugins the user lets run, from kubectl's preferences (kuberc).
struct PluginPolicy: Hashable, Sendable {
    /// Whether plugins run.
    enum Rule: String, Hashable, Sendable {
        case allowAll = "AllowAll"
        case denyAll = "DenyAll"
        case allowlist = "Allowlist"
    }

    var rule = Rule.allowAll
    /// Commands that may run under `allowlist`: names looked up in `PATH`, or paths.
    var allowed: [String] = []

    init() {}

    /// Reads a preference document; without a policy everything may run.
    init(_ value: Value) throws(ConfigurationError) {
        guard let text = value["credentialPluginPolicy"]?.string, !text.isEmpty else { return }
        guard let rule = Rule(rawValue: text) else {
            throw ConfigurationError("kuberc: unknown credentialPluginPolicy \"\(text)\"")
        }
        self.rule = rule
        allowed = (value["credentialPluginAllowlist"]?.array ?? []).compactMap {
            $0["command"]?.string ?? $0["name"]?.string
        }
    }

    /// Reads the user's preferences; a file that isn't there says nothing.
    static func read(_ environment: [String: String]) throws(ConfigurationError) -> PluginPolicy {
        guard let path = path(environment) else { return PluginPolicy() }
        guard let bytes = try? FileSystem.read(path) else {
            if environment["KUBERC"] != nil { throw ConfigurationError("kuberc: \(path) can't be read") }
            return PluginPolicy()
        }
        let documents: [Value]
        do throws(DocumentError) {
            documents = try YAML.readAll(bytes)
        } catch {
            throw ConfigurationError("kuberc: \(path): \(error.message)")
        }
        return try PluginPolicy(documents.first { $0["kind"]?.string == "Preference" } ?? .null)
    }

    private static func path(_ environment: [String: String]) -> String? {
        if ["false", "0", "off", "no"].contains(environment["KUBECTL_KUBERC"]?.lowercased()) { return nil }
        switch environment["KUBERC"] {
        case "off": return nil
        case let path? where !path.isEmpty: return path
        default: return environment["HOME"].map { "\($0)/.kube/kuberc" }
        }
    }

    /// Refuses a plugin that may not run.
    func check(_ plugin: ExecPlugin, _ environment: [String: String]) throws(ConfigurationError) {
        let isAllowed =
            switch rule {
            case .allowAll: true
            case .denyAll: false
            case .allowlist: allowed.contains { covers($0, plugin.command, environment) }
            }
        guard !isAllowed else { return }
        throw ConfigurationError(
            "the credential plugin policy \"\(rule.rawValue)\" of kuberc doesn't let \"\(plugin.command)\" run")
    }

    /// An entry covers a command that is the same text, or the same file once both are looked up.
    private func covers(_ entry: String, _ command: String, _ environment: [String: String]) -> Bool {
        guard entry != command else { return true }
        return ExecPlugin.find(entry, environment).map { $0 == ExecPlugin.find(command, environment) } ?? false
    }
}

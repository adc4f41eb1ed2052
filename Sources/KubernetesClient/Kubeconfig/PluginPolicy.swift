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

    /// Reads a preference document; without a policy everything may run, with one that isn't understood nothing.
    init(_ value: Value) throws(ConfigurationError) {
        let policy = value["credentialPluginPolicy"] ?? .null
        guard !policy.isNull, policy.string != "" else { return }
        guard let text = policy.string else { throw ConfigurationError("kuberc: credentialPluginPolicy isn't a text") }
        guard let rule = Rule(rawValue: text) else {
            throw ConfigurationError("kuberc: unknown credentialPluginPolicy \"\(text)\"")
        }
        self.rule = rule
        let list = value["credentialPluginAllowlist"] ?? .null
        guard list.isNull || list.array != nil else {
            throw ConfigurationError("kuberc: credentialPluginAllowlist isn't a list")
        }
        allowed = (list.array ?? []).compactMap { $0["command"]?.string ?? $0["name"]?.string }
    }

    /// Reads the user's preferences; only a file that isn't there says nothing.
    ///
    /// - Returns: the policy of each document, since there may be one per version of the format: any of them may forbid.
    static func read(_ environment: [String: String]) throws(ConfigurationError) -> [PluginPolicy] {
        guard let path = path(environment), let documents = try documents(path, environment) else { return [] }
        let preferences = documents.filter { $0["kind"]?.string == "Preference" }
        if preferences.isEmpty, documents.contains(where: { !$0.isNull }) {
            throw ConfigurationError("kuberc: \(path) holds no document of kind Preference")
        }
        var policies: [PluginPolicy] = []
        for preference in preferences { policies.append(try PluginPolicy(preference)) }
        return policies
    }

    /// The documents of the file; nil when there is none, which only the usual place may lack.
    private static func documents(
        _ path: String, _ environment: [String: String]
    ) throws(ConfigurationError) -> [Value]? {
        let bytes: [UInt8]
        do throws(FileSystem.Failure) {
            bytes = try FileSystem.read(path)
        } catch {
            if error.isMissing, (environment["KUBERC"] ?? "").isEmpty { return nil }
            throw ConfigurationError("kuberc: \(error.message)")
        }
        do throws(DocumentError) {
            return try YAML.readAll(bytes)
        } catch {
            throw ConfigurationError("kuberc: \(path): \(error.message)")
        }
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

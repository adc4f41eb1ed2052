internal import Documents

extension Kubeconfig {
    /// Reads the text of a file.
    ///
    /// - Parameters:
    ///   - folder: where the file's relative paths begin.
    ///   - name: what messages call the file.
    init(_ bytes: [UInt8], folder: String, name: String) throws(ConfigurationError) {
        let value: Value
        do throws(DocumentError) {
            value = try YAML.read(bytes)
        } catch {
            throw ConfigurationError("error loading config file \"\(name)\": \(error.message)")
        }
        var reading = Reading(folder: folder, name: name)
        guard value.isNull || value.object != nil else { throw reading.fault("", "an object") }
        currentContext = try reading.text(value, "current-context")
        clusters = try reading.entries(value, "clusters", "cluster") { (reading, entry) throws(ConfigurationError) in
            try reading.cluster(entry)
        }
        users = try reading.entries(value, "users", "user") { (reading, entry) throws(ConfigurationError) in
            try reading.user(entry)
        }
        contexts = try reading.entries(value, "contexts", "context") { (reading, entry) throws(ConfigurationError) in
            try reading.context(entry)
        }
    }
}

/// Reads the parts of one file; knows the file's name for messages and its folder for paths.
private struct Reading {
    let folder: String
    let name: String
    /// Where in the file it reads.
    var place = ""

    func fault(_ key: String, _ expected: String) -> ConfigurationError {
        let path = [place, key].filter { !$0.isEmpty }.joined(separator: ".")
        return ConfigurationError(
            "error loading config file \"\(name)\": \(path.isEmpty ? "the file" : path) isn't \(expected)")
    }

    // MARK: Simple values

    func text(_ value: Value, _ key: String) throws(ConfigurationError) -> String {
        guard let member = value[key], !member.isNull else { return "" }
        guard let text = member.string else { throw fault(key, "a text") }
        return text
    }

    func flag(_ value: Value, _ key: String) throws(ConfigurationError) -> Bool {
        guard let member = value[key], !member.isNull else { return false }
        guard let flag = member.bool else { throw fault(key, "true or false") }
        return flag
    }

    func list(_ value: Value, _ key: String) throws(ConfigurationError) -> [Value] {
        guard let member = value[key], !member.isNull else { return [] }
        guard let list = member.array else { throw fault(key, "a list") }
        return list
    }

    func texts(_ value: Value, _ key: String) throws(ConfigurationError) -> [String] {
        var texts: [String] = []
        for element in try list(value, key) {
            guard let text = element.string else { throw fault(key, "a list of texts") }
            texts.append(text)
        }
        return texts
    }

    /// A path; a relative one begins at the file's folder.
    func path(_ value: Value, _ key: String) throws(ConfigurationError) -> String {
        Path.resolve(try text(value, key), in: folder)
    }

    // MARK: Entries

    /// Reads a list of named entries; two with one name are refused, as in Go: which one is meant nobody can say.
    mutating func entries<Entry>(
        _ value: Value, _ list: String, _ key: String,
        _ read: (Reading, Value) throws(ConfigurationError) -> Entry
    ) throws(ConfigurationError) -> [String: Entry] {
        var entries: [String: Entry] = [:]
        for element in try self.list(value, list) {
            guard element.object != nil else { throw fault(list, "a list of objects") }
            let name = try text(element, "name")
            guard entries[name] == nil else {
                throw ConfigurationError(
                    "error loading config file \"\(self.name)\": duplicate name \"\(name)\" in list: \(list)")
            }
            var reading = self
            reading.place = "\(key) \"\(name)\""
            let entry = element[key] ?? .null
            guard entry.isNull || entry.object != nil else { throw reading.fault("", "an object") }
            entries[name] = try read(reading, entry)
        }
        return entries
    }

    func cluster(_ value: Value) throws(ConfigurationError) -> Kubeconfig.Cluster {
        var cluster = Kubeconfig.Cluster()
        cluster.server = try text(value, "server")
        cluster.serverName = try text(value, "tls-server-name")
        cluster.isInsecure = try flag(value, "insecure-skip-tls-verify")
        cluster.authorityPath = try path(value, "certificate-authority")
        cluster.authorityData = try text(value, "certificate-authority-data")
        cluster.proxyURL = try text(value, "proxy-url")
        cluster.disablesCompression = try flag(value, "disable-compression")
        for element in try list(value, "extensions")
        where element["name"]?.string == "client.authentication.k8s.io/exec" {
            cluster.execConfiguration = element["extension"]
        }
        return cluster
    }

    func context(_ value: Value) throws(ConfigurationError) -> Kubeconfig.Context {
        Kubeconfig.Context(
            cluster: try text(value, "cluster"), user: try text(value, "user"), namespace: try text(value, "namespace"))
    }

    func user(_ value: Value) throws(ConfigurationError) -> Kubeconfig.User {
        var user = Kubeconfig.User()
        user.certificatePath = try path(value, "client-certificate")
        user.certificateData = try text(value, "client-certificate-data")
        user.keyPath = try path(value, "client-key")
        user.keyData = try text(value, "client-key-data")
        user.token = try text(value, "token")
        user.tokenPath = try path(value, "tokenFile")
        user.username = try text(value, "username")
        user.password = try text(value, "password")
        user.asUser = try text(value, "as")
        user.asUID = try text(value, "as-uid")
        user.asGroups = try texts(value, "as-groups")
        for member in value["as-user-extra"]?.object ?? Object() {
            let values = (member.value.array ?? []).compactMap(\.string)
            user.asExtra += values.map { ConfigurationOverrides.Pair(key: member.key, value: $0) }
        }
        if let provider = value["auth-provider"], !provider.isNull { user.authProvider = try text(provider, "name") }
        if let exec = value["exec"], !exec.isNull { user.exec = try self.exec(exec) }
        return user
    }

    private func exec(_ value: Value) throws(ConfigurationError) -> Kubeconfig.Exec {
        var exec = Kubeconfig.Exec()
        exec.apiVersion = try text(value, "apiVersion")
        exec.command = try text(value, "command")
        // A command with a slash is a path; without one it is looked up.
        if exec.command.utf8.contains(UInt8(ascii: "/")) { exec.command = Path.resolve(exec.command, in: folder) }
        exec.arguments = try texts(value, "args")
        for element in try list(value, "env") {
            let pair = ConfigurationOverrides.Pair(key: try text(element, "name"), value: try text(element, "value"))
            exec.environment.append(pair)
        }
        exec.installHint = try text(value, "installHint")
        exec.interactiveMode = try text(value, "interactiveMode")
        exec.wantsCluster = try flag(value, "provideClusterInfo")
        return exec
    }
}

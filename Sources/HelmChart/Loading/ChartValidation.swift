internal import ChartModel
internal import Documents
internal import SemanticVersions

extension ChartMetadata {
    /// Cleans the texts and checks Helm's rules for Chart.yaml.
    mutating func validate() throws(ChartError) {
        cleanTexts()
        // Helm's reader passes over keys it doesn't know; stored charts and `.Chart` don't have them.
        unknown = Object()
        try check(!apiVersion.isEmpty, "chart.metadata.apiVersion is required")
        try check(!name.isEmpty, "chart.metadata.name is required")
        try check(name.isBaseName, "chart.metadata.name \(GoText.quoted(name)) is invalid")
        try check(!version.isEmpty, "chart.metadata.version is required")
        try check((try? SemanticVersion(version)) != nil, "chart.metadata.version \(GoText.quoted(version)) is invalid")
        try check(["", "application", "library"].contains(type), "chart.metadata.type must be application or library")
        try check(!maintainers.contains(where: \.isNull), "maintainers must not contain empty or null nodes")
        for index in maintainers.indices { maintainers[index].clean() }
        try validateDependencies()
    }

    private mutating func cleanTexts() {
        name = name.sanitized
        description = description.sanitized
        home = home.sanitized
        icon = icon.sanitized
        condition = condition.sanitized
        tags = tags.sanitized
        appVersion = appVersion.sanitized
        kubeVersion = kubeVersion.sanitized
        sources = sources.map(\.sanitized)
        keywords = keywords.map(\.sanitized)
    }

    private mutating func validateDependencies() throws(ChartError) {
        guard var checked = dependencies else { return }
        var names: Set<String> = []
        for index in checked.indices {
            try checked[index].validate()
            let name = checked[index].alias.isEmpty ? checked[index].name : checked[index].alias
            try check(
                names.insert(name).inserted, "more than one dependency with name or alias \(GoText.quoted(name))")
        }
        dependencies = checked
    }
}

extension ChartMaintainer {
    fileprivate mutating func clean() {
        unknown = Object()
        name = name.sanitized
        email = email.sanitized
        url = url.sanitized
    }
}

extension ChartDependency {
    fileprivate mutating func validate() throws(ChartError) {
        try check(!isNull, "dependencies must not contain empty or null nodes")
        unknown = Object()
        name = name.sanitized
        version = version.sanitized
        repository = repository.sanitized
        condition = condition.sanitized
        tags = tags.map(\.sanitized)
        let isAllowed = alias.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
        try check(isAllowed, "dependency \(GoText.quoted(name)) has disallowed characters in the alias")
    }
}

private func check(_ holds: Bool, _ message: String) throws(ChartError) {
    if !holds { throw ChartError(.loading, "validation: \(message)", file: "Chart.yaml") }
}

extension String {
    /// White space becomes spaces, what can't be printed goes away.
    fileprivate var sanitized: String {
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return self }
        var clean = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.properties.isWhitespace {
                clean.append(" ")
            } else if scalar.isPrintable {
                clean.append(scalar)
            }
        }
        return String(clean)
    }

    /// The text is one element of a path, as `filepath.Base` would give it back.
    fileprivate var isBaseName: Bool {
        !utf8.contains(UInt8(ascii: "/"))
    }
}

extension Unicode.Scalar {
    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: true
        }
    }
}

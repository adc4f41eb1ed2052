package import Documents

/// Chart.yaml as a release stores it.
package struct ChartMetadata: Hashable, Sendable {
    package var name: String
    package var home: String
    package var sources: [String]
    package var version: String
    package var description: String
    package var keywords: [String]
    package var maintainers: [ChartMaintainer]
    package var icon: String
    /// `v1` or `v2`; other texts are kept.
    package var apiVersion: String
    package var condition: String
    package var tags: String
    package var appVersion: String
    package var deprecated: Bool
    /// Texts by key, in written order.
    package var annotations: Object
    /// The versions of Kubernetes the chart works with, as a constraint; empty for all.
    package var kubeVersion: String
    /// The declared dependencies; nil when none are declared, which switches their processing off.
    package var dependencies: [ChartDependency]?
    /// `application`, `library` or empty.
    package var type: String
    /// Members that Helm 3.17.3 doesn't know, in written order.
    package var unknown: Object

    /// Metadata with only a name and a version.
    package init(name: String = "", version: String = "") {
        self.name = name
        self.version = version
        (home, description, icon, apiVersion, condition, tags) = ("", "", "", "", "", "")
        (appVersion, kubeVersion, type) = ("", "", "")
        (sources, keywords, maintainers) = ([], [], [])
        (annotations, unknown) = (Object(), Object())
        deprecated = false
    }
}

extension ChartMetadata {
    /// Reads the `metadata` member of a stored chart, or Chart.yaml.
    ///
    /// - Parameter coercingStrings: numbers and booleans pass where a text is wanted, as Helm reads YAML.
    /// - Throws: ``ChartModelError`` in the words of Go's `encoding/json`.
    package init(decoding value: Value, coercingStrings: Bool = false) throws(ChartModelError) {
        self.init()
        try read(value, coercingStrings: coercingStrings)
    }

    /// Reads further members over those already there, as Helm reads requirements.yaml over Chart.yaml.
    package mutating func read(_ value: Value, coercingStrings: Bool = false) throws(ChartModelError) {
        var fields = try StructFields(value, of: "Metadata", coercingStrings: coercingStrings)
        try readTexts(&fields)
        try readLists(&fields, coercingStrings)
        deprecated = try fields.bool("deprecated") ?? deprecated
        annotations = try fields.stringMap("annotations") ?? annotations
        for member in fields.rest { unknown[member.key] = member.value }
    }

    private mutating func readTexts(_ fields: inout StructFields) throws(ChartModelError) {
        name = try fields.string("name") ?? name
        home = try fields.string("home") ?? home
        version = try fields.string("version") ?? version
        description = try fields.string("description") ?? description
        icon = try fields.string("icon") ?? icon
        apiVersion = try fields.string("apiVersion") ?? apiVersion
        condition = try fields.string("condition") ?? condition
        tags = try fields.string("tags") ?? tags
        appVersion = try fields.string("appVersion") ?? appVersion
        kubeVersion = try fields.string("kubeVersion") ?? kubeVersion
        type = try fields.string("type") ?? type
    }

    private mutating func readLists(_ fields: inout StructFields, _ coercing: Bool) throws(ChartModelError) {
        sources = try fields.strings("sources") ?? sources
        keywords = try fields.strings("keywords") ?? keywords
        if let list = try fields.array("maintainers", of: "[]*chart.Maintainer") {
            let path = fields.nested("maintainers")
            maintainers = try list.map { value throws(ChartModelError) in
                try ChartMaintainer(decoding: value, path: path, coercingStrings: coercing)
            }
        }
        if let list = try fields.array("dependencies", of: "[]*chart.Dependency") {
            let path = fields.nested("dependencies")
            dependencies = try list.map { value throws(ChartModelError) in
                try ChartDependency(decoding: value, path: path, coercingStrings: coercing)
            }
        }
    }

    /// The value Helm would store: empty members are left out, dependencies included.
    package func encoded() -> Value {
        var object = Object()
        object.setText("name", name)
        object.setText("home", home)
        object.setList("sources", sources.map { .string($0) })
        object.setText("version", version)
        object.setText("description", description)
        object.setList("keywords", keywords.map { .string($0) })
        object.setList("maintainers", maintainers.map { $0.encoded() })
        object.setText("icon", icon)
        object.setText("apiVersion", apiVersion)
        object.setText("condition", condition)
        object.setText("tags", tags)
        object.setText("appVersion", appVersion)
        if deprecated { object["deprecated"] = true }
        if !annotations.isEmpty { object["annotations"] = .object(annotations.sortedByKey()) }
        object.setText("kubeVersion", kubeVersion)
        object.setList("dependencies", dependencies?.map { $0.encoded() } ?? [])
        object.setText("type", type)
        for member in unknown { object[member.key] = member.value }
        return .object(object)
    }
}

/// A person who looks after a chart.
package struct ChartMaintainer: Hashable, Sendable {
    package var name: String
    package var email: String
    package var url: String
    /// The entry was written as `null`, which Helm refuses.
    package var isNull: Bool
    /// Members that Helm 3.17.3 doesn't know, in written order.
    package var unknown: Object

    package init(name: String, email: String, url: String) {
        (self.name, self.email, self.url) = (name, email, url)
        (isNull, unknown) = (false, Object())
    }

    init(decoding value: Value, path: String, coercingStrings: Bool) throws(ChartModelError) {
        isNull = value.isNull
        var fields = try StructFields(value, of: "Maintainer", path: path, coercingStrings: coercingStrings)
        name = try fields.string("name") ?? ""
        email = try fields.string("email") ?? ""
        url = try fields.string("url") ?? ""
        unknown = fields.rest
    }

    /// The entry Helm would store.
    package func encoded() -> Value {
        if isNull { return .null }
        var object = Object()
        object.setText("name", name)
        object.setText("email", email)
        object.setText("url", url)
        for member in unknown { object[member.key] = member.value }
        return .object(object)
    }
}

extension Object {
    mutating func setText(_ key: String, _ text: String) {
        if !text.isEmpty { self[key] = .string(text) }
    }

    mutating func setList(_ key: String, _ list: [Value]) {
        if !list.isEmpty { self[key] = .array(list) }
    }
}

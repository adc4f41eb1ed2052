/// A text and who says it.
package struct Sourced: Hashable, Sendable {
    package var value: String
    /// Where it comes from, for people: `--release`, `deploy.namespace (werf.yaml:7)`.
    package var origin: String

    package init(_ value: String, from origin: String) {
        self.value = value
        self.origin = origin
    }
}

/// Makes the names of a project's namespace and release.
package struct ProjectNaming {
    private let configuration: ProjectConfiguration
    private let fileName: String
    /// Empty without an environment.
    private let environment: String
    private let templating: any ProjectTemplating

    package init(
        _ configuration: ProjectConfiguration, fileName: String, environment: String,
        templating: any ProjectTemplating
    ) {
        self.configuration = configuration
        self.fileName = fileName
        self.environment = environment
        self.templating = templating
    }

    /// The release's namespace: what was asked for as it is, else what the template gives.
    package func namespace(asked: Sourced?) throws(ProjectError) -> Sourced {
        if let asked, !asked.value.isEmpty { return try checked(asked, .namespace, "Kubernetes namespace") }
        let deploy = configuration.deploy
        return try rendered(
            deploy.namespace, key: "deploy.namespace", slugs: deploy.slugsNamespace, .namespace,
            title: "Kubernetes namespace", namespace: nil)
    }

    /// The release's name: what was asked for as it is, else what the template gives.
    package func release(asked: Sourced?, namespace: String) throws(ProjectError) -> Sourced {
        if let asked, !asked.value.isEmpty { return try checked(asked, .release, "Helm release") }
        let deploy = configuration.deploy
        return try rendered(
            deploy.release, key: "deploy.helmRelease", slugs: deploy.slugsRelease, .release, title: "Helm release",
            namespace: namespace)
    }

    private func checked(_ asked: Sourced, _ rule: NameRule, _ title: String) throws(ProjectError) -> Sourced {
        guard let fault = rule.fault(in: asked.value) else { return asked }
        throw ProjectError(.name, "bad \(title) specified \(quoted(asked.value)): \(fault)")
    }

    private func rendered(
        _ written: DeploySection.Text?, key: String, slugs: Bool, _ rule: NameRule, title: String, namespace: String?
    ) throws(ProjectError) -> Sourced {
        let template = written?.value ?? (environment.isEmpty ? "[[ project ]]" : "[[ project ]]-[[ env ]]")
        let name = try run(template, rule, namespace)
        if name.isEmpty {
            throw ProjectError(
                .name, "\(title) rendered by template \(quoted(template)) is empty: \(rule.fault(in: "") ?? "")")
        }
        let place = written.map { "\(key) in \($0.line.map { "\(fileName):\($0)" } ?? fileName)" }
        var origin = (place ?? "default template") + ", \(template)"
        guard slugs else {
            if let fault = rule.fault(in: name) {
                throw ProjectError(
                    .name, "bad \(title) \(quoted(name)) rendered by template \(quoted(template)): \(fault)")
            }
            return Sourced(name, from: origin)
        }
        let slug = rule == .namespace ? Slug.namespace(name) : Slug.release(name)
        if slug != name { origin += ", slug of \(quoted(name))" }
        return Sourced(slug, from: origin)
    }

    private func run(_ template: String, _ rule: NameRule, _ namespace: String?) throws(ProjectError) -> String {
        let functions = NameFunctions(
            project: configuration.project, environment: environment, namespace: namespace)
        do throws(ProjectError) {
            return try templating.name(template, functions)
        } catch {
            guard error.kind != .needsEngine else { throw error }
            let what = rule == .namespace ? "Kubernetes namespace" : "Helm release name"
            throw ProjectError(.name, "cannot render \(what) by template \(quoted(template)): \(error.description)")
        }
    }
}

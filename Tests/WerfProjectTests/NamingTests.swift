import Testing

@testable import WerfProject

@Suite struct NamingTests {
    /// The names of a project whose `werf.yaml` has these lines under `deploy:`.
    private func names(
        project: String = "symfony-demo", environment: String = "", deploy: [String] = [], namespace: String? = nil,
        release: String? = nil
    ) throws -> (namespace: Sourced, release: Sourced) {
        let section = deploy.isEmpty ? "" : "deploy:\n" + deploy.map { "  \($0)\n" }.joined()
        let location = ProjectLocation(folder: "/p", file: "/p/werf.yaml")
        let text = "configVersion: 1\nproject: \(project)\n\(section)"
        let configuration = try ConfigurationReader(location).read(Array(text.utf8))
        let naming = ProjectNaming(
            configuration, fileName: "werf.yaml", environment: environment, templating: PlainTemplating())
        let found = try naming.namespace(asked: namespace.map { Sourced($0, from: "--namespace") })
        return (
            found, try naming.release(asked: release.map { Sourced($0, from: "--release") }, namespace: found.value)
        )
    }

    @Test(arguments: [
        ("stage", "symfony-demo-stage"), ("test", "symfony-demo-test"), ("prod", "symfony-demo-prod"),
        ("", "symfony-demo"),
    ])
    func theReleaseIsNamedAfterProjectAndEnvironment(_ environment: String, _ name: String) throws {
        let names = try names(environment: environment)
        #expect(names.release.value == name)
        #expect(names.namespace.value == name)
        #expect(names.release.origin == "default template, [[ project ]]\(environment.isEmpty ? "" : "-[[ env ]]")")
    }

    @Test func aGivenNameIsUsedAsItIs() throws {
        let names = try names(environment: "stage", namespace: "ns", release: "My.App".lowercased())
        #expect(names.release == Sourced("my.app", from: "--release"))
        #expect(names.namespace == Sourced("ns", from: "--namespace"))
    }

    @Test func theConfigurationRedefinesTheNames() throws {
        let names = try names(
            environment: "stage",
            deploy: ["helmRelease: '[[ project ]]-app-[[ env ]]-[[ namespace ]]'", "namespace: ns-[[ env ]]"])
        #expect(names.namespace == Sourced("ns-stage", from: "deploy.namespace in werf.yaml:5, ns-[[ env ]]"))
        #expect(names.release.value == "symfony-demo-app-stage-ns-stage")
    }

    @Test func aConstructedNameIsSlugified() throws {
        let names = try names(environment: "Feature/ABC")
        #expect(names.release.value == Slug.release("symfony-demo-Feature/ABC"))
        #expect(names.release.value.hasPrefix("symfony-demo-feature-abc-"))
        #expect(names.release.origin.hasSuffix(#", slug of "symfony-demo-Feature/ABC""#))
        #expect(names.namespace.value == Slug.namespace("symfony-demo-Feature/ABC"))
    }

    @Test func aTemplateThatUsesAMissingEnvironmentStillCounts() throws {
        let names = try names(project: "backend", deploy: ["helmRelease: 'backend-[[ env ]]'"])
        #expect(names.release.value == "backend-5b699ff1")
    }

    @Test func withoutSlugTheNameMustBeValid() throws {
        let names = try names(
            environment: "stage", deploy: ["helmReleaseSlug: false", "namespaceSlug: false", "namespace: plain"])
        #expect(names.release.value == "symfony-demo-stage")
        #expect(names.namespace.value == "plain")
    }

    static let refused: [(deploy: [String], namespace: String?, release: String?, message: String)] = [
        (
            ["helmReleaseSlug: false"], nil, nil,
            #"bad Helm release "symfony-demo-a/b" rendered by template "[[ project ]]-[[ env ]]": helm release name "#
        ),
        (
            ["namespaceSlug: false"], nil, "x",
            #"bad Kubernetes namespace "symfony-demo-a/b" rendered by template "[[ project ]]-[[ env ]]": kubernetes"#
        ),
        ([], "A_b", "x", #"bad Kubernetes namespace specified "A_b": kubernetes namespace should be a valid"#),
        ([], "x", "A_b", #"bad Helm release specified "A_b": helm release name should be a valid DNS-1123"#),
        (
            ["namespace: '[[ namespace ]]'"], nil, nil, #""[[ namespace ]]" has templates"#
        ),
    ]

    @Test(arguments: refused)
    func badNamesAreRefused(_ deploy: [String], _ namespace: String?, _ release: String?, _ message: String) throws {
        let error = try #require(throws: ProjectError.self) {
            _ = try names(environment: "a/b", deploy: deploy, namespace: namespace, release: release)
        }
        #expect(error.description.hasPrefix(message), "\(error)")
    }

    @Test func anEmptyNameIsRefused() throws {
        let error = try #require(throws: ProjectError.self) { _ = try names(deploy: ["namespace: '[[ env ]]'"]) }
        #expect(
            error.description
                == #"Kubernetes namespace rendered by template "[[ env ]]" is empty: namespace cannot be empty"#)
        let other = try #require(throws: ProjectError.self) { _ = try names(deploy: ["helmRelease: '[[ env ]]'"]) }
        #expect(
            other.description
                == #"Helm release rendered by template "[[ env ]]" is empty: release name cannot be empty"#)
    }

    @Test(arguments: ["[[ project | upper ]]", "[[- project -]]", "[[ project", "[[ if env ]]x[[ end ]]"])
    func moreThanPlainCallsNeedAnEngine(_ template: String) throws {
        let error = try #require(throws: ProjectError.self) {
            _ = try PlainTemplating().name(template, NameFunctions(project: "p", environment: "e"))
        }
        #expect(error.kind == .needsEngine)
    }
}

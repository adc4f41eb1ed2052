import TestFolders
import Testing
import WerfProject

@testable import ProjectRendering

/// A deploy follows from a commit: what in a work tree isn't committed is refused, or allowed by name.
@Suite struct CommittedFilesTests {
    private let folder: TemporaryFolder

    /// A project below the top of a repository, all of it committed.
    init() throws {
        folder = try TemporaryFolder()
        try folder.write([
            "app/werf.yaml": "configVersion: 1\nproject: app\n", "app/.werf/a.tmpl": "x",
            "app/.helm/values.yaml": "a: 1\n",
            "app/.helm/templates/a.yaml": "a: 1\n", "app/prod.yaml": "a: 2\n", "other.txt": "x",
            ".gitignore": "*.tgz\n",
        ])
        try git("init -q . && git add -A && git -c user.name=n -c user.email=e commit -qm x")
    }

    private func git(_ words: String) throws {
        _ = try folder.output(of: "/bin/sh", "-c", "export HOME=$PWD GIT_CONFIG_NOSYSTEM=1; git \(words)")
    }

    private func check(values: [String] = []) throws -> String? {
        let top = try #require(ProjectFiles.resolved(folder.path))
        let location = ProjectLocation(folder: "\(top)/app", file: "\(top)/app/werf.yaml")
        return try CommittedFiles(
            location, templatesFolder: "\(top)/app/.werf", variables: ["PATH": "/usr/bin:/bin", "HOME": top]
        ).check(["\(top)/app/.helm"] + values.map { "\(top)/app/\($0)" })
    }

    private func refusal(values: [String] = []) throws -> String {
        try #require(throws: ProjectError.self) { try check(values: values) }.description
    }

    @Test func whatIsCommittedMayBeUsed() throws {
        try folder.write("other.txt", "changed")
        try folder.write("app/elsewhere.txt", "new")
        try folder.write("app/.helm/charts/ignored.tgz", "x")
        #expect(try check(values: ["prod.yaml"]) == nil)
    }

    @Test(arguments: [
        ("app/werf.yaml", ".werf/x (not tracked), werf.yaml (changed)"),
        ("app/.helm/templates/a.yaml", ".helm/templates/a.yaml (changed), .werf/x (not tracked)"),
        ("app/.helm/templates/ü b.yaml", ".helm/templates/ü b.yaml (not tracked), .werf/x (not tracked)"),
        ("app/prod.yaml", ".werf/x (not tracked), prod.yaml (changed)"),
    ])
    func whatIsNotCommittedIsNamed(_ file: String, _ words: String) throws {
        try folder.write("app/.werf/x", "new")
        try folder.write(file, "b: 1\n")
        let message = try refusal(values: ["prod.yaml"])
        #expect(message.hasPrefix("files of the project aren't as committed: "))
        let named = message.dropFirst("files of the project aren't as committed: ".count).split(separator: ", ")
        #expect(named.sorted() == words.split(separator: ", ").sorted())
    }

    @Test func aFileThatIsGoneIsNoticed() throws {
        try git("rm -q --cached app/.helm/values.yaml")
        #expect(try refusal().contains(".helm/values.yaml"))
    }

    @Test func theRulesAllowByName() throws {
        try folder.write(
            "app/werf-giterminism.yaml",
            """
            giterminismConfigVersion: 1
            config: {allowUncommitted: true, allowUncommittedTemplates: [".werf/*.tmpl"]}
            helm: {allowUncommittedFiles: [".helm/templates", "**/*.local.yaml"]}
            """)
        #expect(try refusal().contains("werf-giterminism.yaml (not tracked)"))
        try git("add -A && git -c user.name=n -c user.email=e commit -qm rules")
        try folder.write([
            "app/werf.yaml": "configVersion: 1\nproject: b\n", "app/.werf/b.tmpl": "y",
            "app/.helm/templates/b.yaml": "x: 1",
            "app/deep/v.local.yaml": "a: 3\n",
        ])
        #expect(try check(values: ["deep/v.local.yaml"]) == nil)
        try folder.write("app/.helm/values.yaml", "a: 9\n")
        #expect(try refusal() == "files of the project aren't as committed: .helm/values.yaml (changed)")
    }

    @Test func withoutARepositoryThereIsNothingToHoldFilesTo() throws {
        try git("--version && rm -rf .git")
        #expect(try check() == nil)
    }
}

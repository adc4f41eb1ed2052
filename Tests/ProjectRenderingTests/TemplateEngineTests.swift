import Synchronization
import TestFolders
import Testing
import WerfProject

@testable import ProjectRendering

@Suite struct TemplateEngineTests {
    /// What the texts render to, in a project folder with these files.
    private func render(
        _ text: String, files: [String: String] = [:], environment: String = "", variables: [String: String] = [:],
        isLoose: Bool = false, debug: (@Sendable (String) -> Void)? = nil
    ) throws -> String {
        let folder = try TemporaryFolder()
        try folder.write("werf.yaml", text)
        for (name, content) in files { try folder.write(name, content) }
        let source = ConfigurationSource(
            location: ProjectLocation(folder: folder.path, file: "\(folder.path)/werf.yaml"), text: Array(text.utf8),
            templatesFolder: "\(folder.path)/.werf", environment: environment, variables: variables, isLoose: isLoose,
            debug: debug)
        return String(decoding: try TemplateEngine().configuration(source), as: UTF8.self)
    }

    private func failure(
        _ text: String, files: [String: String] = [:], variables: [String: String] = [:], isLoose: Bool = false
    ) throws -> String {
        try #require(throws: ProjectError.self) {
            _ = try render(text, files: files, variables: variables, isLoose: isLoose)
        }.description
    }

    @Test(arguments: [
        (#"{{ .Env }}"#, "stage"), (#"{{ .Files.Get "a/b.txt" }}"#, "B"), (#"{{ .Files.Exists "a/b.txt" }}"#, "true"),
        (#"{{ .Files.Exists "a" }} {{ .Files.IsDir "a" }} {{ .Files.IsDir "x" }}"#, "false true false"),
        (#"{{ range $path, $text := .Files.Glob "a/**" }}{{ $path }}={{ $text }};{{ end }}"#, "a/b.txt=B;a/d/c.txt=C;"),
        (
            #"{{ range $path, $_ := .Files.Glob "**/*.txt" }}{{ $path }};{{ end }}"#,
            ".werf/ignored.txt;a/b.txt;a/d/c.txt;top.txt;"
        ),
        (#"{{ include "sub/x.tmpl" "y" }}{{ include "named" . }}"#, "<y>stage!"),
        (#"{{ tpl "{{ .Env | upper }}" . }}"#, "STAGE"), (#"{{ (fromYaml "a: [1, 2]").a | toYaml }}"#, "- 1\n- 2"),
        (#"{{ required "no" .Env }}"#, "stage"), (#"{{ printf_debug "%s" .Env }}{{ dump_debug . }}"#, ""),
        (#"{{ include_debug "named" . }}{{ tpl_debug "{{ .Env }}" . }}"#, "stage!stage"),
        (#"{{ .Commit.Hash }}|{{ .Commit.Date.Human }}|{{ .Commit.Date.Unix }}"#, "||"),
        (#"{{ "x" | sha256sum | trunc 4 }}"#, "2d71"),
    ])
    func functionsAndData(_ text: String, _ output: String) throws {
        let files = [
            "a/b.txt": "B", "a/d/c.txt": "C", "top.txt": "T", ".werf/sub/x.tmpl": "<{{ . }}>",
            ".werf/names.tmpl": #"{{ define "named" }}{{ .Env }}!{{ end }}"#, ".werf/ignored.txt": "{{ broken",
        ]
        #expect(try render(text, files: files, environment: "stage") == output)
    }

    private static let rules = """
        giterminismConfigVersion: 1
        config:
          goTemplateRendering:
            allowEnvVariables: [PLAIN, /CI_.*/]
        """

    @Test(arguments: [
        (#"{{ env "PLAIN" }}"#, "p"), (#"{{ env "PLAIN" "d" }}"#, "p"), (#"{{ env "CI_X" "d" }}"#, "d"),
        (#"{{ env "CI_EMPTY" }}"#, ""), (#"{{ env "CI_EMPTY" "d" }}"#, "d"),
    ])
    func variablesThatMayBeRead(_ text: String, _ output: String) throws {
        let files = ["werf-giterminism.yaml": Self.rules]
        #expect(try render(text, files: files, variables: ["PLAIN": "p", "CI_EMPTY": ""]) == output)
    }

    @Test func otherVariablesAreRefused() throws {
        let message = try failure(#"{{ env "PLAINLY" }}"#, files: ["werf-giterminism.yaml": Self.rules])
        #expect(
            message.contains(
                "the configuration with potential external dependency found in the werf config: env name \"PLAINLY\" "
                    + "not allowed by giterminism"))
        #expect(try failure(#"{{ env "X" }}"#).contains("not allowed by giterminism"))
        let unset = try failure(#"{{ env "CI_X" }}"#, files: ["werf-giterminism.yaml": Self.rules])
        #expect(unset.contains("the environment variable \"CI_X\" must be set or default must be provided"))
    }

    @Test func looselyEverythingMayBeRead() throws {
        #expect(try render(#"{{ env "A" }}{{ env "B" }}"#, variables: ["A": "a"], isLoose: true) == "a")
    }

    @Test(arguments: [
        ("a\nb\n{{ .Nope.x }}", ["werf.yaml:3:", "<.Nope.x>"]),
        ("a\n{{ nope }}", ["werf.yaml:2", "function \"nope\" not defined"]),
        ("{{ if }}", ["werf.yaml:1", "missing value for if"]),
        ("\n{{ required \"give a name\" \"\" }}", ["werf.yaml:2:", "give a name"]),
        ("{{ .Files.Get \"none\" }}", ["werf.yaml:1:", "file \"none\" not found in the project directory"]),
        ("{{ .Files.Get \"../../../../../../../etc/hostname\" }}", ["lies outside the project"]),
        ("{{ expandenv \"$HOME\" }}", ["function \"expandenv\" not defined"]),
        ("{{ lookup \"v1\" \"Pod\" \"\" \"\" }}", ["function \"lookup\" not defined"]),
        ("{{ include \"none\" . }}", ["no template \"none\""]),
    ])
    func faultsNameLineAndExpression(_ text: String, _ parts: [String]) throws {
        let message = try failure(text)
        for part in parts { #expect(message.contains(part), "\(message)") }
    }

    @Test func debuggingTells() throws {
        let told = Mutex<[String]>([])
        _ = try render(#"{{ printf_debug "%s-%d" "a" 1 }}{{ dump_debug 5 }}"#) { text in
            told.withLock { $0.append(text) }
        }
        #expect(told.withLock { $0 } == ["a-1", "5"])
    }

    @Test func theCommitOfTheWorkTree() throws {
        let folder = try TemporaryFolder()
        try folder.write("werf.yaml", "{{ .Commit.Hash }} {{ .Commit.Date.Unix }}")
        try folder.write(
            "commit.sh",
            """
            export HOME=$PWD GIT_CONFIG_NOSYSTEM=1 GIT_COMMITTER_DATE='2024-01-02T15:04:05+0300'
            git init -q . && git -c user.name=n -c user.email=e commit -q --allow-empty -m x && git rev-parse HEAD
            """)
        let hash = try folder.output(of: "/bin/sh", "./commit.sh")
            .split(separator: "\n").first.map(String.init)
        let commit = try #require(GitCommit.head(of: folder.path, ["PATH": "/usr/bin:/bin"]))
        #expect(commit.hash == hash)
        #expect(commit.seconds == 1_704_197_045)
        #expect(GitCommit.head(of: "\(folder.path)/none", ["PATH": "/usr/bin"]) == nil)
        #expect(GitCommit.head(of: folder.path, ["PATH": "/nowhere"]) == nil)
        let line = try #require(GitCommit.commit("1704196504 9aeee03d\n"))
        #expect(line.hash == "9aeee03d" && line.date.hasPrefix("2024-01-02 "))
    }

    @Test(arguments: [
        ("[[ project ]]-[[ env ]]", "shop-stage"), ("[[ project | upper ]]", "SHOP"),
        ("[[- project -]] ", "shop"), ("[[ if env ]]x-[[ env ]][[ else ]]none[[ end ]]", "x-stage"),
        ("{{ not an action }}[[ namespace ]]", "{{ not an action }}ns"), ("[[ env | trunc 2 ]]", "st"),
        ("[[/* a comment */]]a", "a"), (#"[[ printf "%s]]%s" project env ]]"#, "shop]]stage"),
    ])
    func namesByTemplate(_ template: String, _ name: String) throws {
        let functions = NameFunctions(project: "shop", environment: "stage", namespace: "ns")
        #expect(try TemplateEngine().name(template, functions) == name)
    }

    @Test(arguments: [
        ("[[ nope ]]", "function \"nope\" not defined"), ("[[ project", "unclosed action"),
        ("[[ expandenv \"x\" ]]", "not defined"), ("[[ namespace ]]", "function \"namespace\" not defined"),
        ("[[ env \"X\" ]]", "wrong number of args for env: want 0 got 1"),
    ])
    func faultsInNames(_ template: String, _ part: String) throws {
        let error = try #require(throws: ProjectError.self) {
            _ = try TemplateEngine().name(template, NameFunctions(project: "p", environment: ""))
        }
        #expect(error.description.contains(part), "\(error)")
    }

    @Test(arguments: ["[[ project ]]-[[ env ]]", "[[project]]", "plain", "a[[ namespace ]]b"])
    func withAndWithoutEngineNamesAreTheSame(_ template: String) throws {
        let functions = NameFunctions(project: "shop", environment: "stage", namespace: "ns")
        #expect(try TemplateEngine().name(template, functions) == PlainTemplating().name(template, functions))
    }

    @Test func namesSayWhichTemplateFailed() throws {
        let location = ProjectLocation(folder: "/p", file: "/p/werf.yaml")
        let text = "configVersion: 1\nproject: p\ndeploy: {helmRelease: '[[ nope ]]', namespace: '[[ x ]]'}\n"
        let configuration = try ConfigurationReader(location).read(Array(text.utf8))
        let naming = ProjectNaming(
            configuration, fileName: "werf.yaml", environment: "", templating: TemplateEngine())
        let release = try #require(throws: ProjectError.self) { _ = try naming.release(asked: nil, namespace: "n") }
        #expect(release.description.hasPrefix(#"cannot render Helm release name by template "[[ nope ]]": "#))
        let namespace = try #require(throws: ProjectError.self) { _ = try naming.namespace(asked: nil) }
        #expect(namespace.description.hasPrefix(#"cannot render Kubernetes namespace by template "[[ x ]]": "#))
    }
}

@Suite struct PathPatternTests {
    @Test(arguments: [
        ("*.txt", "a.txt", true), ("*.txt", "a/b.txt", false), ("**/*.txt", "a.txt", true),
        ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/**", "a/x/y", true), ("a/**", "b", false),
        ("a?c", "abc", true), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("[^a]x", "bx", true),
        ("{a,b/c}.txt", "b/c.txt", true), ("{a,b{1,2}}", "b2", true), ("\\*", "*", true), ("\\*", "x", false),
    ])
    func patterns(_ pattern: String, _ path: String, _ isMatch: Bool) throws {
        #expect(try #require(PathPattern(pattern)).matches(path) == isMatch)
    }

    @Test(arguments: ["[a", "{a", "a}", "a\\"]) func malformedPatterns(_ pattern: String) {
        #expect(PathPattern(pattern) == nil)
    }

    @Test(arguments: [("a/b/*.txt", "a/b"), ("a/**/x", "a"), ("*.txt", ""), ("{a,b}/c", ""), ("a/b", "a")])
    func theFolderOfAllMatches(_ pattern: String, _ folder: String) {
        #expect(PathPattern(pattern)?.literalFolder == folder)
    }
}

import TestFolders
import Testing

@testable import WerfProject

@Suite struct CIScriptTests {
    private func text(
        _ system: CISystem, _ variables: [String: String], _ dialect: ShellDialect = .posix, project: String? = nil,
        isVerbose: Bool = false
    ) -> String {
        system.script(variables, dockerFolder: "/home/ci/.docker", project: project)
            .text(dialect, current: variables, isVerbose: isVerbose)
    }

    @Test func gitlabsVariables() {
        let variables = [
            "CI_REGISTRY_IMAGE": "registry.example/g/p", "CI_REGISTRY": "registry.example",
            "CI_ENVIRONMENT_SLUG": "stage", "TRDL_USE_WERF_GROUP_CHANNEL": "2 stable",
            "CI_PROJECT_URL": "https://gitlab.example/g/p", "CI_COMMIT_SHA": "abc", "CI_COMMIT_TAG": "v1",
            "CI_PIPELINE_URL": "https://gitlab.example/g/p/-/pipelines/1",
            "CI_JOB_URL": "https://gitlab.example/g/p/-/jobs/2",
        ]
        #expect(
            text(.gitlab, variables) == """
                # DOCKER CONFIG
                export DOCKER_CONFIG="/home/ci/.docker"
                export WERF_DOCKER_CONFIG="/home/ci/.docker"

                # REPO
                export WERF_REPO="registry.example/g/p"
                export WERF_REPO_CONTAINER_REGISTRY="gitlab"

                # DEPLOY
                export WERF_ENV="stage"
                export WERF_ADD_ANNOTATION_WERF_RELEASE_CHANNEL="werf.io/release-channel=2 stable"
                export WERF_ADD_ANNOTATION_PROJECT_GIT="project.werf.io/git=https://gitlab.example/g/p"
                export WERF_ADD_ANNOTATION_CI_COMMIT="ci.werf.io/commit=abc"
                export WERF_ADD_ANNOTATION_CI_GIT_TAG="ci.werf.io/tag=v1"
                export WERF_ADD_ANNOTATION_GITLAB_CI_PIPELINE_URL="gitlab.ci.werf.io/pipeline-url=\
                https://gitlab.example/g/p/-/pipelines/1"
                export WERF_ADD_ANNOTATION_GITLAB_CI_JOB_URL="gitlab.ci.werf.io/job-url=\
                https://gitlab.example/g/p/-/jobs/2"

                # OTHER
                export WERF_LOG_COLOR_MODE="on"
                export WERF_LOG_PROJECT_DIR="1"
                export WERF_ENABLE_PROCESS_EXTERMINATOR="1"
                export WERF_LOG_TERMINAL_WIDTH="130"

                """)
    }

    @Test func whatIsSetAlreadyOrEmptyIsCommented() {
        let variables = [
            "CI_PROJECT_URL": "https://gitlab.example/g/p", "CI_COMMIT_SHA": "abc", "WERF_ENV": "prod",
            "CI_ENVIRONMENT_SLUG": "dev",
        ]
        #expect(
            text(.gitlab, variables).contains(
                """
                # DEPLOY
                # skip export WERF_ENV="dev" (prod)
                # export WERF_ADD_ANNOTATION_WERF_RELEASE_CHANNEL=""
                export WERF_ADD_ANNOTATION_PROJECT_GIT="project.werf.io/git=https://gitlab.example/g/p"
                export WERF_ADD_ANNOTATION_CI_COMMIT="ci.werf.io/commit=abc"
                # export WERF_ADD_ANNOTATION_CI_GIT_TAG=""

                """))
        #expect(text(.gitlab, [:]).contains("# REPO\n# export WERF_REPO=\"\"\n\n# DEPLOY\n# export WERF_ENV=\"\"\n"))
    }

    @Test func githubsVariables() {
        let variables = [
            "GITHUB_REPOSITORY": "Org/Shop", "GITHUB_SHA": "abc", "GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v2",
            "GITHUB_RUN_ID": "77", "GITHUB_TOKEN": "t0ken",
        ]
        #expect(
            text(.github, variables, project: "shop") == """
                # DOCKER CONFIG
                export DOCKER_CONFIG="/home/ci/.docker"
                export WERF_DOCKER_CONFIG="/home/ci/.docker"

                # REPO
                export WERF_REPO="ghcr.io/org/shop/shop"

                # DEPLOY
                # export WERF_ADD_ANNOTATION_WERF_RELEASE_CHANNEL=""
                export WERF_ADD_ANNOTATION_PROJECT_GIT="project.werf.io/git=https://github.com/Org/Shop"
                export WERF_ADD_ANNOTATION_CI_COMMIT="ci.werf.io/commit=abc"
                export WERF_ADD_ANNOTATION_CI_GIT_TAG="ci.werf.io/tag=v2"
                export WERF_ADD_ANNOTATION_GITHUB_ACTIONS_RUN_URL="github.ci.werf.io/workflow-run-url=\
                https://github.com/Org/Shop/actions/runs/77"

                # CLEANUP
                export WERF_REPO_GITHUB_TOKEN="t0ken"

                # OTHER
                export WERF_LOG_COLOR_MODE="on"
                export WERF_LOG_PROJECT_DIR="1"
                export WERF_ENABLE_PROCESS_EXTERMINATOR="1"
                export WERF_LOG_TERMINAL_WIDTH="130"

                """)
        let branch = text(.github, ["GITHUB_REPOSITORY": "o/r", "GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "x"])
        #expect(branch.contains("# export WERF_ADD_ANNOTATION_CI_GIT_TAG=\"\"\n"))
        #expect(branch.contains("# REPO\n# export WERF_REPO=\"\"\n"))
        #expect(!branch.contains("WERF_ENV"))
    }

    @Test(arguments: [
        ("12.1.3", "on"), ("12.1.4", "off"), ("12.1.9-ee", "off"), ("12.2.0", "on"), ("16.0.1", "on"), ("", "on"),
    ])
    func someGitLabsShowNoColours(_ version: String, _ mode: String) {
        #expect(
            text(.gitlab, ["CI_SERVER_VERSION": version]).contains("export WERF_LOG_COLOR_MODE=\"\(mode)\"\n"))
    }

    @Test(arguments: [
        (["CI_REGISTRY_IMAGE": "r/i", "CI_REGISTRY": "r", "WERF_REPO": "r/other"], true),
        (["CI_REGISTRY_IMAGE": "r/i", "CI_REGISTRY": "r", "WERF_REPO": "elsewhere/x"], false),
        (["CI_REGISTRY": "r"], false),
    ])
    func theKindOfRegistryIsToldWhenItIsGitLabs(_ variables: [String: String], _ isTold: Bool) {
        #expect(text(.gitlab, variables).contains("WERF_REPO_CONTAINER_REGISTRY") == isTold)
        if variables["WERF_REPO"] != nil {
            #expect(text(.gitlab, variables).contains("# skip export WERF_REPO=\"\" ("))
        }
    }

    @Test func otherShells() {
        let variables = ["CI_COMMIT_SHA": "abc", "WERF_ENV": "prod"]
        let power = text(.gitlab, variables, .powershell)
        #expect(power.contains("$Env:WERF_ADD_ANNOTATION_CI_COMMIT = \"ci.werf.io/commit=abc\"\n"))
        #expect(power.contains("# skip $Env:WERF_ENV = \"\" (prod)\n"))
        let batch = text(.gitlab, variables, .cmdexe)
        #expect(batch.contains(":: DEPLOY\n:: skip set WERF_ENV= (prod)\n"))
        #expect(batch.contains("\nset WERF_ADD_ANNOTATION_CI_COMMIT=ci.werf.io/commit=abc\n"))
        let file = text(.gitlab, variables, .environmentFile, isVerbose: true)
        #expect(file.contains("\nWERF_ADD_ANNOTATION_CI_COMMIT=ci.werf.io/commit=abc\n"))
        #expect(file.contains("# WERF_ADD_ANNOTATION_CI_GIT_TAG=\n"))
        #expect(!file.contains("echo"))
    }

    @Test func verboseScriptsSayWhatTheySet() {
        let lines = text(.gitlab, ["CI_COMMIT_SHA": "it's"], isVerbose: true).split(separator: "\n")
        #expect(lines.contains("echo '# DEPLOY'"))
        #expect(lines.contains(#"echo 'export WERF_ADD_ANNOTATION_CI_COMMIT="ci.werf.io/commit=it'\''s"'"#))
    }

    @Test func namesThatAreNotKnown() throws {
        let system = try #require(throws: ProjectError.self) { _ = try CISystem(named: "jenkins") }
        #expect(system.description == "provided ci system \"jenkins\" not supported")
        let shell = try #require(throws: ProjectError.self) { _ = try ShellDialect(shell: "fish") }
        #expect(shell.description == "provided shell \"fish\" not supported")
        #expect(try ShellDialect(shell: "") == .posix)
        #expect(try ShellDialect(shell: "default") == .posix)
        #expect(try ShellDialect(shell: "cmdexe") == .cmdexe)
    }

    /// Texts that would run something if they were taken as they are.
    static let hostile = [
        "\"; touch pwned; \"", "$(touch pwned)", "`touch pwned`", "a\ntouch pwned\n", "\\\"; touch pwned #",
        "'; touch pwned; '", "a\\", "x\"\ntouch pwned\n\"", "${IFS}touch${IFS}pwned", "!!", "a & touch pwned",
        "a\r\ntouch pwned",
    ]

    @Test(arguments: hostile) func nothingInAValueRuns(_ value: String) throws {
        let folder = try TemporaryFolder()
        // The value is set, skipped, and echoed; each line is one that a shell reads.
        var variables = ["CI_COMMIT_SHA": value, "CI_ENVIRONMENT_SLUG": value]
        for current in ["", value] {
            variables["WERF_ENV"] = current
            let script = text(.gitlab, variables, isVerbose: true)
            try folder.write("script", script + "printf %s \"$WERF_ADD_ANNOTATION_CI_COMMIT\"")
            for shell in ["/bin/sh", "/bin/bash"] {
                let output = try folder.output(of: shell, "./script")
                #expect(output.hasSuffix("ci.werf.io/commit=\(value)"), "\(shell): \(output)")
                #expect(ProjectFiles.kind(of: "\(folder.path)/pwned") == nil, "\(shell) ran \(script)")
            }
            let file = text(.gitlab, variables, .environmentFile)
            try folder.write("variables", "set -a\n\(file)\nprintf %s \"$WERF_ADD_ANNOTATION_CI_COMMIT\"")
            _ = try folder.output(of: "/bin/sh", "./variables")
            #expect(ProjectFiles.kind(of: "\(folder.path)/pwned") == nil, "\(file)")
            #expect(file.split(separator: "\n").allSatisfy { !$0.hasPrefix("touch") })
        }
    }

    @Test(arguments: hostile + ["\u{201C}; touch pwned", "%PATH%", "a|b>c<d^e"])
    func otherShellsSeeTextOnly(_ value: String) throws {
        let power = ShellDialect.powershell.assignment("K", value)
        let inside = power.dropFirst("$Env:K = \"".count).dropLast()
        var isEscaped = false
        for scalar in inside.unicodeScalars {
            if !isEscaped { #expect(!["\"", "$", "\u{201C}", "\u{201D}", "\u{201E}"].contains(scalar), "\(power)") }
            isEscaped = scalar == "`" && !isEscaped
        }
        #expect(!isEscaped)
        let batch = ShellDialect.cmdexe.assignment("K", value)
        #expect(!batch.utf8.contains(UInt8(ascii: "\n")) && !batch.utf8.contains(UInt8(ascii: "\r")))
        var isCaret = false
        for scalar in batch.unicodeScalars {
            if !isCaret { #expect(!["&", "|", "<", ">", "\""].contains(scalar), "\(batch)") }
            isCaret = scalar == "^" && !isCaret
        }
        for dialect in [ShellDialect.posix, .powershell, .cmdexe, .environmentFile] {
            #expect(!dialect.comment(value).utf8.contains(UInt8(ascii: "\n")))
        }
    }
}

/// A CI system whose variables are known.
package enum CISystem: String, Hashable, Sendable, CaseIterable {
    case gitlab, github

    /// The system of this name.
    ///
    /// - Throws: a `ci` error for one that isn't known.
    package init(named name: String) throws(ProjectError) {
        guard let system = CISystem(rawValue: name) else {
            throw ProjectError(
                .ci, "provided ci system \(quoted(name)) not supported", advice: ["It must be gitlab or github."])
        }
        self = system
    }

    /// What sets our variables from those of the system.
    ///
    /// - Parameters:
    ///   - variables: the environment of the job.
    ///   - dockerFolder: where the credentials of registries are.
    ///   - project: the project's name; nil when there is no project here.
    package func script(_ variables: [String: String], dockerFolder: String, project: String?) -> CIScript {
        let variables = CIVariables(variables)
        var lines: [CIScript.Line] = [
            .header("DOCKER CONFIG"),
            .variable("DOCKER_CONFIG", dockerFolder, overrides: true),
            .variable("WERF_DOCKER_CONFIG", dockerFolder, overrides: true),
        ]
        lines += self == .gitlab ? Self.gitlab(variables) : Self.github(variables, project)
        lines += [
            .header("OTHER"),
            .variable("WERF_LOG_COLOR_MODE", colorMode(variables), overrides: false),
            .variable("WERF_LOG_PROJECT_DIR", "1", overrides: false),
            .variable("WERF_ENABLE_PROCESS_EXTERMINATOR", "1", overrides: false),
            .variable("WERF_LOG_TERMINAL_WIDTH", "130", overrides: false),
        ]
        return CIScript(lines: lines)
    }

    private static func gitlab(_ variables: CIVariables) -> [CIScript.Line] {
        let (image, repo) = (variables["CI_REGISTRY_IMAGE"], variables["WERF_REPO"])
        var lines: [CIScript.Line] = [
            .header("REPO"), .variable("WERF_REPO", repo.isEmpty ? image : "", overrides: false),
        ]
        if !image.isEmpty, repo.isEmpty || repo.utf8.starts(with: variables["CI_REGISTRY"].utf8) {
            lines.append(.variable("WERF_REPO_CONTAINER_REGISTRY", "gitlab", overrides: false))
        }
        return lines + [
            .header("DEPLOY"),
            .variable("WERF_ENV", variables["CI_ENVIRONMENT_SLUG"], overrides: false),
            releaseChannel(variables),
            annotation("PROJECT_GIT", "project.werf.io/git", variables["CI_PROJECT_URL"]),
            annotation("CI_COMMIT", "ci.werf.io/commit", variables["CI_COMMIT_SHA"]),
            annotation("CI_GIT_TAG", "ci.werf.io/tag", variables["CI_COMMIT_TAG"]),
            annotation("GITLAB_CI_PIPELINE_URL", "gitlab.ci.werf.io/pipeline-url", variables["CI_PIPELINE_URL"]),
            annotation("GITLAB_CI_JOB_URL", "gitlab.ci.werf.io/job-url", variables["CI_JOB_URL"]),
        ]
    }

    private static func github(_ variables: CIVariables, _ project: String?) -> [CIScript.Line] {
        let repository = variables["GITHUB_REPOSITORY"]
        let url = repository.isEmpty ? "" : "https://github.com/\(repository)"
        let run = variables["GITHUB_RUN_ID"]
        let isTag = variables["GITHUB_REF_TYPE"] == "tag"
        let repo = repository.isEmpty ? "" : project.map { "ghcr.io/\(repository.lowercased())/\($0)" } ?? ""
        return [
            .header("REPO"), .variable("WERF_REPO", repo, overrides: false),
            .header("DEPLOY"),
            releaseChannel(variables),
            annotation("PROJECT_GIT", "project.werf.io/git", url),
            annotation("CI_COMMIT", "ci.werf.io/commit", variables["GITHUB_SHA"]),
            annotation("CI_GIT_TAG", "ci.werf.io/tag", isTag ? variables["GITHUB_REF_NAME"] : ""),
            annotation(
                "GITHUB_ACTIONS_RUN_URL", "github.ci.werf.io/workflow-run-url",
                url.isEmpty || run.isEmpty ? "" : "\(url)/actions/runs/\(run)"),
            .header("CLEANUP"),
            .variable("WERF_REPO_GITHUB_TOKEN", variables["GITHUB_TOKEN"], overrides: false),
        ]
    }

    private static func releaseChannel(_ variables: CIVariables) -> CIScript.Line {
        annotation("WERF_RELEASE_CHANNEL", "werf.io/release-channel", variables["TRDL_USE_WERF_GROUP_CHANNEL"])
    }

    private static func annotation(_ name: String, _ key: String, _ value: String) -> CIScript.Line {
        .variable("WERF_ADD_ANNOTATION_\(name)", value.isEmpty ? "" : "\(key)=\(value)", overrides: true)
    }

    /// GitLab from 12.1.4 to before 12.2.0 showed colours as garbage.
    private func colorMode(_ variables: CIVariables) -> String {
        guard self == .gitlab else { return "on" }
        let parts = variables["CI_SERVER_VERSION"].split(separator: ".").map { part in
            Int(part.prefix { ("0"..."9").contains($0) }) ?? 0
        }
        return parts.count >= 3 && parts[0] == 12 && parts[1] == 1 && parts[2] > 3 ? "off" : "on"
    }
}

/// Variables of which those that aren't set are empty.
private struct CIVariables {
    private let variables: [String: String]

    init(_ variables: [String: String]) { self.variables = variables }

    subscript(name: String) -> String { variables[name] ?? "" }
}

internal import Processes
package import WerfProject

/// Holds a project's files to the commit that `HEAD` names, as giterminism wants: a deploy follows from a commit, not
/// from what happens to lie in a work tree.
///
/// Files that git ignores aren't looked at: charts keep their fetched dependencies there.
package struct CommittedFiles: Sendable {
    private let location: ProjectLocation
    private let templatesFolder: String
    private let variables: [String: String]

    /// - Parameters:
    ///   - templatesFolder: of what `werf.yaml` includes.
    ///   - variables: the process's.
    package init(_ location: ProjectLocation, templatesFolder: String, variables: [String: String]) {
        self.location = location
        self.templatesFolder = templatesFolder
        self.variables = variables
    }

    /// A file that isn't as it was committed.
    struct Difference: Hashable, Sendable {
        /// The path below the project's folder.
        var path: String
        var isTracked: Bool
    }

    /// Refuses files that aren't as they were committed and that `werf-giterminism.yaml` doesn't allow.
    ///
    /// Without git, or outside of a repository, there is nothing to hold them to.
    ///
    /// - Parameter others: the chart's folder and files of values; those outside the work tree aren't git's.
    /// - Returns: a warning when git can't tell.
    /// - Throws: a `configuration` error that names the files.
    package func check(_ others: [String]) throws(ProjectError) -> String? {
        guard ProjectFiles.kind(of: ProjectFiles.joined(location.workTree, ".git")) != nil,
            let git = ProgramSearch.find("git", environment: variables)
        else { return nil }
        let rules = try GiterminismRules(location)
        let paths = ([location.file, templatesFolder, rules.path] + others).compactMap { path in
            ProjectFiles.resolved(path).flatMap { ProjectFiles.isInside($0, location.workTree) ? $0 : nil }
        }
        guard let status = status(of: paths, git) else {
            return "git doesn't tell what of the project is committed; `git status` in \(location.workTree) says why"
        }
        let stray = Self.differences(status).compactMap { placed($0) }.filter { !isAllowed($0, rules) }
        guard stray.isEmpty else { throw Self.refusal(stray) }
        return nil
    }

    /// What `git status` prints; nil when it fails.
    private func status(of paths: [String], _ git: String) -> [UInt8]? {
        // No program runs that the repository's own configuration could name for this.
        let arguments =
            ["git", "-C", location.workTree, "-c", "core.fsmonitor=false", "--literal-pathspecs"]
            + ["--no-optional-locks", "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--"]
            + paths
        let outcome = try? ChildProcess.run(git, arguments: arguments, environment: variables, discardsErrors: true)
        return outcome.flatMap { $0.ending == .exited(0) ? $0.output : nil }
    }

    /// The entries `XY PATH`, each ended by a zero byte; paths are those below the work tree.
    static func differences(_ status: [UInt8]) -> [Difference] {
        status.split(separator: 0).compactMap { entry in
            guard entry.count > 3 else { return nil }
            return Difference(
                path: String(decoding: entry.dropFirst(3), as: UTF8.self),
                isTracked: !entry.starts(with: "??".utf8))
        }
    }

    /// The same with the path below the project's folder.
    private func placed(_ difference: Difference) -> Difference? {
        let path = ProjectFiles.joined(location.workTree, difference.path)
        guard ProjectFiles.isInside(path, location.folder) else { return difference }
        var placed = difference
        placed.path = String(path.dropFirst(location.folder.count).drop { $0 == "/" })
        return placed
    }

    private func isAllowed(_ difference: Difference, _ rules: GiterminismRules) -> Bool {
        if difference.path == GiterminismRules.fileName { return false }
        return rules.allows(difference.path)
            || (rules.allowsConfiguration && location.file == ProjectFiles.joined(location.folder, difference.path))
    }

    private static func refusal(_ stray: [Difference]) -> ProjectError {
        let shown = stray.prefix(10).map { "\($0.path) (\($0.isTracked ? "changed" : "not tracked"))" }
        let more = stray.count > shown.count ? " and \(stray.count - shown.count) more" : ""
        return ProjectError(
            .configuration, "files of the project aren't as committed: \(shown.joined(separator: ", "))\(more)",
            advice: [
                "Commit them, or allow them in \(GiterminismRules.fileName) (helm.allowUncommittedFiles for the chart and",
                "its values, config.allowUncommitted for werf.yaml), or pass --loose-giterminism.",
            ])
    }
}

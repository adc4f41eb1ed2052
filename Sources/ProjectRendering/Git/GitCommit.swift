internal import GoTime
internal import Processes
package import WerfProject

/// The commit that the work tree stands at.
package enum GitCommit {
    /// The commit of `HEAD`; nil without git, without a repository, or before the first commit.
    ///
    /// Git is asked in a way that runs no program which the repository's own configuration could name.
    package static func head(of workTree: String, _ variables: [String: String]) -> ServiceValues.Commit? {
        guard ProjectFiles.kind(of: ProjectFiles.joined(workTree, ".git")) != nil,
            let git = ProgramSearch.find("git", environment: variables)
        else { return nil }
        let arguments = ["git", "-C", workTree, "rev-list", "--max-count=1", "--timestamp", "HEAD"]
        let outcome = try? ChildProcess.run(
            git, arguments: arguments, environment: variables, discardsErrors: true)
        guard let outcome, outcome.ending == .exited(0) else { return nil }
        return commit(String(decoding: outcome.output, as: UTF8.self))
    }

    /// The commit of a line `SECONDS HASH`.
    static func commit(_ line: String) -> ServiceValues.Commit? {
        let parts = line.split { $0 == " " || $0 == "\n" }
        guard parts.count == 2, let seconds = Int64(parts[0]) else { return nil }
        let time = GoTime(seconds: seconds, zone: .local)
        return ServiceValues.Commit(hash: String(parts[1]), seconds: seconds, date: time.description)
    }
}

/// Where a project lies.
package struct ProjectLocation: Hashable, Sendable {
    /// The names that the configuration may have, the first one wins.
    package static let fileNames = ["werf.yaml", "werf.yml"]

    /// The project's folder, without links.
    package var folder: String
    /// The path of its `werf.yaml`.
    package var file: String

    package init(folder: String, file: String) {
        self.folder = folder
        self.file = file
    }

    /// The file's name, for errors.
    package var fileName: String { file.split(separator: "/").last.map(String.init) ?? file }

    /// What the command line and the environment say about the place.
    package struct Choice: Hashable, Sendable {
        /// `--dir`: look there and nowhere else.
        package var folder: String?
        /// `--config`: this file.
        package var file: String?

        package init(folder: String? = nil, file: String? = nil) {
            self.folder = folder
            self.file = file
        }
    }

    /// The project that the choice names, else the nearest one at or above `start`; nil when there is none.
    ///
    /// Above the top of a git work tree nothing is looked for.
    ///
    /// - Throws: a `notFound` error when what was chosen isn't there.
    package static func find(_ choice: Choice, from start: String) throws(ProjectError) -> ProjectLocation? {
        if choice.folder == nil, choice.file == nil { return nearest(from: start) }
        let wanted = choice.folder.map { ProjectFiles.joined(start, $0) } ?? start
        guard let folder = ProjectFiles.resolved(wanted), ProjectFiles.kind(of: folder) == .folder else {
            throw ProjectError(.notFound, "the project folder \(wanted) doesn't exist")
        }
        if let file = choice.file {
            for path in [ProjectFiles.joined(start, file), ProjectFiles.joined(folder, file)]
            where ProjectFiles.kind(of: path) == .file {
                return ProjectLocation(folder: folder, file: path)
            }
            throw ProjectError(.notFound, "the configuration \(file) doesn't exist")
        }
        if let found = location(in: folder) { return found }
        throw ProjectError(.notFound, "there is no werf.yaml in \(folder)")
    }

    private static func nearest(from start: String) -> ProjectLocation? {
        var folder = ProjectFiles.resolved(start)
        while let current = folder {
            if let found = location(in: current) { return found }
            if ProjectFiles.kind(of: ProjectFiles.joined(current, ".git")) != nil { return nil }
            folder = ProjectFiles.parent(of: current)
        }
        return nil
    }

    private static func location(in folder: String) -> ProjectLocation? {
        for name in fileNames {
            let path = ProjectFiles.joined(folder, name)
            if ProjectFiles.kind(of: path) == .file { return ProjectLocation(folder: folder, file: path) }
        }
        return nil
    }

    /// The top of the git work tree that the project lies in; its own folder without git.
    package var workTree: String {
        var folder: String? = folder
        while let current = folder {
            if ProjectFiles.kind(of: ProjectFiles.joined(current, ".git")) != nil { return current }
            folder = ProjectFiles.parent(of: current)
        }
        return self.folder
    }
}

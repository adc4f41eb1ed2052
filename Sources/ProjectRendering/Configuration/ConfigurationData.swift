internal import GoTemplate
internal import WerfProject

/// What the templates of `werf.yaml` see as their dot.
enum ConfigurationData {
    static func map(_ source: ConfigurationSource, isCommitAsked: Bool) throws(ProjectError) -> TemplateMap {
        let commit = isCommitAsked ? GitCommit.head(of: source.location.workTree, source.variables) : nil
        let date = TemplateMap([
            ("Human", .text(commit?.date ?? "")), ("Unix", .text(commit.map { String($0.seconds) } ?? "")),
        ])
        let files = NamedValue(
            .map(TemplateMap()), goTypeName: "config.files",
            methods: ProjectFilesObject(root: source.location.folder, limit: source.location.workTree).methods)
        return TemplateMap([
            ("Env", .text(source.environment)), ("Files", .named(files)),
            ("Commit", .map(TemplateMap([("Hash", .text(commit?.hash ?? "")), ("Date", .map(date))]))),
        ])
    }
}

/// `.Files` of `werf.yaml`: the files of the project.
struct ProjectFilesObject {
    let root: String
    /// What lies outside this folder isn't the project's, wherever a path or a link leads.
    let limit: String

    var methods: [NamedValue.Method] {
        [
            NamedValue.Method("Get", .string) { _, _, arguments in .text(try content(Self.path(arguments))) },
            NamedValue.Method("Exists", .string) { _, _, arguments in
                .bool(ProjectFiles.kind(of: try place(Self.path(arguments)) ?? "") == .file)
            },
            NamedValue.Method("IsDir", .string) { _, _, arguments in
                .bool(ProjectFiles.kind(of: try place(Self.path(arguments)) ?? "") == .folder)
            },
            NamedValue.Method("Glob", .string) { _, _, arguments in .map(try glob(Self.path(arguments))) },
        ]
    }

    private static func path(_ arguments: [TemplateValue]) -> String { arguments.first?.string?.text ?? "" }

    private func content(_ path: String) throws(FunctionError) -> String {
        guard let place = try place(path) else {
            throw FunctionError("file \"\(path)\" not found in the project directory \(root)")
        }
        return try read(place)
    }

    private func read(_ place: String) throws(FunctionError) -> String {
        do throws(ProjectError) {
            return String(decoding: try ProjectFiles.read(place), as: UTF8.self)
        } catch {
            throw FunctionError(error.description)
        }
    }

    /// Where the path leads, without links; nil when there is nothing.
    private func place(_ path: String) throws(FunctionError) -> String? {
        guard let place = ProjectFiles.resolved(ProjectFiles.joined(root, path)) else { return nil }
        guard ProjectFiles.isInside(place, ProjectFiles.resolved(limit) ?? limit) else {
            throw FunctionError("the file \"\(path)\" lies outside the project: it leads to \(place)")
        }
        return place
    }

    private func glob(_ pattern: String) throws(FunctionError) -> TemplateMap {
        guard let rule = PathPattern(pattern) else { throw FunctionError("syntax error in pattern \"\(pattern)\"") }
        let paths: [String]
        do throws(ProjectError) {
            let start = rule.literalFolder
            let folder = start.isEmpty ? root : ProjectFiles.joined(root, start)
            guard ProjectFiles.kind(of: folder) == .folder else { return TemplateMap(element: .string) }
            paths = try ProjectFiles.files(below: folder).map { start.isEmpty ? $0 : "\(start)/\($0)" }
        } catch {
            throw FunctionError(error.description)
        }
        let found = TemplateMap(element: .string)
        for path in paths where rule.matches(path) {
            if let place = try place(path) { found[TemplateString(path)] = .text(try read(place)) }
        }
        return found
    }
}

internal import Documents
internal import WerfProject

/// A project's `werf-giterminism.yaml`: what its deploys may take from outside the commit.
struct GiterminismRules: Sendable {
    static let fileName = "werf-giterminism.yaml"

    /// The file's path, whether it is there or not.
    let path: String
    private let rules: Value

    /// - Throws: a `configuration` error when the file isn't YAML.
    init(_ location: ProjectLocation) throws(ProjectError) {
        path = ProjectFiles.joined(location.folder, Self.fileName)
        guard ProjectFiles.kind(of: path) == .file else {
            rules = .null
            return
        }
        do throws(DocumentError) {
            rules = try YAML.read(try Self.text(path))
        } catch {
            throw ProjectError(.configuration, "\(path): \(error.message)")
        }
    }

    private static func text(_ path: String) throws(DocumentError) -> [UInt8] {
        do throws(ProjectError) {
            return try ProjectFiles.read(path)
        } catch {
            throw DocumentError(error.description)
        }
    }

    /// The names and `/expressions/` of the variables that `werf.yaml` may read.
    var environmentVariables: [String] { texts("config", "goTemplateRendering", "allowEnvVariables") }

    /// `werf.yaml` needn't be committed.
    var allowsConfiguration: Bool { rules[path: ["config", "allowUncommitted"]]?.bool ?? false }

    /// Whether a file needn't be committed.
    ///
    /// - Parameter file: the path below the project's folder.
    func allows(_ file: String) -> Bool {
        let patterns =
            texts("config", "allowUncommittedTemplates") + texts("helm", "allowUncommittedFiles")
            + texts("config", "goTemplateRendering", "allowUncommittedFiles")
        // A pattern that fits a folder stands for all in it.
        let elements = file.split(separator: "/")
        let paths = elements.indices.map { elements[...$0].joined(separator: "/") }
        return patterns.compactMap { PathPattern($0) }.contains { pattern in paths.contains { pattern.matches($0) } }
    }

    private func texts(_ path: String...) -> [String] {
        rules[path: path]?.array?.compactMap(\.string) ?? []
    }
}

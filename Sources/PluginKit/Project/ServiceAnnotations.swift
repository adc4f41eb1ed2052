package import WerfProject

/// The annotations that every deploy puts on every object.
package enum ServiceAnnotations {
    /// What begins so says which project an object is of, whoever deploys it next.
    package static let projectPrefix = "project.werf.io/"

    /// - Parameters:
    ///   - project: nil when it isn't known.
    ///   - environment: nil without one.
    package static func annotations(project: String?, environment: Sourced?) -> [String: String] {
        var annotations = ["werf.io/version": PluginMain.version]
        annotations["\(projectPrefix)name"] = project
        annotations["\(projectPrefix)env"] = environment?.value
        return annotations
    }
}

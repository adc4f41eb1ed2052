/// What a `werf.yaml` says about the release; what it says about building images is passed over.
package struct ProjectConfiguration: Hashable, Sendable {
    /// The project's name.
    package var project: String
    package var deploy = DeploySection()
    /// The images in the order of their documents.
    package var images: [ConfiguredImage] = []

    package init(project: String) { self.project = project }
}

/// The section `deploy`.
package struct DeploySection: Hashable, Sendable {
    /// A text with the line where it stands in the rendered configuration.
    package struct Text: Hashable, Sendable {
        package var value: String
        package var line: Int?
    }

    /// The folder of the chart, relative to that of `werf.yaml`.
    package var chartFolder = ".helm"
    /// Stands in for the chart's `appVersion`.
    package var appVersion: String?
    /// The template of the release's name.
    package var release: Text?
    package var slugsRelease = true
    /// The template of the namespace.
    package var namespace: Text?
    package var slugsNamespace = true

    package init() {}
}

/// An image that `werf.yaml` describes.
package struct ConfiguredImage: Hashable, Sendable {
    /// Empty for the image without a name.
    package var name: String
    /// The image is deployed; others only serve to build it.
    package var isFinal: Bool
}

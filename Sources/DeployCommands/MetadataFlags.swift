package import ArgumentParser
package import Deployment
package import PluginKit

/// What marks every object.
package struct MetadataFlags: ParsableArguments {
    @Option(
        parsing: .unconditionalSingleValue,
        help: "An annotation for every object, as key=value; may be repeated.")
    package var addAnnotation: [String] = []
    @Option(parsing: .unconditionalSingleValue, help: "A label for every object, as key=value; may be repeated.")
    package var addLabel: [String] = []
    @Option(
        parsing: .unconditionalSingleValue,
        help: "Annotations for every object that aren't kept with the release, as key=value,…; may be repeated.")
    package var runtimeAnnotations: [String] = []
    @Option(
        parsing: .unconditionalSingleValue,
        help: "Labels for every object that aren't kept with the release, as key=value,…; may be repeated.")
    package var runtimeLabels: [String] = []

    package init() {}

    /// The metadata, after that of `WERF_ADD_ANNOTATION_*`, `WERF_ADD_LABEL_*` and their kin.
    ///
    /// - Parameter service: what the deploy says of itself.
    /// - Throws: ``DeploymentError`` or a usage error that names every faulty pair.
    package func metadata(service: [String: String], _ environment: PluginEnvironment) throws -> ExtraMetadata {
        var metadata = try ExtraMetadata(
            annotations: environment.repeated("WERF_ADD_ANNOTATION_") + addAnnotation,
            labels: environment.repeated("WERF_ADD_LABEL_") + addLabel)
        metadata.service = service
        let runtime = try PairList.pairs(
            runtimeAnnotations, "--runtime-annotations", environment, "WERF_RUNTIME_ANNOTATIONS")
        let labels = try PairList.pairs(runtimeLabels, "--runtime-labels", environment, "WERF_RUNTIME_LABELS")
        try metadata.addRuntime(annotations: runtime, labels: labels)
        return metadata
    }
}

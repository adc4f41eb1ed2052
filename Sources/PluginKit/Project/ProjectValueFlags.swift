package import ArgumentParser

/// What a project adds to the values of its chart: secrets, images, the registry.
package struct ProjectValueFlags: ParsableArguments {
    @Option(
        parsing: .unconditionalSingleValue,
        help: "A file of encrypted values; several may be given, later ones win.")
    package var secretValues: [String] = []
    @Option(parsing: .unconditional, help: "The key of encrypted values, in hexadecimal; better in WERF_SECRET_KEY.")
    package var secretKey: String?
    @Flag(help: "Leave encrypted values as they are.")
    package var ignoreSecretKey = false
    @Flag(help: "Don't read the chart's secret-values.yaml.")
    package var disableDefaultSecretValues = false
    @Flag(help: "Don't read the chart's values.yaml.")
    package var disableDefaultValues = false
    @Option(parsing: .unconditional, help: "The address of the project's images, for .Values.werf.repo.")
    package var repo: String?
    @Option(parsing: .unconditional, help: "The address of the images that are deployed; wins over --repo.")
    package var finalRepo: String?
    @Flag(help: "Take the images from the report of a build.")
    package var useBuildReport = false
    @Option(parsing: .unconditional, help: "The report of a build, .json or .env.")
    package var buildReportPath: String?
    @Option(
        parsing: .unconditional,
        help: "Another tag for every image, with %image%, %image_slug%, %image_safe_slug%, %image_content_based_tag%.")
    package var useCustomTag: String?
    @Flag(help: "Placeholders stand for the images.")
    package var stubTags = false
    @Flag(help: "The chart needs no images.")
    package var withoutImages = false
    @Flag(help: "Give the chart the Docker configuration as .Values.dockerconfigjson.")
    package var setDockerConfigJsonValue = false
    @Option(parsing: .unconditional, help: "The folder of the Docker configuration.")
    package var dockerConfig: String?
    @Option(
        parsing: .unconditionalSingleValue, help: "Members of what templates see as their dot, as key=JSON.")
    package var setRootJson: [String] = []
    @Option(parsing: .unconditionalSingleValue, help: "Members of .Runtime in templates, as key=JSON.")
    package var setRuntimeJson: [String] = []

    package init() {}

    /// The flags' values after those of the environment.
    package func joined(with environment: PluginEnvironment = .current) -> ProjectValueFlags {
        var joined = self
        joined.secretValues = environment.repeated("WERF_SECRET_VALUES_") + secretValues
        joined.setRootJson = environment.repeated("WERF_SET_ROOT_JSON_") + setRootJson
        joined.setRuntimeJson = environment.repeated("WERF_SET_RUNTIME_JSON_") + setRuntimeJson
        return joined
    }

    /// The folder of the Docker configuration: the flag's, the environment's, or the usual one.
    package func dockerFolder(_ environment: PluginEnvironment) -> String {
        dockerConfig ?? environment.text("WERF_DOCKER_CONFIG", "DOCKER_CONFIG")
            ?? "\(environment.text("HOME") ?? "")/.docker"
    }
}

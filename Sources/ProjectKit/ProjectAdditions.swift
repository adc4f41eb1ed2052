internal import Documents
internal import FoundationEssentials
package import HelmChart
package import PluginKit
internal import ProjectRendering
internal import WerfProject

extension ChartSource {
    /// What the project adds to its chart; nothing for a chart that stands by itself, apart from what is asked for.
    ///
    /// - Parameters:
    ///   - namespace: the release's.
    ///   - allowsPlaceholders: images may be made up when nothing tells of them, since nothing is deployed.
    /// - Throws: ``ProjectError`` for images that nobody knows and secrets that can't be decrypted.
    package func additions(
        to chart: Chart, _ flags: ProjectValueFlags, project projectFlags: ProjectFlags, namespace: String,
        allowsPlaceholders: Bool, _ environment: PluginEnvironment
    ) throws -> ChartAdditions {
        let flags = flags.joined(with: environment)
        var additions = ChartAdditions()
        if let project {
            var secrets = ProjectChart.SecretRequest(variables: environment.variables)
            secrets.files = flags.secretValues
            secrets.key = flags.secretKey
            secrets.ignoresKey = flags.ignoreSecretKey
            secrets.leavesOutDefaults = flags.disableDefaultSecretValues
            var service = ServiceValues(project: project.name, version: PluginMain.version)
            service.commit = GitCommit.head(of: project.location.workTree, environment.variables)
            service.namespace = namespace
            service.environment = self.environment?.value ?? ""
            try addImages(to: &service, project, flags, allowsPlaceholders)
            if flags.setDockerConfigJsonValue {
                service.dockerConfiguration = Self.dockerConfiguration(flags, environment)
            }
            service.leavesOutGlobal = environment.isOn("WERF_EXPERIMENT_NO_GLOBAL_SERVICE_VALUES")
            additions = try ProjectChart(project).additions(
                to: chart, service: service, secrets: secrets, debug: projectFlags.debug(environment))
        }
        additions.roots = try roots(flags)
        return additions
    }

    /// Nothing tells of the project's images, so that placeholders stand for them where that is allowed.
    package func lacksImages(_ flags: ProjectValueFlags) -> Bool {
        guard let project, project.configuration.images.contains(where: \.isFinal) else { return false }
        let isTold = flags.withoutImages || flags.useBuildReport || flags.stubTags
        return !isTold && (flags.finalRepo ?? flags.repo ?? "").isEmpty
    }

    private func addImages(
        to service: inout ServiceValues, _ project: Project, _ flags: ProjectValueFlags, _ allowsPlaceholders: Bool
    ) throws(ProjectError) {
        if flags.withoutImages { return }
        service.repository = flags.finalRepo ?? flags.repo ?? ""
        let names = project.configuration.images.filter(\.isFinal).map(\.name)
        if flags.useBuildReport {
            guard let path = flags.buildReportPath else {
                throw ProjectError(
                    .buildReport, "build report path must be specified", advice: ["Pass --build-report-path FILE."])
            }
            let images = try BuildReport.read(place(ofValues: path))
            service.images = .built(flags.useCustomTag.map { tag in images.map { $0.tagged(tag) } } ?? images)
        } else if flags.stubTags || (allowsPlaceholders && service.repository.isEmpty) {
            service.images = .placeholders(names)
        } else if !names.isEmpty {
            try addByTag(names, to: &service, flags)
        }
    }

    /// With a tag of one's own the registry's address is all that must be known.
    private func addByTag(
        _ names: [String], to service: inout ServiceValues, _ flags: ProjectValueFlags
    ) throws(ProjectError) {
        guard let tag = flags.useCustomTag, !service.repository.isEmpty, !tag.contains("%image_content_based_tag%")
        else {
            let shown = names.map { $0.isEmpty ? "~" : $0 }.joined(separator: ", ")
            throw ProjectError(
                .buildReport, "nothing tells the tags of the project's images (\(shown))",
                advice: [
                    "Pass --use-build-report --build-report-path FILE with the report of `werf build`,",
                    "--repo ADDRESS --use-custom-tag TAG, or --without-images when the chart needs none.",
                ])
        }
        let repository = service.repository
        service.images = .built(
            names.map { BuiltImage(name: $0, repository: repository, tag: "").tagged(tag) })
    }

    private static func dockerConfiguration(_ flags: ProjectValueFlags, _ environment: PluginEnvironment) -> String? {
        let path = ProjectFiles.joined(flags.dockerFolder(environment), "config.json")
        return (try? ProjectFiles.read(path)).map { Data($0).base64EncodedString() }
    }

    /// The members that `--set-root-json` and `--set-runtime-json` give.
    private func roots(_ flags: ProjectValueFlags) throws -> Object {
        var roots = try ValueSources(setJSON: flags.setRootJson).merged()
        let runtime = try ValueSources(setJSON: flags.setRuntimeJson).merged()
        // A chart by itself sees nothing that Helm doesn't show it.
        if !runtime.isEmpty || (project != nil && roots["Runtime"] == nil) { roots["Runtime"] = .object(runtime) }
        return roots
    }

    /// The annotations that every object gets.
    package var serviceAnnotations: [String: String] {
        ServiceAnnotations.annotations(project: project?.name, environment: environment)
    }
}

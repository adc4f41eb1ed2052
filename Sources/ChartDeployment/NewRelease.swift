internal import Deployment
internal import Documents
internal import GoTime
internal import HelmChart
internal import Shared

/// The record of the revision that a converge makes.
enum NewRelease {
    /// The record, apart from its status and description.
    ///
    /// - Parameters:
    ///   - last: the revision before it, whose labels and first time go on.
    ///   - annotations: what the record says of the deploy, where Helm doesn't look.
    static func make(
        _ rendered: RenderedRelease, target: PlanInputs.Target, last: Release?, metadata: ExtraMetadata,
        labels: ReleaseLabels, annotations: [String: String] = [:], now: GoTime = .now()
    ) -> Release {
        var info = ReleaseInfo(
            firstDeployed: last?.info.firstDeployed ?? now, lastDeployed: now, status: .unknown, notes: rendered.notes)
        if !annotations.isEmpty {
            info[extra: "annotations"] = .object(
                Object(annotations.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: .string($0.value)) }))
        }
        var release = Release(
            name: target.name, namespace: target.namespace, version: target.revision, info: info)
        let stored = metadata.stored
        release.chart = rendered.chart
        release.config = rendered.config
        let ends = rendered.documents.filter(isForUninstallOnly)
        let others = ends.isEmpty ? rendered.documents : rendered.documents.filter { !isForUninstallOnly($0) }
        release.manifest = stored.isEmpty && ends.isEmpty ? rendered.manifest : manifest(of: others, stored)
        release.hooks = rendered.hooks.map { hook(of: $0, stored) } + ends.map { hook(ofUninstall: $0, stored) }
        // Helm 4 knows this word only; with another its next upgrade fails.
        release.applyMethod = "ssa"
        release.labels = labels.applied(to: last?.labels ?? [:])
        return release
    }

    /// A Helm that rolls back creates everything in the manifest: what only an uninstall deploys must not be there.
    private static func isForUninstallOnly(_ document: ManifestDocument) -> Bool {
        let objects = SourceDocument(source: document.path, object: document.object).objects
        return !objects.isEmpty
            && objects.allSatisfy { item in
                guard let identity = ResourceIdentity(of: item.object) else { return false }
                return ObjectLife(DeployAnnotations.readable(of: item.object).annotations, identity).isForUninstallOnly
            }
    }

    private static func hook(ofUninstall document: ManifestDocument, _ metadata: ExtraMetadata) -> ReleaseHook {
        let annotations = DeployAnnotations.readable(of: document.object).annotations
        let events = (annotations.deployOn ?? []).map { $0 == "delete" ? "pre-delete" : $0 }
        return ReleaseHook(
            name: document.name, kind: document.kind, path: document.path, manifest: text(of: document, metadata),
            events: Set(events).sorted(), weight: annotations.weight)
    }

    private static func manifest(of documents: [ManifestDocument], _ metadata: ExtraMetadata) -> String {
        documents.map { "---\n# Source: \($0.path)\n\(text(of: $0, metadata))\n" }.joined()
    }

    private static func hook(of hook: RenderedHook, _ metadata: ExtraMetadata) -> ReleaseHook {
        let document = hook.document
        return ReleaseHook(
            name: document.name, kind: document.kind, path: document.path, manifest: text(of: document, metadata),
            events: hook.events, weight: hook.weight, deletePolicies: hook.deletePolicies)
    }

    /// The document as it was rendered, or written anew when the command line adds metadata to it.
    private static func text(of document: ManifestDocument, _ metadata: ExtraMetadata) -> String {
        guard !metadata.isEmpty, document.object.object != nil else { return document.content }
        var object = document.object
        write(metadata, to: &object)
        let text = String(decoding: YAML.write(object), as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    private static func write(_ metadata: ExtraMetadata, to object: inout Value) {
        guard object["kind"]?.string?.hasSuffix("List") ?? false, var list = object.object,
            var items = list["items"]?.array
        else { return metadata.write(to: &object) }
        for index in items.indices { write(metadata, to: &items[index]) }
        list["items"] = .array(items)
        object = .object(list)
    }
}

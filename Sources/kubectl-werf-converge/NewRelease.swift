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
        // Helm would create from the manifest what only an uninstall deploys.
        let ends = rendered.documents.map { endEvents(of: $0) }
        let lasting = zip(rendered.documents, ends).filter { $0.1.isEmpty }.map(\.0)
        let isWhole = stored.isEmpty && lasting.count == rendered.documents.count
        release.manifest = isWhole ? rendered.manifest : manifest(of: lasting, stored)
        release.hooks =
            rendered.hooks.map { hook(of: $0, stored) }
            + zip(rendered.documents, ends).filter { !$0.1.isEmpty }.map { hook(of: $0.0, events: $0.1, stored) }
        // Helm 4 knows this word only; with another its next upgrade fails.
        release.applyMethod = "ssa"
        release.labels = labels.applied(to: last?.labels ?? [:])
        return release
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

    private static func hook(
        of document: ManifestDocument, events: [String], _ metadata: ExtraMetadata
    ) -> ReleaseHook {
        ReleaseHook(
            name: document.name, kind: document.kind, path: document.path, manifest: text(of: document, metadata),
            events: events)
    }

    /// The events of Helm's in which an uninstall deploys the document; none when other deploys have to do with it.
    private static func endEvents(of document: ManifestDocument) -> [String] {
        let objects = SourceDocument(source: document.path, object: document.object).objects
        var events = Set<String>()
        for object in objects.map(\.object) {
            guard let identity = ResourceIdentity(of: object) else { return [] }
            let life = ObjectLife(DeployAnnotations.readable(of: object).annotations, identity)
            guard life.isForUninstallOnly else { return [] }
            events.formUnion(life.events.map { $0 == "delete" ? "pre-delete" : $0 })
        }
        return events.sorted()
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

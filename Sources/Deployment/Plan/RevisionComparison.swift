internal import Documents
package import Shared

/// Whether a new revision says anything that the newest one doesn't.
package enum RevisionComparison {
    /// Why the next revision is one; nil when it would repeat the newest, by werf's measure: the newest is deployed, and
    /// notes, values, hooks and manifest are the same, apart from what deploys say of themselves.
    package static func difference(_ next: Release, from newest: Release?) -> String? {
        guard let newest else { return "there is no previously deployed release" }
        if newest.info.status != .deployed { return "the previously deployed release was not successful" }
        if !next.info.notes.utf8.elementsEqual(newest.info.notes.utf8) { return "the release notes changed" }
        if next.config != newest.config { return "the release values changed" }
        if hooks(next) != hooks(newest) { return "the release hooks changed" }
        if !next.manifest.utf8.elementsEqual(newest.manifest.utf8), objects(next) != objects(newest) {
            return "the release manifests changed"
        }
        return nil
    }

    private static func hooks(_ release: Release) -> [Value] {
        SourceDocument.documents(ofHooks: release.hooks).flatMap(\.objects).map { essence($0.object) }
    }

    private static func objects(_ release: Release) -> [Value] {
        SourceDocument.documents(ofManifest: release.manifest).flatMap(\.objects).map { essence($0.object) }
    }

    /// The object without what says which deploy it comes from.
    private static func essence(_ object: Value) -> Value {
        guard var root = object.object, var metadata = root["metadata"]?.object,
            let annotations = metadata["annotations"]?.object
        else { return object }
        let kept = annotations.filter { !ExtraMetadata.isService($0.key) }
        metadata["annotations"] = kept.isEmpty ? Value?.none : .object(Object(kept))
        root["metadata"] = .object(metadata)
        return .object(root)
    }
}

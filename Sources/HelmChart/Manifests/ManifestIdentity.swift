internal import Documents

extension RenderedRelease {
    /// Fails when a document or hook lacks what names it in a cluster; documents of only comments pass.
    ///
    /// Rendering alone doesn't ask for it, as `helm template` doesn't.
    ///
    /// - Throws: ``ChartError`` that names the template, the line of its output and what is missing.
    package func checkIdentities() throws(ChartError) {
        for document in documents { try document.checkIdentity() }
        for hook in hooks { try hook.document.checkIdentity() }
    }
}

extension ManifestDocument {
    /// Fails when the document lacks an API version, a kind or a name; those of only comments, and lists, need no name.
    package func checkIdentity() throws(ChartError) {
        if object.isNull { return }
        if apiVersion.isEmpty { throw missing("apiVersion") }
        if kind.isEmpty { throw missing("kind") }
        let isList = kind.hasSuffix("List") && object["items"] != nil
        let generatesName = object["metadata"]?["generateName"]?.string?.isEmpty == false
        if name.isEmpty && !isList && !generatesName { throw missing("metadata.name") }
    }

    private func missing(_ field: String) -> ChartError {
        let subject = kind.isEmpty ? "a document" : "the \(kind)"
        return ChartError(
            .manifests, "\(path):\(line): \(subject) has no \(field), so it can't be applied", file: path, line: line)
    }
}

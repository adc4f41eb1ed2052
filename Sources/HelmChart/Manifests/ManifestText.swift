/// The texts Helm makes of documents.
package enum ManifestText {
    /// Each document after a separator and its source, as Helm 3.17.3 stores manifests.
    static func text(of documents: [ManifestDocument]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(documents.reduce(0) { $0 + $1.content.utf8.count + $1.path.utf8.count + 20 })
        for document in documents { append(document.path, Array(document.content.utf8), to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// What `helm template` prints: the manifests, then the hooks.
    ///
    /// - Parameters:
    ///   - includeCRDs: the files under `crds/` come first, as they are.
    ///   - includeHooks: false leaves out all hooks.
    ///   - includeTests: false leaves out hooks of the event `test`.
    package static func templateOutput(
        of release: RenderedRelease, includeCRDs: Bool = false, includeHooks: Bool = true, includeTests: Bool = true
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(release.manifest.utf8.count * 2)
        if includeCRDs {
            for file in release.crds { append(file.path, file.data, to: &text) }
        }
        text += Array(release.manifest.utf8)
        text = Array(text[DocumentSplitting.trimmed(text, 0..<text.count)])
        text.append(UInt8(ascii: "\n"))
        for hook in release.hooks where includeHooks && (includeTests || !hook.events.contains("test")) {
            append(hook.document.path, Array(hook.document.content.utf8), to: &text)
        }
        return text
    }

    /// The documents of the template output that come from the given files of the chart.
    ///
    /// - Parameter files: paths relative to the root chart, or patterns with `*`, `?` and `[…]`.
    /// - Throws: ``ChartError`` when a file gave no document.
    package static func selecting(_ files: [String], from output: [UInt8]) throws(ChartError) -> [UInt8] {
        let documents = DocumentSplitting.documents(in: output).map { Array(output[$0]) }
        var selected: [UInt8] = []
        for file in files {
            let pattern = FilePattern(file)
            let fitting = documents.filter { source(of: $0).map { pattern?.matches($0) ?? false } ?? false }
            if fitting.isEmpty {
                throw ChartError(.manifests, "could not find template \(file) in chart", file: file)
            }
            for document in fitting { selected += Array("---\n".utf8) + document + [UInt8(ascii: "\n")] }
        }
        return selected
    }

    /// The path in the first `# Source:` line, without the chart's name.
    private static func source(of document: [UInt8]) -> String? {
        let marker = Array("# Source: ".utf8)
        var start = 0
        while start + marker.count <= document.count {
            let end = document[start...].firstIndex(of: UInt8(ascii: "\n")) ?? document.count
            if let found = find(marker, in: document[start..<end]) {
                let path = document[found..<end]
                guard let slash = path.firstIndex(of: UInt8(ascii: "/")), slash > found, slash + 1 < end else {
                    return nil
                }
                return String(decoding: path[(slash + 1)...], as: UTF8.self)
            }
            start = end + 1
        }
        return nil
    }

    /// Where the text after `marker` begins.
    private static func find(_ marker: [UInt8], in line: ArraySlice<UInt8>) -> Int? {
        guard line.count >= marker.count else { return nil }
        return (line.startIndex...(line.endIndex - marker.count)).first { line[$0...].starts(with: marker) }
            .map { $0 + marker.count }
    }

    private static func append(_ path: String, _ content: [UInt8], to text: inout [UInt8]) {
        text += Array("---\n# Source: ".utf8)
        text += Array(path.utf8)
        text.append(UInt8(ascii: "\n"))
        text += content
        text.append(UInt8(ascii: "\n"))
    }
}

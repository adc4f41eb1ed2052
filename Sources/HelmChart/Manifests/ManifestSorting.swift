internal import Documents

/// The documents of all rendered files, classified and in Helm's order.
struct ManifestSorting {
    private static let events: Set<String> = [
        "pre-install", "post-install", "pre-delete", "post-delete", "pre-upgrade", "post-upgrade", "pre-rollback",
        "post-rollback", "test",
    ]

    private(set) var documents: [ManifestDocument] = []
    private(set) var hooks: [RenderedHook] = []
    private let warn: Warning

    /// Takes the output of all templates but notes, in any order.
    init(_ files: [(path: String, text: [UInt8])], warn: @escaping Warning) throws(ChartError) {
        self.warn = warn
        let sorted = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        for file in sorted { try add(file.text, of: file.path) }
        documents = InstallOrder.sorted(documents, by: \.kind)
        hooks = InstallOrder.sorted(hooks, by: \.document.kind)
    }

    private mutating func add(_ text: [UInt8], of path: String) throws(ChartError) {
        var (line, counted) = (1, 0)
        for range in DocumentSplitting.documents(in: text) {
            line += text[counted..<range.lowerBound].count { $0 == UInt8(ascii: "\n") }
            counted = range.lowerBound
            try add([UInt8](text[range]), of: path, line: line)
        }
    }

    private mutating func add(_ content: [UInt8], of path: String, line: Int) throws(ChartError) {
        let (object, head) = try Self.read(content, path, line)
        let document = ManifestDocument(
            path: path, line: line, content: String(decoding: content, as: UTF8.self), object: object,
            apiVersion: head.apiVersion, kind: head.kind, name: head.name)
        if let events = head.annotations?["helm.sh/hook"]?.string {
            addHook(document, events, head.annotations ?? Object())
        } else {
            documents.append(document)
        }
    }

    private static func read(
        _ content: [UInt8], _ path: String, _ line: Int
    ) throws(ChartError) -> (Value, ManifestHead) {
        do throws(ChartError) {
            let object = try Self.object(content)
            return (object, try ManifestHead(object))
        } catch {
            throw ChartError(
                .manifests, "YAML parse error on \(path): \(error.message)", file: path,
                line: line + (error.line ?? 1) - 1)
        }
    }

    /// Helm applies objects from the record, where a line break follows each, which a block text at its end keeps; what
    /// is wrong with a document it says of the text without.
    private static func object(_ content: [UInt8]) throws(ChartError) -> Value {
        do throws(ChartError) {
            return try ValuesFile.document(content + [UInt8(ascii: "\n")], as: "")
        } catch {
            return try ValuesFile.document(content, as: "")
        }
    }

    /// A document with an event that isn't known goes nowhere.
    private mutating func addHook(_ document: ManifestDocument, _ value: String, _ annotations: Object) {
        var events: [String] = []
        for event in Self.entries(value) {
            let event = event == "test-success" ? "test" : event
            guard Self.events.contains(event) else {
                warn("info: skipping unknown hook: \"\(value)\"")
                return
            }
            events.append(event)
        }
        let policies = annotations["helm.sh/hook-delete-policy"]?.string.map(Self.entries)
        let weight = annotations["helm.sh/hook-weight"]?.string.flatMap { Int($0) }
        hooks.append(
            RenderedHook(document: document, events: events, weight: weight ?? 0, deletePolicies: policies ?? []))
    }

    private static func entries(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { String(Substring($0)).trimmingSpace.lowercased() }
    }
}

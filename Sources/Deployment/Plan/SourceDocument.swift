package import Documents
package import Shared

/// A rendered or stored document and where it came from.
package struct SourceDocument: Hashable, Codable, Sendable {
    /// Rendered text, and the line of the template's output on which it begins.
    package struct Text: Hashable, Codable, Sendable {
        package var content: String
        package var line: Int

        package init(content: String, line: Int) {
            self.content = content
            self.line = line
        }
    }

    /// The template's path; empty when the manifest doesn't say.
    package var source: String
    package var object: Value
    /// The rendered text, where it is at hand.
    package var text: Text?

    package init(source: String, object: Value, text: Text? = nil) {
        self.source = source
        self.object = object
        self.text = text
    }

    /// The template, with the line of its output that has this key if only one has it.
    func place(of key: String) -> String {
        let lines = (text?.content ?? "").utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let found = lines.indices.filter { line in
            let words = lines[line].drop { " \"'".utf8.contains($0) }
            guard words.starts(with: key.utf8) else { return false }
            return words.dropFirst(key.utf8.count).first.map { ":\"'".utf8.contains($0) } ?? false
        }
        guard let text, found.count == 1, let line = found.first else { return source }
        return "\(source), line \(text.line &+ line) of its output"
    }

    /// The document's objects: the items of a `List`, or itself; none when it holds nothing but comments.
    package var objects: [SourceDocument] {
        if object.isNull { return [] }
        guard let kind = object["kind"]?.string, kind.hasSuffix("List"), let list = object["items"] else {
            return [self]
        }
        // A range over nothing leaves `items:` without a value.
        if list.isNull { return [] }
        guard let items = list.array else { return [self] }
        return items.flatMap { item in
            SourceDocument(source: source, object: named(item, listKind: kind), text: text).objects
        }
    }

    /// The items of a typed list (`ConfigMapList`) need not repeat kind and version.
    private func named(_ item: Value, listKind: String) -> Value {
        guard listKind != "List", var members = item.object else { return item }
        if members["kind"] == nil { members["kind"] = .string(String(listKind.dropLast(4))) }
        if members["apiVersion"] == nil { members["apiVersion"] = object["apiVersion"] }
        return .object(members)
    }
}

extension SourceDocument {
    /// The documents of a stored manifest; those that can't be read are left out and told about.
    ///
    /// - Parameter unreadable: called with the source and the error of each document that is no YAML.
    package static func documents(
        ofManifest manifest: String, unreadable: (String, DocumentError) -> Void = { _, _ in }
    ) -> [SourceDocument] {
        pieces(of: Array(manifest.utf8)).compactMap { piece -> SourceDocument? in
            let source = Self.source(of: piece)
            do throws(DocumentError) {
                let object = try YAML.read(Array(piece))
                return object.isNull ? nil : SourceDocument(source: source, object: object)
            } catch {
                unreadable(source, error)
                return nil
            }
        }
    }

    /// The documents of stored hooks; those that can't be read are left out and told about.
    package static func documents(
        ofHooks hooks: [ReleaseHook], unreadable: (String, DocumentError) -> Void = { _, _ in }
    ) -> [SourceDocument] {
        hooks.flatMap { hook in
            documents(ofManifest: hook.manifest + "\n") { unreadable(hook.path, $1) }
                .map { SourceDocument(source: hook.path, object: $0.object) }
        }
    }

    /// A manifest's text cut at the lines that begin with `---`.
    private static func pieces(of text: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        var line = 0
        while line < text.count {
            let end = text[line...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            if text[line..<end].starts(with: "---".utf8) {
                pieces.append(text[start..<line])
                start = min(line + 3, text.count)
            }
            line = end + 1
        }
        pieces.append(text[start...])
        return pieces
    }

    private static func source(of piece: ArraySlice<UInt8>) -> String {
        let mark = "# Source: ".utf8
        for line in piece.split(separator: UInt8(ascii: "\n")) where line.starts(with: mark) {
            return String(decoding: line.dropFirst(mark.count), as: UTF8.self)
        }
        return ""
    }
}

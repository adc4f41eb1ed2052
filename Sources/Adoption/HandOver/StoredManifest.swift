internal import Deployment
internal import Documents
internal import Shared

/// The text of a stored manifest, from which documents can be taken without touching the others.
struct StoredManifest {
    private let pieces: [Piece]

    /// A document with the line that begins it.
    private struct Piece {
        var text: String
        var document: SourceDocument?
    }

    init(_ manifest: String) {
        pieces = Self.split(manifest).map { text in
            Piece(text: text, document: SourceDocument.documents(ofManifest: text).first)
        }
    }

    /// The manifest without some objects, and those it had of them; one that names no namespace is in `namespace`.
    func removing(
        _ going: Set<ObjectIdentity>, in namespace: String
    ) -> (text: String, removed: [ResourceIdentity]) {
        var (kept, removed) = ("", [ResourceIdentity]())
        for piece in pieces {
            let objects = piece.document?.objects ?? []
            let hits = objects.compactMap { Self.hit($0.object, going, namespace) }
            if hits.isEmpty {
                kept += piece.text
            } else if hits.count < objects.count, let document = piece.document {
                kept += Self.list(document, without: going, namespace)
            }
            removed += hits
        }
        return (kept, removed)
    }

    private static func hit(_ object: Value, _ going: Set<ObjectIdentity>, _ namespace: String) -> ResourceIdentity? {
        guard let identity = ResourceIdentity(of: object) else { return nil }
        var placed = identity
        if placed.namespace.isEmpty { placed.namespace = namespace }
        if going.contains(placed.object) { return placed }
        // Of a type without namespaces.
        placed.namespace = ""
        return going.contains(placed.object) ? placed : nil
    }

    /// A `List` is written anew with the items that stay.
    private static func list(
        _ document: SourceDocument, without going: Set<ObjectIdentity>, _ namespace: String
    ) -> String {
        let staying = document.objects.map(\.object).filter { hit($0, going, namespace) == nil }
        var list = document.object.object ?? Object()
        list["items"] = .array(staying)
        let head = document.source.isEmpty ? "---\n" : "---\n# Source: \(document.source)\n"
        return head + String(decoding: YAML.write(.object(list)), as: UTF8.self)
    }

    /// The text cut before each line that begins with `---`.
    private static func split(_ manifest: String) -> [String] {
        let bytes = Array(manifest.utf8)
        var (pieces, start, line) = ([String](), 0, 0)
        while line < bytes.count {
            let end = bytes[line...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if line > start, bytes[line..<end].starts(with: "---".utf8) {
                pieces.append(String(decoding: bytes[start..<line], as: UTF8.self))
                start = line
            }
            line = end + 1
        }
        if start < bytes.count { pieces.append(String(decoding: bytes[start...], as: UTF8.self)) }
        return pieces
    }
}

/// Turns any text into a name that Kubernetes takes, and tells texts apart by a checksum.
package enum Slug {
    /// A release's name: the name itself when Helm takes it, else its slug of at most 53 bytes.
    package static func release(_ name: String) -> String {
        name.isEmpty || NameRule.release.allows(name) ? name : hashed(name, limit: NameRule.release.longest)
    }

    /// A namespace: the name itself when Kubernetes takes it, else its slug of at most 63 bytes.
    package static func namespace(_ name: String) -> String {
        name.isEmpty || NameRule.namespace.allows(name) ? name : hashed(name, limit: NameRule.namespace.longest)
    }

    /// A project's name: what isn't one already loses what it must not have, and gets no checksum.
    package static func project(_ name: String) -> String {
        if name.isEmpty || NameRule.project.allows(name) { return name }
        return String(decoding: slugified(name).prefix(NameRule.project.longest), as: UTF8.self)
    }

    /// A tag of an image: the text itself when registries take it, else its slug of at most 128 bytes.
    package static func imageTag(_ text: String) -> String {
        text.isEmpty || NameRule.imageTag.allows(text) ? text : hashed(text, limit: NameRule.imageTag.longest)
    }

    /// The slug of a text of which at most `limit` bytes are wanted; a text that already looks like one stays.
    package static func limited(_ text: String, _ limit: Int = 42) -> String {
        if text.isEmpty || (text.utf8.count <= limit && isSlug(text)) { return text }
        return hashed(text, limit: limit)
    }

    /// A slug, or two joined by a double dash as `hashed` may leave them.
    private static func isSlug(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        if slugified(text) == bytes { return true }
        let doubles = bytes.indices.dropLast().filter { bytes[$0] == dash && bytes[$0 + 1] == dash }
        guard doubles.count == 1, let at = doubles.first else { return false }
        let single = Array(bytes[..<at] + bytes[(at + 1)...])
        return slugified(String(decoding: single, as: UTF8.self)) == single
    }

    /// The slug of a text followed by the checksum of its bytes, at most `limit` bytes in all.
    private static func hashed(_ text: String, limit: Int) -> String {
        let hash = MurmurHash.text(text.utf8)
        let slug = slugified(text)
        if slug.isEmpty { return hash }
        let room = max(0, limit - hash.utf8.count - 1)
        return String(decoding: slug.prefix(room), as: UTF8.self) + "-" + hash
    }

    private static let dash = UInt8(ascii: "-")

    /// The text in lower case Latin letters, digits and single dashes inside.
    static func slugified(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let replacement = Transliteration.replacement(of: scalar) else { continue }
            if replacement == "-", result.isEmpty || result.last == dash { continue }
            result.append(contentsOf: replacement.utf8)
        }
        if result.last == dash { result.removeLast() }
        return result
    }
}

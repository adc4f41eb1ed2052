/// An image that charts may refer to.
package struct BuiltImage: Hashable, Sendable {
    /// Its name in `werf.yaml`; empty for the image without one.
    package var name: String
    /// The address without the tag: `registry.example.com/group/app`.
    package var repository: String
    package var tag: String
    /// Such as `sha256:…`; empty when it isn't known.
    package var digest: String

    package init(name: String, repository: String, tag: String, digest: String = "") {
        self.name = name
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// The image of an address, `registry.example.com/group/app:tag`.
    init(name: String, address: String, digest: String) throws(ProjectError) {
        guard let colon = address.utf8.lastIndex(of: UInt8(ascii: ":")),
            !address[colon...].utf8.contains(UInt8(ascii: "/"))
        else {
            throw ProjectError(
                .buildReport, "image \(quoted(name)) has DockerImageName \(quoted(address)), which has no tag")
        }
        self.init(
            name: name, repository: String(address[..<colon]),
            tag: String(address[address.utf8.index(after: colon)...]), digest: digest)
    }

    /// The address with the tag.
    package var address: String { "\(repository):\(tag)" }

    /// The same image under another tag, made of a pattern with `%image%` and its kin.
    package func tagged(_ pattern: String) -> BuiltImage {
        var image = self
        image.tag =
            pattern
            .replacing("%image%", with: name)
            .replacing("%image_slug%", with: Slug.limited(name))
            .replacing("%image_safe_slug%", with: Slug.imageTag(name))
            .replacing("%image_content_based_tag%", with: tag)
        return image
    }
}

package import Documents

/// The parts of an image's address, each under its own name.
package enum ImageValues {
    /// The parts of a real image.
    package static func values(of image: BuiltImage) -> Object {
        let (registry, path) = split(image.repository)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let namespace = path.utf8.count > name.utf8.count ? String(path.dropLast(name.count + 1)) : "."
        return object(
            registry: registry, namespace: namespace, name: name, repository: path, image: "\(registry)/\(path)",
            tag: image.tag, digest: image.digest)
    }

    /// The parts of an image that hasn't been built; `repository` is its address without the tag.
    package static func placeholder(_ repository: String) -> Object {
        object(
            registry: "REGISTRY", namespace: "NAMESPACE", name: "NAME", repository: "NAMESPACE/NAME",
            image: repository, tag: "TAG", digest: "DIGEST")
    }

    private static func object(
        registry: String, namespace: String, name: String, repository: String, image: String, tag: String,
        digest: String
    ) -> Object {
        let both = "\(tag)@\(digest)"
        return Object(
            [
                ("registry", registry), ("repository", repository), ("namespace", namespace), ("name", name),
                ("tag", tag), ("digest", digest), ("tag_digest", both), ("image", image), ("ref", "\(image):\(both)"),
                ("ref_tag", "\(image):\(tag)"), ("repository_ref", "\(repository):\(both)"),
                ("repository_tag", "\(repository):\(tag)"), ("name_ref", "\(name):\(both)"),
                ("name_tag", "\(name):\(tag)"),
            ].map { Object.Member(key: $0.0, value: .string($0.1)) })
    }

    /// The registry's host, and the path below it.
    private static func split(_ repository: String) -> (registry: String, path: String) {
        let parts = repository.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let host = parts.first, let path = parts.last else {
            return ("index.docker.io", "library/\(repository)")
        }
        let isHost =
            host == "localhost" || host.utf8.contains(UInt8(ascii: ".")) || host.utf8.contains(UInt8(ascii: ":"))
        return isHost ? (host, path) : ("index.docker.io", repository)
    }
}

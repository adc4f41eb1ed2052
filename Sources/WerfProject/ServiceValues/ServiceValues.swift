package import Documents

/// What charts see of the project: `.Values.werf`, `.Values.global.werf` and `.Values.global.env`.
package struct ServiceValues: Hashable, Sendable {
    /// Where the images come from.
    package enum Images: Hashable, Sendable {
        /// There are none.
        case none
        case built([BuiltImage])
        /// Placeholders for the images of these names, so that a chart renders without a build.
        case placeholders([String])
    }

    package var project: String
    /// The version of these plugins.
    package var version: String
    /// The registry's address; empty without images.
    package var repository = ""
    /// Nil without git.
    package var commit: Commit?
    package var namespace = ""
    /// Empty without an environment.
    package var environment = ""
    package var images = Images.none
    /// The Docker configuration in base64.
    package var dockerConfiguration: String?
    /// `$WERF_EXPERIMENT_NO_GLOBAL_SERVICE_VALUES`.
    package var leavesOutGlobal = false

    package init(project: String, version: String) {
        self.project = project
        self.version = version
    }

    /// The commit that is deployed.
    package struct Commit: Hashable, Sendable {
        package var hash: String
        /// Seconds since 1970.
        package var seconds: Int64
        /// As Go prints a time.
        package var date: String

        package init(hash: String, seconds: Int64, date: String) {
            self.hash = hash
            self.seconds = seconds
            self.date = date
        }
    }

    /// The values to lay over all others.
    package var values: Object {
        var root = Object()
        root["werf"] = .object(own)
        if let dockerConfiguration { root["dockerconfigjson"] = .string(dockerConfiguration) }
        if !leavesOutGlobal { root["global"] = .object(global) }
        return root
    }

    /// The image of this name, for the template function `werf_image`.
    package func image(named name: String) -> String? {
        switch images {
        case .none: nil
        case .built(let images): images.first { $0.name == name }?.address
        case .placeholders(let names): names.contains(name) ? placeholder.address : nil
        }
    }

    /// The names of all images.
    package var imageNames: [String] {
        switch images {
        case .none: []
        case .built(let images): images.map(\.name)
        case .placeholders(let names): names
        }
    }

    private var placeholder: BuiltImage { BuiltImage(name: "", repository: placeholderRepository, tag: "TAG") }

    /// Placeholders name the real registry when it is known.
    private var placeholderRepository: String { repository.isEmpty ? "REPO" : repository }

    // MARK: The two maps

    private var own: Object {
        var members = facts
        var addresses = Object()
        var tags = Object()
        for image in known where !image.name.isEmpty {
            addresses[image.name] = .string(image.address)
            tags[image.name] = .string(image.tag)
        }
        members["image"] = .object(addresses)
        members["tag"] = .object(tags)
        return members
    }

    private var global: Object {
        var werf = facts
        var images = Object()
        for image in known where !image.name.isEmpty {
            images[image.name] = .object(
                isPlaceholder ? ImageValues.placeholder(placeholderRepository) : ImageValues.values(of: image))
        }
        werf["images"] = .object(images)
        if let dockerConfiguration { werf["dockerconfigjson"] = .string(dockerConfiguration) }
        var global = Object()
        global["werf"] = .object(werf)
        if !environment.isEmpty { global["env"] = .string(environment) }
        return global
    }

    private var isPlaceholder: Bool {
        if case .placeholders = images { true } else { false }
    }

    private var known: [BuiltImage] {
        switch images {
        case .none: []
        case .built(let images): images
        case .placeholders(let names):
            names.map { BuiltImage(name: $0, repository: placeholderRepository, tag: "TAG") }
        }
    }

    /// What both maps hold.
    private var facts: Object {
        var members: Object = .init()
        members["name"] = .string(project)
        members["version"] = .string(version)
        members["repo"] = .string(isPlaceholder ? placeholderRepository : repository)
        members["commit"] = [
            "hash": .string(commit?.hash ?? ""),
            "date": ["human": .string(commit?.date ?? ""), "unix": .integer(commit?.seconds ?? 0)],
        ]
        if !namespace.isEmpty { members["namespace"] = .string(namespace) }
        if !environment.isEmpty || isPlaceholder { members["env"] = .string(environment) }
        if let nameless = known.first(where: \.name.isEmpty) {
            members["is_nameless_image"] = true
            members["nameless_image"] = .string(nameless.address)
        }
        if isPlaceholder {
            members["is_stub"] = true
            members["stub_image"] = .string(placeholder.address)
        }
        return members
    }
}

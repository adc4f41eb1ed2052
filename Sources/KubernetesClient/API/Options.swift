package import Documents

/// Which objects a list holds, and how it is read.
package struct ListOptions: Hashable, Sendable {
    package var labelSelector: String?
    package var fieldSelector: String?
    /// Only `metadata` of each object (`PartialObjectMetadata`).
    package var metadataOnly = false
    /// Objects per page; 0 reads everything in one answer.
    package var pageSize = 500
    /// nil: what is committed now; `"0"`: whatever the server has at hand, which is quicker.
    package var resourceVersion: String?
    /// `NotOlderThan` or `Exact`.
    package var resourceVersionMatch: String?

    package init(
        labelSelector: String? = nil,
        fieldSelector: String? = nil,
        metadataOnly: Bool = false,
        pageSize: Int = 500,
        resourceVersion: String? = nil,
        resourceVersionMatch: String? = nil
    ) {
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.metadataOnly = metadataOnly
        self.pageSize = pageSize
        self.resourceVersion = resourceVersion
        self.resourceVersionMatch = resourceVersionMatch
    }
}

/// A list's objects with the version at which they were read.
package struct ObjectList: Hashable, Sendable {
    /// The objects, in the server's order.
    ///
    /// `apiVersion` and `kind` are those that the server wrote.
    package var items: [Value]
    /// From here a watch goes on.
    package var resourceVersion: String

    package init(items: [Value], resourceVersion: String) {
        self.items = items
        self.resourceVersion = resourceVersion
    }
}

/// Which objects are watched.
package struct WatchOptions: Hashable, Sendable {
    package var labelSelector: String?
    package var fieldSelector: String?
    package var metadataOnly = false
    /// Where to start; nil lists first, so that every present object arrives as added, followed by `synced`.
    package var resourceVersion: String?

    package init(
        labelSelector: String? = nil,
        fieldSelector: String? = nil,
        metadataOnly: Bool = false,
        resourceVersion: String? = nil
    ) {
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.metadataOnly = metadataOnly
        self.resourceVersion = resourceVersion
    }
}

/// What a watch tells.
package enum WatchEvent: Hashable, Sendable {
    /// The server's history was lost: forget what is known. The present objects follow as added, then `synced`.
    case restarted
    /// Every object of the list that precedes the watch was told.
    case synced
    case added(Value)
    case modified(Value)
    case deleted(Value)
    /// Nothing changed up to this resource version.
    case bookmark(resourceVersion: String)
    /// The server has been away for some seconds: it is asked again until it answers, and this is told once.
    case interrupted(ClientError)
}

/// How an object is deleted.
package struct DeleteOptions: Hashable, Sendable {
    /// What becomes of the objects that the deleted one owns.
    package enum Propagation: String, Hashable, Sendable {
        case foreground = "Foreground"
        case background = "Background"
        case orphan = "Orphan"
    }

    package var propagation: Propagation?
    /// Delete only the object with this UID; another one answers with a conflict.
    package var uid: String?
    /// Delete only if the object is at this version.
    package var resourceVersion: String?
    package var gracePeriodSeconds: Int?
    package var dryRun = false

    package init(
        propagation: Propagation? = nil,
        uid: String? = nil,
        resourceVersion: String? = nil,
        gracePeriodSeconds: Int? = nil,
        dryRun: Bool = false
    ) {
        self.propagation = propagation
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.gracePeriodSeconds = gracePeriodSeconds
        self.dryRun = dryRun
    }
}

/// The forms of a patch.
package enum PatchKind: String, Hashable, Sendable {
    case json = "application/json-patch+json"
    case merge = "application/merge-patch+json"
    case strategic = "application/strategic-merge-patch+json"
}

/// What `/version` says.
package struct ServerVersion: Hashable, Sendable {
    /// The whole version: `v1.20.2`.
    package var gitVersion: String
    package var major: String
    package var minor: String

    package init(gitVersion: String, major: String, minor: String) {
        self.gitVersion = gitVersion
        self.major = major
        self.minor = minor
    }
}

/// How fresh the server's types must be.
package enum DiscoveryFreshness: Hashable, Sendable {
    /// The disk cache as it stands, however old; the server only when there is none.
    case cached
    /// One GET of `/apis` tells whether the cache still stands.
    case checked
    /// Everything from the server.
    case fresh
}

/// Which part of a container's log is read.
package struct LogOptions: Hashable, Sendable {
    package var container: String?
    /// Stay and read on while the container runs.
    package var follow = false
    /// The container's previous run.
    package var previous = false
    /// RFC 3339; only what was written from then on.
    package var sinceTime: String?
    package var sinceSeconds: Int?
    package var tailLines: Int?
    package var timestamps = false

    package init() {}
}

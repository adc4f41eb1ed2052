package import KubernetesClient
package import Shared
package import TillerRecords

/// All that a migration of one release follows from, as it was read.
package struct MigrationFacts: Sendable {
    /// A place that has records of the same name and namespace as well.
    package struct Rival: Hashable, Sendable {
        package var place: TillerPlace
        package var newest: Int
        /// Its newest record tells whose it is; otherwise it may be this release's.
        package var isReadable: Bool

        package init(place: TillerPlace, newest: Int, isReadable: Bool = true) {
            self.place = place
            self.newest = newest
            self.isReadable = isReadable
        }
    }

    /// The release's name at Tiller's.
    package var name: String
    package var target: ConvertedRevision.Target
    /// The namespace that the user takes it to be in, where it is in another one and isn't meant to leave that.
    package var expectedNamespace: String?
    package var place: TillerPlace
    /// Every record of the release in that place, the oldest first.
    package var entries: [TillerEntry]
    /// The records that are to be brought over, the newest first.
    package var chosen: [RevisionFacts]
    package var rivals: [Rival]
    /// What Helm 3 has of the target's name.
    package var history: [RevisionEntry]
    /// Where else Helm 3 has a history of that name; nil when it has none.
    package var elsewhere: StorageError?
    /// The objects of the newest state, in the manifest's order.
    package var objects: [ObjectFacts]
    package var journal: MigrationJournal?
    /// What the server says to writing, when it was asked.
    package var rehearsal = MigrationRehearsal.Findings()

    package init(name: String, target: ConvertedRevision.Target, place: TillerPlace) {
        (self.name, self.target, self.place) = (name, target, place)
        (entries, chosen, rivals, history, objects) = ([], [], [], [], [])
        (elsewhere, journal) = (nil, nil)
    }
}

/// One record of Tiller's, looked at.
package struct RevisionFacts: Sendable {
    /// What Helm 3 has under the same number.
    package enum Counterpart: Hashable, Sendable {
        case none
        /// What this record becomes, whatever its status is by now.
        case same
        /// The same deployment, with other hooks, templates or notes.
        case alike
        case different
    }

    /// What became of reading and converting it.
    package enum Reading: Sendable {
        case converted(Converted)
        /// Helm 2 couldn't read it either, for this reason.
        case damaged(String)
        /// Helm 3 couldn't store it: bytes, what would be allowed, and the largest parts.
        case tooLarge(Int, limit: Int, parts: [RecordPart])
    }

    /// What is kept of a converted revision.
    package struct Converted: Hashable, Sendable {
        package var namespace: String
        package var status: ReleaseStatus
        /// Seconds since 1970.
        package var lastDeployed: Int64?
        /// What had to go from the stored chart to make the record fit.
        package var dropped: [String]
        package var crdHooks: [String]

        package init(
            namespace: String, status: ReleaseStatus, lastDeployed: Int64? = nil, dropped: [String] = [],
            crdHooks: [String] = []
        ) {
            self.namespace = namespace
            self.status = status
            self.lastDeployed = lastDeployed
            self.dropped = dropped
            self.crdHooks = crdHooks
        }
    }

    package var entry: TillerEntry
    package var reading: Reading
    package var counterpart: Counterpart

    package init(_ entry: TillerEntry, _ reading: Reading, counterpart: Counterpart = .none) {
        self.entry = entry
        self.reading = reading
        self.counterpart = counterpart
    }

    /// What it converts to, if it does.
    package var converted: Converted? {
        if case .converted(let converted) = reading { converted } else { nil }
    }
}

/// An object that the release's newest state lists.
package struct ObjectFacts: Sendable {
    /// What the cluster has of it.
    package enum Standing: Sendable {
        case absent
        /// The server doesn't know its kind under this version; it isn't found under any other either.
        case unknownKind
        /// It is there.
        case live(LiveMarks)
    }

    package var identity: ResourceIdentity
    /// The manifest says in which namespace it is, or it is in none.
    package var isPlaced: Bool
    /// The version in the manifest is no longer served.
    package var isVersionGone: Bool
    package var standing: Standing
    /// The object as the server would have it; nil when it doesn't know its kind.
    package var reference: ObjectReference?
    /// The managers that the release's own manifest names.
    package var ownManagers: [OtherManager] = []

    package init(
        _ identity: ResourceIdentity, isPlaced: Bool = true, isVersionGone: Bool = false, standing: Standing
    ) {
        self.identity = identity
        self.isPlaced = isPlaced
        self.isVersionGone = isVersionGone
        self.standing = standing
    }
}

extension ObjectFacts.Standing {
    /// It is the same object, or there is none as before, and it says the same of whose it is.
    func isAlike(_ other: Self) -> Bool {
        switch (self, other) {
        case (.absent, .absent), (.unknownKind, .unknownKind): true
        case (.live(let one), .live(let other)):
            one.uid == other.uid && one.values == other.values && one.reserved == other.reserved
                && one.managers == other.managers
        default: false
        }
    }
}

/// What a live object says of whose it is.
package struct LiveMarks: Sendable {
    package var reference: ObjectReference
    package var uid: String
    package var resourceVersion: String
    /// The values of the keys that ownership is marked with; keys that are missing are absent.
    package var values: OwnerMarks
    /// Why no release may take it; nil when it may be taken.
    package var reserved: String?
    /// Tools that look after it in their own way; Tiller is none of them.
    package var managers: [OtherManager]

    package init(
        reference: ObjectReference, uid: String, resourceVersion: String, values: OwnerMarks,
        reserved: String? = nil, managers: [OtherManager] = []
    ) {
        self.reference = reference
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.values = values
        self.reserved = reserved
        self.managers = managers
    }
}

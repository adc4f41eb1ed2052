internal import Documents
package import Shared

/// What an adoption changes, with what was there before: all that it takes to undo it.
///
/// It holds the former values of the keys that are set, and nothing else of any object.
package struct UndoDocument: Hashable, Sendable {
    /// One object's part.
    package struct Entry: Hashable, Sendable {
        package var identity: ResourceIdentity
        package var uid: String
        /// The keys that are set, with what was there; nil where nothing was.
        package var former: [OwnerMarks.Key: String?]

        package init(identity: ResourceIdentity, uid: String, former: [OwnerMarks.Key: String?]) {
            self.identity = identity
            self.uid = uid
            self.former = former
        }
    }

    /// The part of a release that handed objects over.
    package struct HandedOver: Hashable, Sendable {
        package var from: Ownership
        /// Where its records are.
        package var storage: StoragePlace
        /// The revision that lists the objects, and the one that was made to follow it.
        package var former: Int
        package var made: Int
    }

    package var release: Ownership
    package var storage: StoragePlace
    /// The release's newest revision when it adopted; 0 for none.
    package var revision: Int
    /// When that revision was deployed, as its record says: a release that is uninstalled and installed again counts
    /// from 1 anew.
    package var deployed: String?
    package var entries: [Entry]
    package var handedOver: HandedOver?
    /// The ConfigMap in the storage's namespace that holds the same, if it could be made.
    package var journal: String?

    package init(
        _ plan: AdoptionPlan, revision: Int, deployed: String?, storage: StoragePlace,
        handingOverFrom place: StoragePlace
    ) {
        release = plan.release
        self.storage = storage
        self.revision = revision
        self.deployed = deployed
        entries = plan.changes.map { Entry(identity: $0.identity, uid: $0.uid, former: $0.former) }
        guard let handOver = plan.handOver, let newest = handOver.newest else { return }
        if let next = handOver.next {
            handedOver = HandedOver(
                from: handOver.from, storage: place, former: newest.version, made: next.version)
        } else if let journal = handOver.journal,
            !Set(journal.objects.map(\.object)).isDisjoint(with: entries.map(\.identity.object))
        {
            // An earlier run let go of these objects and was killed before it came to them.
            handedOver = HandedOver(
                from: handOver.from, storage: place, former: journal.former, made: newest.version)
        }
    }
}

extension UndoDocument {
    private static let format = "kubectl-werf-adopt/1"

    /// The document as a file holds it.
    package var text: [UInt8] {
        var root = Object()
        root["format"] = .string(Self.format)
        root["release"] = Self.value(release)
        root["storage"] = storage.value
        root["revision"] = .integer(Int64(revision))
        root["deployed"] = deployed.map(Value.string)
        if let handedOver {
            root["handedOver"] = [
                "from": Self.value(handedOver.from), "storage": handedOver.storage.value,
                "former": .integer(Int64(handedOver.former)), "made": .integer(Int64(handedOver.made)),
            ]
        }
        root["journal"] = journal.map(Value.string)
        root["objects"] = .array(entries.map(\.value))
        return JSON.write(.object(root), .indented(2)) + [UInt8(ascii: "\n")]
    }

    /// Reads a file or a journal.
    ///
    /// - Throws: `undo` when it is none of ours.
    package init(reading bytes: [UInt8]) throws(AdoptionError) {
        let root: Value
        do {
            root = try JSON.read(bytes)
        } catch {
            throw AdoptionError(.undo, "what it takes to undo can't be read: \(error.message)")
        }
        guard root["format"]?.string == Self.format else {
            throw AdoptionError(.undo, "the undo file isn't one of kubectl werf-adopt")
        }
        guard let release = Self.ownership(root["release"]), let storage = StoragePlace(root["storage"]),
            let revision = root["revision"]?.integer.flatMap({ Int(exactly: $0) }), let list = root["objects"]?.array
        else { throw AdoptionError(.undo, "the undo file is damaged") }
        let entries = list.compactMap(Entry.init)
        guard entries.count == list.count else { throw AdoptionError(.undo, "the undo file is damaged") }
        (self.release, self.storage, self.revision, self.entries) = (release, storage, revision, entries)
        deployed = root["deployed"]?.string
        journal = root["journal"]?.string
        guard let part = root["handedOver"] else { return }
        guard let from = Self.ownership(part["from"]), let place = StoragePlace(part["storage"]),
            let former = part["former"]?.integer.flatMap({ Int(exactly: $0) }),
            let made = part["made"]?.integer.flatMap({ Int(exactly: $0) })
        else { throw AdoptionError(.undo, "the undo file is damaged") }
        handedOver = HandedOver(from: from, storage: place, former: former, made: made)
    }

    private static func value(_ release: Ownership) -> Value {
        ["name": .string(release.releaseName), "namespace": .string(release.releaseNamespace)]
    }

    private static func ownership(_ value: Value?) -> Ownership? {
        guard let name = value?["name"]?.string, let namespace = value?["namespace"]?.string else { return nil }
        return Ownership(releaseName: name, releaseNamespace: namespace)
    }
}

extension StoragePlace {
    fileprivate var value: Value { ["driver": .string(driver.rawValue), "namespace": .string(namespace)] }

    fileprivate init?(_ value: Value?) {
        guard let name = value?["driver"]?.string, let driver = try? StorageDriver(named: name),
            let namespace = value?["namespace"]?.string
        else { return nil }
        self.init(driver: driver, namespace: namespace)
    }
}

extension UndoDocument.Entry {
    fileprivate var value: Value {
        var former = Object()
        for key in OwnerMarks.Key.allCases {
            guard let value = self.former[key] else { continue }
            var members = former[key.member]?.object ?? Object()
            members[key.key] = .some(value.map(Value.string) ?? .null)
            former[key.member] = .object(members)
        }
        return [
            "apiVersion": .string(identity.apiVersion), "kind": .string(identity.kind),
            "namespace": .string(identity.namespace), "name": .string(identity.name), "uid": .string(uid),
            "former": .object(former),
        ]
    }

    fileprivate init?(_ value: Value) {
        guard let apiVersion = value["apiVersion"]?.string, let kind = value["kind"]?.string,
            let namespace = value["namespace"]?.string, let name = value["name"]?.string,
            let uid = value["uid"]?.string, let written = value["former"]
        else { return nil }
        var former: [OwnerMarks.Key: String?] = [:]
        for key in OwnerMarks.Key.allCases {
            guard let member = written[key.member]?[key.key] else { continue }
            former[key] = .some(member.string)
        }
        self.init(
            identity: ResourceIdentity(apiVersion: apiVersion, kind: kind, namespace: namespace, name: name),
            uid: uid, former: former)
    }
}

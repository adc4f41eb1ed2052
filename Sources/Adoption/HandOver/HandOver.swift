package import Documents
internal import Deployment
package import GoTime
package import Shared

/// How objects leave another release's record.
///
/// The record lets go of the objects first, as a new revision; only then do their marks change. So at no moment does a
/// release list an object that carries another's marks: whatever runs in between, under whichever Helm, deletes nothing.
package struct HandOver: Sendable {
    /// The release that hands over.
    package var from: Ownership
    /// Its newest revision; nil when the release has none that counts.
    package var newest: Release?
    /// The revision that is to follow it; nil when the record stays as it is.
    package var next: Release?
    /// What an earlier, unfinished hand-over to the same release has let go of.
    package var journal: HandOverJournal?
    /// The objects that leave the record.
    package var leaving: [ObjectIdentity] = []
    private let to: Ownership
    private let moment: GoTime

    /// - Throws: `refused` unless the release's newest revision is deployed, or there is none.
    package init(
        from: Ownership, to: Ownership, newest: Release?, moment: GoTime = .now()
    ) throws(AdoptionError) {
        self.from = from
        self.to = to
        self.moment = moment
        guard let newest, newest.info.status != .uninstalled else { return }
        guard newest.info.status == .deployed else {
            throw AdoptionError(
                .refused,
                "revision \(newest.version) of release \"\(from.releaseName)\" in namespace "
                    + "\"\(from.releaseNamespace)\" is \(newest.info.status), so it isn't known what the release has",
                advice: ["Deploy it, or roll it back, before it hands objects over."])
        }
        self.newest = newest
        journal = HandOverJournal(of: newest).flatMap { $0.to == to ? $0 : nil }
    }

    /// What the release has listed, or had before it began to hand over.
    package var listed: [ResourceIdentity] {
        let documents = SourceDocument.documents(ofManifest: newest?.manifest ?? "").flatMap(\.objects)
        return documents.compactMap { ResourceIdentity(of: $0.object) } + (journal?.objects ?? [])
    }

    /// The hand-over of the rows' objects, as far as the record lists them.
    func leaving(_ rows: [AdoptionPlan.Row]) -> HandOver {
        guard let newest else { return self }
        var result = self
        let going = Set(rows.map(\.wanted.identity.object))
        let manifest = StoredManifest(newest.manifest).removing(going, in: from.releaseNamespace)
        result.leaving = manifest.removed.map(\.object)
        guard !manifest.removed.isEmpty else { return result }
        result.next = next(after: newest, manifest: manifest.text, without: manifest.removed)
        return result
    }

    private func next(after newest: Release, manifest: String, without removed: [ResourceIdentity]) -> Release {
        var next = newest
        next.version = newest.version &+ 1
        next.manifest = manifest
        next.info.lastDeployed = moment
        next.info.status = .deployed
        next.info.rollbackRevision = 0
        next.info.description =
            "Handed \(removed.count) object\(removed.count == 1 ? "" : "s") over to release \"\(to.releaseName)\" in "
            + "namespace \"\(to.releaseNamespace)\""
        next.maker = nil
        next[extra: DeployJournal.key] = nil
        next[extra: HandOverJournal.key] =
            HandOverJournal(
                to: to, former: newest.version, objects: removed + (journal?.objects ?? []),
                run: "\(moment.seconds).\(moment.nanoseconds)"
            ).value
        return next
    }
}

/// What a release's record says of objects it has let go of: a hand-over that was killed goes on from there.
package struct HandOverJournal: Hashable, Sendable {
    /// The record's member.
    package static let key = "kubectl_werf_handover"

    package var to: Ownership
    /// The revision that still listed the objects.
    package var former: Int
    package var objects: [ResourceIdentity]
    /// Tells one hand-over from another.
    package var run: String

    init(to: Ownership, former: Int, objects: [ResourceIdentity], run: String) {
        self.to = to
        self.former = former
        self.objects = objects
        self.run = run
    }

    /// The journal that a record holds.
    package init?(of release: Release) {
        guard let value = release[extra: Self.key], let name = value["release"]?.string,
            let namespace = value["namespace"]?.string, let former = value["former"]?.integer,
            let former = Int(exactly: former)
        else { return nil }
        to = Ownership(releaseName: name, releaseNamespace: namespace)
        self.former = former
        run = value["run"]?.string ?? ""
        objects = (value["objects"]?.array ?? []).compactMap { object in
            guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string,
                let name = object["name"]?.string
            else { return nil }
            return ResourceIdentity(
                apiVersion: apiVersion, kind: kind, namespace: object["namespace"]?.string ?? "", name: name)
        }
    }

    package var value: Value {
        [
            "release": .string(to.releaseName), "namespace": .string(to.releaseNamespace),
            "former": .integer(Int64(former)), "run": .string(run),
            "objects": .array(
                objects.map {
                    [
                        "apiVersion": .string($0.apiVersion), "kind": .string($0.kind),
                        "namespace": .string($0.namespace), "name": .string($0.name),
                    ]
                }),
        ]
    }
}

internal import Deployment
package import Documents
package import Shared

/// Says of each wanted object whose it is and what is to be done: equal inputs give the equal plan.
package struct AdoptionPlanner {
    private let release: Ownership
    private let claims: [Ownership: Set<ObjectIdentity>]
    private let consent: Consent
    private let handOver: HandOver?

    /// - Parameters:
    ///   - claims: what the newest records of other releases list, of all that own a wanted object.
    ///   - handOver: what is known of the release that hands objects over.
    package init(
        release: Ownership, claims: [Ownership: Set<ObjectIdentity>], consent: Consent, handOver: HandOver? = nil
    ) {
        self.release = release
        self.claims = claims
        self.consent = consent
        self.handOver = handOver
    }

    /// The other releases that live objects name: whether they list the objects has to be known.
    package static func claimants(of live: some Sequence<Value>, for release: Ownership) -> Set<Ownership> {
        Set(live.compactMap { release.otherRelease(of: $0) })
    }

    /// The plan for the wanted objects, in their order.
    ///
    /// - Parameter live: at least the metadata of those that exist.
    package func plan(_ wanted: [WantedObject], live: [ResourceIdentity: Value]) -> AdoptionPlan {
        let rows = wanted.unique.map { row($0, live[$0.identity]) }
        var plan = AdoptionPlan(release: release, rows: rows)
        plan.handOver = handOver?.leaving(rows.filter { $0.refusal == nil && $0.standing != .absent })
        return plan
    }

    private func row(_ wanted: WantedObject, _ live: Value?) -> AdoptionPlan.Row {
        let standing = standing(of: wanted, live)
        var row = AdoptionPlan.Row(wanted: wanted, standing: standing)
        row.refusal = refusal(wanted, standing)
        if row.refusal == nil, let live, standing != .ours { row.change = Self.change(wanted, live, to: release.marks) }
        if case .foreign(let owners) = standing, row.refusal == nil { row.remark = remark(owners) }
        return row
    }

    // MARK: Whose it is

    private func standing(of wanted: WantedObject, _ live: Value?) -> Standing {
        guard let live else { return .absent }
        if let reason = ReservedObjects.reason(wanted.identity, live) { return .barred(reason) }
        if live["metadata"]?["deletionTimestamp"] != nil { return .barred("it is being deleted") }
        if release.owns(live) { return .ours }
        var owners: [Standing.Owner] = []
        if let other = release.otherRelease(of: live) {
            let isListed = claims[other]?.contains(wanted.identity.object) ?? false
            owners.append(.release(other, tool: Self.tool(of: live), isListed: isListed))
        }
        owners += OtherManager.all(of: live).map(Standing.Owner.manager)
        return owners.isEmpty ? .unowned : .foreign(owners)
    }

    /// werf notes its version and the project on what it deploys.
    private static func tool(of live: Value) -> String {
        let annotations = live["metadata"]?["annotations"]?.object ?? Object()
        let isWerfs = annotations.contains {
            $0.key == "werf.io/version" || $0.key.utf8.starts(with: "project.werf.io/".utf8)
        }
        return isWerfs ? "werf" : "Helm"
    }

    // MARK: What is done with it

    private func refusal(_ wanted: WantedObject, _ standing: Standing) -> AdoptionPlan.Refusal? {
        switch standing {
        case .ours, .unowned: nil
        case .absent:
            wanted.isNamed
                ? .init(reason: "\(wanted.type.qualifiedName) \"\(wanted.name)\" not found") : nil
        case .barred(let reason): .init(reason: "it can't be adopted: \(reason)")
        case .foreign(let owners): owners.lazy.compactMap { refusal(wanted, $0) }.first
        }
    }

    private func refusal(_ wanted: WantedObject, _ owner: Standing.Owner) -> AdoptionPlan.Refusal? {
        let argument = ObjectArgument(wanted.reference, in: release.releaseNamespace).text
        guard consent.allows(wanted, from: owner) else {
            return .init(reason: "it is owned by \(owner)", wayOut: wayOut(owner, argument))
        }
        // With its marks gone another release could neither be upgraded nor keep its hands off the object.
        guard case .release(let other, _, true) = owner, other != consent.handingOver else { return nil }
        return .init(
            reason: "the newest revision of release \"\(other.releaseName)\" in namespace "
                + "\"\(other.releaseNamespace)\" lists it", wayOut: wayOut(owner, argument))
    }

    private func wayOut(_ owner: Standing.Owner, _ argument: String) -> String {
        switch owner {
        case .release(let other, _, true):
            let words = ["--from-release", other.releaseName] + place(of: other)
            return "Let release \"\(other.releaseName)\" hand its objects over: \(ShellText.line(words))"
        case .release, .manager:
            return "Take it all the same: \(ShellText.line(["--take-from", argument]))"
        }
    }

    private func place(of other: Ownership) -> [String] {
        other.releaseNamespace == release.releaseNamespace ? [] : ["--from-namespace", other.releaseNamespace]
    }

    private func remark(_ owners: [Standing.Owner]) -> String? {
        let managers = owners.compactMap { owner in
            if case .manager(let manager) = owner { manager.description } else { nil }
        }
        return managers.isEmpty
            ? nil : "\(managers.joined(separator: " and ")) goes on managing it until told otherwise"
    }

    /// The change that gives a live object these marks.
    static func change(_ wanted: WantedObject, _ live: Value, to marks: OwnerMarks) -> MarkChange? {
        let metadata = live["metadata"]
        guard let uid = metadata?["uid"]?.string, let version = metadata?["resourceVersion"]?.string else {
            return nil
        }
        let before = OwnerMarks(of: live)
        var change = MarkChange(
            identity: wanted.identity, reference: wanted.reference, uid: uid, resourceVersion: version,
            fingerprint: Fingerprint.of(live), former: [:], wanted: [:])
        for key in OwnerMarks.Key.allCases where before.values[key] != marks.values[key] {
            change.former[key] = .some(before.values[key])
            change.wanted[key] = .some(marks.values[key])
        }
        return change.wanted.isEmpty ? nil : change
    }
}

package import Shared

/// From whom objects may be taken, as the user says.
package struct Consent: Hashable, Sendable {
    /// Objects that may be taken from whoever has them.
    package var objects: Set<ObjectIdentity>
    /// Owners that objects named one by one may be taken from, in their short form.
    package var owners: Set<String>
    /// The release that hands its objects over.
    package var handingOver: Ownership?

    package init(
        objects: Set<ObjectIdentity> = [], owners: some Sequence<String> = [], handingOver: Ownership? = nil
    ) {
        self.objects = objects
        self.owners = Set(owners.map(Self.short))
        self.handingOver = handingOver
    }

    /// The object may be taken from this owner.
    func allows(_ wanted: WantedObject, from owner: Standing.Owner) -> Bool {
        if case .release(let release, _, _) = owner, release == handingOver { return true }
        if objects.contains(wanted.identity.object) { return true }
        return wanted.isNamed && owners.contains(Self.short(owner.name))
    }

    /// `Argo CD`, `argo-cd` and `argocd` are one.
    private static func short(_ name: String) -> String {
        name.lowercased().filter { $0 != " " && $0 != "-" }
    }
}

extension Standing.Owner {
    /// What `--take-from` calls the owner.
    package var name: String {
        switch self {
        case .release(let release, _, _): release.releaseName
        case .manager(let manager): manager.tool
        }
    }
}

package import Documents

/// A tool that manages an object in its own way, recognised by the marks it leaves.
package struct OtherManager: Hashable, Sendable {
    /// `Argo CD`, `Flux`; of a tool nobody knows what its label says.
    package var tool: String
    /// What of the tool's it is: an application, a Kustomization; empty when the marks don't say.
    package var subject: String

    package init(tool: String, subject: String) {
        self.tool = tool
        self.subject = subject
    }
}

extension OtherManager: CustomStringConvertible {
    package var description: String { subject.isEmpty ? tool : "\(tool) (\(subject))" }
}

extension OtherManager {
    /// Every tool whose marks an object carries, Helm and werf aside.
    package static func all(of object: Value) -> [OtherManager] {
        let labels = object["metadata"]?["labels"]
        let annotations = object["metadata"]?["annotations"]
        var found: [OtherManager] = []
        for mark in marks {
            let members = mark.isLabel ? labels : annotations
            guard let value = members?[mark.key]?.string, !value.isEmpty else { continue }
            let place = mark.namespaceKey.flatMap { members?[$0]?.string }.map { "\($0)/" } ?? ""
            let manager = OtherManager(tool: mark.tool, subject: mark.showsValue ? place + first(value) : "")
            if !found.contains(where: { $0.tool == manager.tool }) { found.append(manager) }
        }
        if found.isEmpty, let named = labels?[Ownership.managerLabel]?.string, named != Ownership.manager,
            !named.isEmpty
        {
            found.append(OtherManager(tool: named, subject: ""))
        }
        return found
    }

    /// One key by which a tool is known.
    private struct Mark {
        var tool: String
        var key: String
        var isLabel = true
        /// The label that names the subject's namespace.
        var namespaceKey: String?
        var showsValue = true
    }

    private static let marks = [
        Mark(tool: "Argo CD", key: "argocd.argoproj.io/tracking-id", isLabel: false),
        Mark(tool: "Argo CD", key: "argocd.argoproj.io/instance"),
        Mark(
            tool: "Flux", key: "kustomize.toolkit.fluxcd.io/name",
            namespaceKey: "kustomize.toolkit.fluxcd.io/namespace"),
        Mark(tool: "Flux", key: "helm.toolkit.fluxcd.io/name", namespaceKey: "helm.toolkit.fluxcd.io/namespace"),
        Mark(tool: "kapp", key: "kapp.k14s.io/app"),
        Mark(tool: "kubectl apply --prune", key: "applyset.kubernetes.io/part-of", showsValue: false),
        Mark(tool: "an inventory of kpt or Config Sync", key: "config.k8s.io/owning-inventory", isLabel: false),
        Mark(tool: "Rancher", key: "objectset.rio.cattle.io/owner-name", isLabel: false),
        Mark(tool: "Operator Lifecycle Manager", key: "olm.owner"),
    ]

    /// A tracking id tells the application before its first colon.
    private static func first(_ value: String) -> String {
        value.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1).first.map { String(Substring($0)) } ?? value
    }
}

internal import Documents
internal import KubernetesClient
internal import Shared

/// The command lines that take objects which are in the way into the release.
struct AdoptionAdvice {
    /// An object that is in the way.
    struct Offender {
        var desired: DesiredObject
        var live: Value
    }

    private let release: Ownership
    private let isForced: Bool
    private var unowned: [String] = []
    private var managed: [String] = []
    private var byRelease: [(owner: Ownership, objects: [String])] = []

    /// - Parameter isForced: what belongs to no release would have been taken in anyway.
    init(_ offenders: [Offender], release: Ownership, isForced: Bool) {
        self.release = release
        self.isForced = isForced
        // What nobody may take no command takes either; why was said.
        for offender in offenders where ReservedObjects.reason(offender.desired.identity, offender.live) == nil {
            add(offender)
        }
    }

    private mutating func add(_ offender: Offender) {
        let object = ObjectArgument(offender.desired.reference, in: release.releaseNamespace).text
        if let owner = release.otherRelease(of: offender.live) {
            if let index = byRelease.firstIndex(where: { $0.owner == owner }) {
                byRelease[index].objects.append(object)
            } else {
                byRelease.append((owner, [object]))
            }
        } else if OtherManager.all(of: offender.live).isEmpty {
            unowned.append(object)
        } else {
            managed.append(object)
        }
    }

    /// The advice, a line for each step.
    var text: String {
        var lines = ["Nothing was changed."]
        if !unowned.isEmpty, !isForced {
            lines += ["To take into the release what belongs to nobody:", line(unowned)]
        }
        if !managed.isEmpty, !isForced {
            let taken = managed.flatMap { ["--take-from", $0] }
            lines += ["To take what other tools manage, as their marks say:", line(managed + taken)]
        }
        for (owner, objects) in byRelease {
            let isHere = owner.releaseNamespace == release.releaseNamespace
            let place = isHere ? [] : ["--from-namespace", owner.releaseNamespace]
            lines += [
                "To have release \"\(owner.releaseName)\" in namespace \"\(owner.releaseNamespace)\" hand over:",
                line(["--from-release", owner.releaseName] + place + objects),
            ]
        }
        if !unowned.isEmpty || !managed.isEmpty, !isForced {
            lines.append("Or converge with --force-adoption, which takes what no other release lists.")
        }
        return lines.joined(separator: "\n")
    }

    private func line(_ words: [String]) -> String {
        "  " + ShellText.line(["kubectl", "werf-adopt", release.releaseName, "-n", release.releaseNamespace] + words)
    }
}

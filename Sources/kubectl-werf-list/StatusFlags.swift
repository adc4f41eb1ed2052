internal import ArgumentParser
internal import Shared

/// Which statuses are shown; without a flag, all of them.
struct StatusFlags: ParsableArguments {
    @Flag(help: "Show deployed releases.")
    var deployed = false
    @Flag(help: "Show failed releases.")
    var failed = false
    @Flag(help: "Show releases that are being installed, upgraded or rolled back.")
    var pending = false
    @Flag(help: "Show uninstalled releases whose history was kept.")
    var uninstalled = false
    @Flag(help: "Show releases that are being uninstalled.")
    var uninstalling = false
    @Flag(help: "Show superseded releases; alone, every superseded revision.")
    var superseded = false
    @Flag(help: "Show records that can't be read.")
    var corrupt = false

    private var named: Set<ReleaseStatus> {
        var statuses: Set<ReleaseStatus> = []
        if deployed { statuses.insert(.deployed) }
        if failed { statuses.insert(.failed) }
        if pending { statuses.formUnion([.pendingInstall, .pendingUpgrade, .pendingRollback]) }
        if uninstalled { statuses.insert(.uninstalled) }
        if uninstalling { statuses.insert(.uninstalling) }
        if superseded { statuses.insert(.superseded) }
        return statuses
    }

    /// Helm then shows every superseded revision, not the newest ones.
    var isSupersededOnly: Bool { named == [.superseded] && !corrupt }

    /// A release with this status is shown among Helm's rows.
    func shows(_ status: ReleaseStatus) -> Bool {
        let named = named
        return named.isEmpty && !corrupt ? ReleaseStatus.all.contains(status) : named.contains(status)
    }

    /// Records that Helm hides are shown.
    var showsHidden: Bool { named.isEmpty || corrupt }
}

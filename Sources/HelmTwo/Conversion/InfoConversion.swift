internal import GoTime
internal import Shared
internal import TillerRecords

extension ReleaseInfo {
    /// Helm 2's info as Helm 3 has it.
    init(_ old: TillerInfo) throws(TillerRecordError) {
        guard old.hasStatus else { throw TillerRecordError("it has no status") }
        self.init(
            firstDeployed: old.hasFirstDeployed ? GoTime(old.firstDeployed) : nil,
            lastDeployed: old.hasLastDeployed ? GoTime(old.lastDeployed) : nil,
            deleted: old.hasDeleted ? GoTime(old.deleted) : nil, description: old.description_p,
            status: try ReleaseStatus(old.status.code), notes: old.status.notes)
    }
}

extension ReleaseStatus {
    /// Helm 3's word for a status.
    init(_ code: TillerStatus.Code) throws(TillerRecordError) {
        switch code {
        case .unknown: self = .unknown
        case .deployed: self = .deployed
        case .deleted: self = .uninstalled
        case .superseded: self = .superseded
        case .failed: self = .failed
        case .deleting: self = .uninstalling
        case .pendingInstall: self = .pendingInstall
        case .pendingUpgrade: self = .pendingUpgrade
        case .pendingRollback: self = .pendingRollback
        case .UNRECOGNIZED(let number): throw TillerRecordError("status \(number) isn't Helm 2's")
        }
    }
}

extension GoTime {
    /// The instant, in UTC; what lies outside the years that Helm can write becomes its zero time.
    init?(_ old: TillerTime) {
        // The years 1 to 9999.
        guard (-62_135_596_800...253_402_300_799).contains(old.seconds), (0..<1_000_000_000).contains(old.nanos) else {
            return nil
        }
        self.init(seconds: old.seconds, nanoseconds: old.nanos)
        if isZero { return nil }
    }
}

internal import Documents

/// When what keeps pods running is ready.
enum WorkloadRules {
    private static let unseen = Readiness.waiting("its controller hasn't seen the change yet")

    static func deployment(_ object: Value) -> Readiness {
        let status = ObjectStatus(object)
        // Nothing rolls out while it is paused, and that was asked for.
        if status.spec("paused")?.bool == true { return .ready }
        guard status.isObserved else { return unseen }
        if let progress = status.condition("Progressing"), progress.reason == "ProgressDeadlineExceeded" {
            return .failed(reason: progress.reason, message: progress.message)
        }
        let (wanted, updated) = (status.replicas, status.count("updatedReplicas"))
        if updated < wanted { return .waiting("\(updated) of \(wanted) replicas updated") }
        let old = status.count("replicas") - updated
        if old > 0 { return .waiting("\(old) old \(old == 1 ? "replica" : "replicas") still there") }
        return available(status.count("availableReplicas"), of: wanted)
    }

    static func statefulSet(_ object: Value) -> Readiness {
        let status = ObjectStatus(object)
        guard status.isObserved else { return unseen }
        let wanted = status.replicas
        if status.count("readyReplicas") < wanted {
            return .waiting("\(status.count("readyReplicas")) of \(wanted) replicas ready")
        }
        // Pods change only when somebody deletes them.
        if status.spec("updateStrategy", "type") == "OnDelete" { return .ready }
        let partition = status.spec("updateStrategy", "rollingUpdate", "partition")?.integer ?? 0
        if partition > 0 {
            let (updated, due) = (status.count("updatedReplicas"), max(0, wanted - partition))
            return updated >= due ? .ready : .waiting("\(updated) of \(due) replicas updated")
        }
        if status.text("updateRevision") == status.text("currentRevision") { return .ready }
        return .waiting("\(status.count("updatedReplicas")) of \(wanted) replicas updated")
    }

    static func daemonSet(_ object: Value) -> Readiness {
        let status = ObjectStatus(object)
        if let type = status.spec("updateStrategy", "type")?.string, type != "RollingUpdate" { return .ready }
        guard status.isObserved else { return unseen }
        let wanted = status.count("desiredNumberScheduled")
        let updated = status.count("updatedNumberScheduled")
        if updated < wanted { return .waiting("\(updated) of \(wanted) pods updated") }
        return available(status.count("numberAvailable"), of: wanted, "pods")
    }

    /// ReplicaSets and ReplicationControllers.
    static func replicaSet(_ object: Value) -> Readiness {
        let status = ObjectStatus(object)
        guard status.isObserved else { return unseen }
        let (wanted, there) = (status.replicas, status.count("replicas"))
        if there > wanted { return .waiting("\(there - wanted) replicas too many") }
        return available(status.count("availableReplicas"), of: wanted)
    }

    static func job(_ object: Value) -> Readiness {
        let status = ObjectStatus(object)
        if status.condition("Complete")?.isTrue == true { return .ready }
        if let failed = status.condition("Failed"), failed.isTrue {
            return .failed(reason: failed.reason.isEmpty ? "Failed" : failed.reason, message: failed.message)
        }
        if status.spec("suspend")?.bool == true { return .waiting("it is suspended") }
        let wanted = status.spec("completions")?.integer ?? 1
        var words = "\(status.count("succeeded")) of \(wanted) pods succeeded"
        for (key, word) in [("active", "active"), ("failed", "failed")] where status.count(key) > 0 {
            words += ", \(status.count(key)) \(word)"
        }
        return .waiting(words)
    }

    private static func available(_ count: Int64, of wanted: Int64, _ what: String = "replicas") -> Readiness {
        count >= wanted ? .ready : .waiting("\(count) of \(wanted) \(what) available")
    }
}

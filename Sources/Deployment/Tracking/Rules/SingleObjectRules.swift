internal import Documents

/// When objects that stand for themselves are ready.
enum SingleObjectRules {
    static func pod(_ object: Value) -> Readiness {
        let isReady = ObjectStatus(object).condition("Ready")?.isTrue == true
        return isReady ? .ready : hookPod(object, whenRunning: "Running, not ready")
    }

    static func hookPod(_ object: Value, whenRunning: String = "Running") -> Readiness {
        let status = ObjectStatus(object)
        if status.phase == "Succeeded" { return .ready }
        if status.phase == "Failed" {
            return .failed(reason: status.text("reason") ?? "Failed", message: status.text("message") ?? "")
        }
        if let scheduled = status.condition("PodScheduled"), scheduled.status == "False" {
            return .waiting(scheduled.words)
        }
        let phase = status.phase.isEmpty ? "Pending" : status.phase
        return .waiting(phase == "Running" ? whenRunning : phase)
    }

    /// A claim; whether it waits for its first consumer isn't seen on the claim itself.
    static func claim(_ object: Value) -> Readiness {
        let status = ObjectStatus(object)
        return switch status.phase {
        case "Bound": .ready
        case "Lost": .failed(reason: "Lost", message: "the volume it was bound to is gone")
        default: .waiting("no volume is bound to it")
        }
    }

    static func customResourceDefinition(_ object: Value) -> Readiness {
        let status = ObjectStatus(object)
        if let names = status.condition("NamesAccepted"), names.status == "False" {
            return .failed(reason: names.reason, message: names.message)
        }
        return status.condition("Established")?.isTrue == true ? .ready : .waiting("it isn't established yet")
    }

    static func apiService(_ object: Value) -> Readiness {
        guard let available = ObjectStatus(object).condition("Available") else {
            return .waiting("nobody has looked yet whether it is available")
        }
        return available.isTrue ? .ready : .waiting(available.words)
    }

    static func namespace(_ object: Value) -> Readiness {
        ObjectStatus(object).phase == "Terminating" ? .waiting("it is being deleted") : .ready
    }

    /// Flagger's Canary.
    static func canary(_ object: Value) -> Readiness {
        let status = ObjectStatus(object)
        switch status.phase {
        case "Initialized", "Succeeded": return .ready
        case "Failed":
            let messages = (object[path: ["status", "conditions"]]?.array ?? []).compactMap { $0["message"]?.string }
            return .failed(reason: "Failed", message: messages.joined(separator: "; "))
        default: return .waiting(status.phase.isEmpty ? "it has no phase yet" : status.phase)
        }
    }
}

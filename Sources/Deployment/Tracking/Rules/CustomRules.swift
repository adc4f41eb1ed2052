internal import Documents

/// When a resource of somebody's own kind is ready: known kinds first, then kstatus' conventions, then words.
enum CustomRules {
    /// - Returns: nil when nothing in the status is of a known shape.
    static func readiness(of object: Value, group: String, kind: String) -> Readiness? {
        let status = ObjectStatus(object)
        if let observed = status.observedGeneration, observed < status.generation {
            return .waiting("its controller has seen generation \(observed) of \(status.generation)")
        }
        if let known = KnownKind.named(kind, group: group) { return known.readiness(of: object) }
        return byConventions(status) ?? StatusWords.readiness(of: object)
    }

    /// The controller tells for which generation of the object its status is.
    static func tellsGeneration(_ object: Value) -> Bool {
        let status = ObjectStatus(object)
        return status.observedGeneration != nil || status.condition("Ready")?.observedGeneration != nil
    }

    private static func byConventions(_ status: ObjectStatus) -> Readiness? {
        if let stalled = status.condition("Stalled"), stalled.isTrue {
            return .failed(reason: stalled.reason.isEmpty ? "Stalled" : stalled.reason, message: stalled.message)
        }
        if let reconciling = status.condition("Reconciling"), reconciling.isTrue {
            return .waiting(words("it is being reconciled", reconciling))
        }
        guard let ready = status.condition("Ready") else { return nil }
        if let observed = ready.observedGeneration, observed < status.generation {
            return .waiting("its condition Ready is of generation \(observed), the object of \(status.generation)")
        }
        return ready.isTrue ? .ready : .waiting(words("condition Ready is \(ready.status)", ready))
    }

    private static func words(_ text: String, _ condition: ObjectStatus.Condition) -> String {
        condition.words.isEmpty ? text : "\(text) (\(condition.words))"
    }
}

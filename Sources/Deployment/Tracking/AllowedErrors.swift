internal import Documents
internal import Shared

/// How many errors an object may have before it has failed.
enum AllowedErrors {
    /// The number for an object as the server shows it.
    static func count(for object: Value, rule: ReadinessRule, _ annotations: TrackingAnnotations) -> Int {
        let template = object[path: ["spec", "template", "spec"]] ?? (rule.isPod ? object["spec"] : nil)
        if rule == .job || template?["restartPolicy"]?.string == "Never" { return 0 }
        let perReplica = annotations.failuresAllowedPerReplica ?? standard(rule)
        guard let replicas = object[path: ["spec", "replicas"]]?.integer else { return perReplica }
        let (product, overflow) = perReplica.multipliedReportingOverflow(by: max(0, Int(clamping: replicas)))
        return overflow ? .max : product
    }

    private static func standard(_ rule: ReadinessRule) -> Int {
        switch rule {
        case .deployment, .daemonSet, .statefulSet, .canary: 1
        default: 0
        }
    }
}

internal import Documents

/// How long a container's readiness probe may fail before that means something.
struct ReadinessProbeTime: Hashable, Sendable {
    /// A failing probe is no fault for so many seconds after the start.
    var grace: Int64
    /// Seconds between two probes.
    var period: Int64

    /// The time for a container of a pod's specification; nil when it has no readiness probe.
    init?(_ container: Value) {
        guard let readiness = container["readinessProbe"].map(Probe.init) else { return nil }
        period = readiness.period
        guard readiness.failures > 1 else {
            grace = 0
            return
        }
        let delay = Self.delay(readiness, after: container["startupProbe"].map(Probe.init))
        let rounds = (readiness.failures + readiness.successes - 3) * readiness.period
        grace = max(0, delay + readiness.timeout + rounds + readiness.period / 2 + readiness.timeout)
    }

    /// When the first probe that counts comes: what the startup probe takes runs beside the initial delay.
    private static func delay(_ readiness: Probe, after startup: Probe?) -> Int64 {
        let first = readiness.period + readiness.initialDelay
        guard let startup else { return first }
        let starting =
            startup.period + startup.initialDelay + (startup.failures + startup.successes - 1) * startup.period
            + startup.timeout + readiness.period
        return starting > first ? readiness.period : first - starting
    }

    /// The numbers of a probe, with the defaults that servers fill in.
    private struct Probe {
        let initialDelay, period, timeout, failures, successes: Int64

        init(_ probe: Value) {
            // A day is longer than any of them is meant to be, and keeps the sums far from overflow.
            func number(_ key: String, _ standard: Int64) -> Int64 {
                min(max(probe[key]?.integer ?? standard, 0), 86_400)
            }
            initialDelay = number("initialDelaySeconds", 0)
            period = max(1, number("periodSeconds", 10))
            timeout = number("timeoutSeconds", 1)
            failures = max(1, number("failureThreshold", 3))
            successes = max(1, number("successThreshold", 1))
        }
    }
}

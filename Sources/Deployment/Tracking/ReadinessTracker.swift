package import Documents
package import KubernetesClient
package import Shared

/// Waits for objects: until they are ready, or until they are there.
///
/// One tracker serves a whole deploy, since objects that are waited for at the same time share their watches. Waiting
/// ends at once, with a `CancellationError`, when its task is cancelled.
package protocol ReadinessTracker: Sendable {
    /// Returns when the object is ready, or when its annotations say not to wait any longer.
    ///
    /// - `track-termination-mode: NonBlocking`: returns at once; the object is tracked on while others are waited for.
    /// - `fail-mode: IgnoreAndContinueDeployProcess`: returns also when the object has failed, which is reported.
    /// - `fail-mode: HopeUntilEndOfDeployProcess`: a failure counts only once nothing else is waited for.
    /// - Throws: ``TrackingFailure``; it concerns another object if a non-blocking one has failed meanwhile.
    func awaitReadiness(of object: TrackedObject) async throws

    /// Returns when the object is there.
    ///
    /// - Parameter timeout: nil for five minutes.
    /// - Throws: ``TrackingFailure`` when time is up; `ClientError` when the server refuses to tell.
    func awaitPresence(of reference: ObjectReference, timeout: Duration?) async throws

    /// Stops what still runs: watches, logs, the tracking of non-blocking objects.
    func close() async
}

/// An object that is to become ready.
package struct TrackedObject: Sendable {
    package var identity: ResourceIdentity
    package var reference: ObjectReference
    /// What the server answered to the write, or the manifest where there was no such answer.
    ///
    /// With `metadata.resourceVersion` it counts as an answer: what it shows as ready needs no further request, and
    /// older states than this one don't count.
    package var object: Value
    /// Another object of the same name isn't the one waited for; nil when it isn't known.
    package var uid: String?
    package var annotations: TrackingAnnotations
    /// nil waits without a limit.
    package var timeout: Duration?

    package init(
        identity: ResourceIdentity, reference: ObjectReference, object: Value, uid: String? = nil,
        annotations: TrackingAnnotations = TrackingAnnotations(), timeout: Duration? = nil
    ) {
        self.identity = identity
        self.reference = reference
        self.object = object
        self.uid = uid ?? object[path: ["metadata", "uid"]]?.string
        self.annotations = annotations
        self.timeout = timeout
    }
}

import KubernetesClient
import Testing

@testable import Deployment

/// How `body` failed to wait for its object.
func trackingFailure(_ body: () async throws -> Void) async throws -> TrackingFailure {
    do {
        try await body()
    } catch let error as TrackingFailure {
        return error
    }
    throw ClientError(.unreadable("nothing failed"))
}

/// Waits until something has come about, at most five seconds.
func eventually(_ condition: () -> Bool) async throws {
    for _ in 0..<500 where !condition() { try await Task.sleep(for: .milliseconds(10)) }
    #expect(condition())
}

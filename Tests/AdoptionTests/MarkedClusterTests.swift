import Deployment
import Documents
import KubernetesClient
import Shared
import Testing

@testable import Adoption

/// One ConfigMap, whatever is asked.
private struct OneMap: ClusterAccess {
    func types(
        lookingFor kinds: [GroupVersionKind], naming words: [String]
    ) async throws(ClientError) -> DiscoveredTypes? { nil }

    func get(_ reference: ObjectReference, metadataOnly: Bool) async throws(ClientError) -> Value? { Sample.live() }

    func list(
        _ type: ResourceType, namespace: String?, names: Set<String>
    ) async throws(ClientError) -> [Value]? { [Sample.live(), Sample.live("b")] }

    func list(_ type: ResourceType, namespace: String?, limit: Int?) async throws(ClientError) -> [Value] {
        [Sample.live()]
    }

    func apply(
        _ object: Value, _ reference: ObjectReference, dryRun: Bool
    ) async throws(ClientError) -> Value { object }

    func create(_ object: Value, _ reference: ObjectReference) async throws(ClientError) -> Creation {
        .created(object)
    }

    func removeMarks(from object: Value, _ reference: ObjectReference) async throws(ClientError) {}

    func replaceManagedFields(
        _ reference: ObjectReference, _ fields: ManagedFields, resourceVersion: String
    ) async throws(ClientError) {}

    func delete(
        _ reference: ObjectReference, uid: String, resourceVersion: String?, propagation: Propagation
    ) async throws(ClientError) -> Bool { true }

    func createNamespace(_ name: String) async throws(ClientError) {}

    func awaitAbsence(
        _ reference: ObjectReference, uid: String, seconds: Int
    ) async throws(ClientError) -> Bool { true }

    func awaitEstablished(_ reference: ObjectReference, seconds: Int) async throws(ClientError) -> Bool { true }
}

@Suite struct MarkedClusterTests {
    private let reference = Sample.wanted().reference
    private var cluster: MarkedCluster { MarkedCluster(OneMap(), release: Sample.release, marked: [reference]) }

    @Test func whatWillBeAdoptedIsShownAsOurs() async throws {
        let shown = try #require(try await cluster.get(reference, metadataOnly: false))
        #expect(Sample.release.owns(shown))
        let listed = try await cluster.list(.configMaps, namespace: "ns", names: ["a", "b"]) ?? []
        #expect(listed.map { Sample.release.owns($0) } == [true, false])
        let elsewhere = ObjectReference(type: .configMaps, namespace: "there", name: "a")
        let other = try #require(try await cluster.get(elsewhere, metadataOnly: false))
        #expect(!Sample.release.owns(other))
    }

    @Test func nothingIsChangedThroughIt() async throws {
        await #expect(throws: ClientError.self) { _ = try await cluster.apply([:], reference, dryRun: false) }
        await #expect(throws: ClientError.self) { _ = try await cluster.create([:], reference) }
        await #expect(throws: ClientError.self) { try await cluster.createNamespace("x") }
        await #expect(throws: ClientError.self) {
            _ = try await cluster.delete(reference, uid: "u", resourceVersion: nil, propagation: .background)
        }
        #expect(try await cluster.apply(["a": 1], reference, dryRun: true) == ["a": 1])
    }
}

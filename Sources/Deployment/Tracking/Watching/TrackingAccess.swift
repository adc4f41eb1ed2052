package import Documents
package import KubernetesClient

/// What tracking asks of a cluster: it only ever reads.
package protocol TrackingAccess: Sendable {
    /// One object; one that isn't there is an error.
    func get(_ reference: ObjectReference, metadataOnly: Bool) async throws(ClientError) -> Value

    /// The objects of a type in a namespace.
    func list(_ type: ResourceType, namespace: String?, options: ListOptions) async throws(ClientError) -> ObjectList

    /// Follows the objects of a type; begins with those that are there.
    func watch(
        _ type: ResourceType, namespace: String?, options: WatchOptions
    ) -> AsyncThrowingStream<WatchEvent, any Error>

    /// A container's log in pieces.
    func logs(pod: ObjectReference, options: LogOptions) -> AsyncThrowingStream<[UInt8], any Error>
}

extension KubernetesClient: TrackingAccess {}

package import Documents

/// A cluster that can be asked.
///
/// Safe to use from any number of tasks at once: requests share one HTTP/2 connection and are bounded in flight.
/// Making a client touches neither the network nor libcurl; the first request does.
package final class KubernetesClient: Sendable {
    package let configuration: ClientConfiguration
    private let observer: (any RequestObserver)?

    package init(_ configuration: ClientConfiguration, observer: (any RequestObserver)? = nil)
        throws(ConfigurationError)
    {
        self.configuration = configuration
        self.observer = observer
    }

    /// The server's version.
    package func version() async throws(ClientError) -> ServerVersion { throw unwritten }

    /// The server's types.
    package func resourceTypes(_ freshness: DiscoveryFreshness = .checked) async throws(ClientError) -> DiscoveredTypes
    {
        throw unwritten
    }

    /// The type of objects with this `apiVersion` and `kind`; an unknown kind is asked for once more at the server.
    package func resourceType(for kind: GroupVersionKind) async throws(ClientError) -> ResourceType { throw unwritten }

    /// One object.
    package func get(_ reference: ObjectReference, metadataOnly: Bool = false) async throws(ClientError) -> Value {
        throw unwritten
    }

    /// The objects of a type, in one namespace or (nil) in all.
    package func list(
        _ type: ResourceType, namespace: String?, options: ListOptions = ListOptions()
    ) async throws(ClientError) -> ObjectList { throw unwritten }

    /// Hands over each object of a list as JSON bytes while it arrives; returns the list's resource version.
    ///
    /// - Parameter item: called in order, never at the same time; what it throws ends the list and is thrown on.
    @discardableResult
    package func listEach(
        _ type: ResourceType,
        namespace: String?,
        options: ListOptions = ListOptions(),
        _ item: (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> String { throw unwritten }

    /// Creates an object; one that is there already answers `AlreadyExists`.
    package func create(
        _ object: Value, type: ResourceType, namespace: String?, fieldManager: String? = nil, dryRun: Bool = false
    ) async throws(ClientError) -> Value { throw unwritten }

    /// Replaces an object; with `metadata.resourceVersion` set only if it is still at that version.
    package func update(
        _ object: Value, _ reference: ObjectReference, fieldManager: String? = nil, dryRun: Bool = false
    ) async throws(ClientError) -> Value { throw unwritten }

    /// Applies an object server-side.
    ///
    /// `object` needs `apiVersion`, `kind` and `metadata.name`, and no `managedFields`.
    package func apply(
        _ object: Value,
        _ reference: ObjectReference,
        fieldManager: String,
        force: Bool = false,
        dryRun: Bool = false,
        fieldValidation: FieldValidation? = nil
    ) async throws(ClientError) -> Value { throw unwritten }

    /// Patches an object, or with `subresource` (`status`, `scale`) a part of it.
    package func patch(
        _ reference: ObjectReference,
        kind: PatchKind,
        body: Value,
        subresource: String? = nil,
        fieldManager: String? = nil,
        dryRun: Bool = false
    ) async throws(ClientError) -> Value { throw unwritten }

    /// Deletes an object.
    ///
    /// Returns what the server answers: the object while finalizers hold it, or a `Status`.
    @discardableResult
    package func delete(
        _ reference: ObjectReference, options: DeleteOptions = DeleteOptions()
    ) async throws(ClientError) -> Value { throw unwritten }

    /// Follows the objects of a type; connection losses, server timeouts and expired versions are bridged.
    ///
    /// Ends by throwing a `ClientError` when the server refuses (401, 403, 404), or when the task is cancelled.
    package func watch(
        _ type: ResourceType, namespace: String?, options: WatchOptions = WatchOptions()
    ) -> AsyncThrowingStream<WatchEvent, any Error> { AsyncThrowingStream { throw self.unwritten } }

    /// The log of a container, in pieces as they come.
    package func logs(pod: ObjectReference, options: LogOptions = LogOptions()) -> AsyncThrowingStream<
        [UInt8], any Error
    > {
        AsyncThrowingStream { throw self.unwritten }
    }

    private var unwritten: ClientError { ClientError(.unreadable("skeleton")) }
}

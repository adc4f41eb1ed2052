internal import Documents
internal import KubernetesClient

/// Tells of all objects of a type in a namespace, by one watch that everybody who waits for some of them shares.
struct ObjectFeed: Sendable {
    /// What is followed.
    struct Key: Hashable, Sendable {
        var type: ResourceType
        var namespace: String?
        /// One object alone.
        var name: String?
        var metadataOnly = false
    }

    enum Event: Sendable {
        case present(Value)
        case gone(Value)
        /// The server's memory was lost: what follows is all there is.
        case restarted
        /// All that is there was told.
        case listed
        /// The server is away; what it tells when it is back follows.
        case interrupted(ClientError)
        /// There is no right to watch, or no way to.
        case denied(ClientError)
        /// The server refuses to tell any more, or the type is gone.
        case lost(ClientError)
    }

    let key: Key
    let access: any TrackingAccess

    /// Follows until its task is cancelled, or the watch is denied or lost.
    func run(_ tell: @Sendable (Event) async -> Void) async {
        let options = WatchOptions(
            fieldSelector: key.name.map { "metadata.name=\($0)" }, metadataOnly: key.metadataOnly)
        do {
            for try await event in access.watch(key.type, namespace: key.namespace, options: options) {
                switch event {
                case .added(let object), .modified(let object): await tell(.present(Self.trimmed(object)))
                case .deleted(let object): await tell(.gone(Self.trimmed(object)))
                case .restarted: await tell(.restarted)
                case .synced: await tell(.listed)
                case .interrupted(let error): await tell(.interrupted(error))
                case .bookmark: break
                }
            }
        } catch let error as ClientError {
            guard !error.isCancelled, !Task.isCancelled else { return }
            await tell(Self.isDenial(error) ? .denied(error) : .lost(error))
        } catch {
            if !Task.isCancelled { await tell(.lost(ClientError(.unreadable("\(error)")))) }
        }
    }

    private static func isDenial(_ error: ClientError) -> Bool {
        error.isForbidden || error.status?.code == 405 || error.status?.reason == "MethodNotAllowed"
    }

    /// The object without what nobody here looks at.
    static func trimmed(_ object: Value) -> Value {
        guard case .object(var members) = object, var metadata = members["metadata"]?.object else { return object }
        metadata["managedFields"] = nil
        members["metadata"] = .object(metadata)
        return .object(members)
    }
}

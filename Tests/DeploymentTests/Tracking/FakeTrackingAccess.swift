import Documents
import KubernetesClient
import Synchronization

@testable import Deployment

/// A cluster in memory that can be watched, and notes what is asked of it.
final class FakeTrackingAccess: TrackingAccess {
    private struct State {
        var objects: [String: [String: Value]] = [:]
        var log: [String] = []
        var watchers: [String: [AsyncThrowingStream<WatchEvent, any Error>.Continuation]] = [:]
        var errors: [String: ClientError] = [:]
        var logs: [String: String] = [:]
    }

    private let state = Mutex(State())

    var log: [String] { state.withLock(\.log) }
    func count(_ request: String) -> Int { log.filter { $0 == request }.count }

    /// Answers a request (`watch pods`) with an error from now on.
    func refuse(_ request: String, _ error: ClientError = .answer(403, "Forbidden", "not yours")) {
        state.withLock { $0.errors[request] = error }
    }

    /// The log of a container (`web-1/app`, `web-1/app/previous`).
    func setLog(_ key: String, _ text: String) { state.withLock { $0.logs[key] = text } }

    /// Puts an object there, and tells who watches.
    func put(_ plural: String, _ object: Value) {
        let name = object[path: ["metadata", "name"]]?.string ?? ""
        let (old, watchers) = state.withLock { state in
            defer { state.objects[plural, default: [:]][name] = object }
            return (state.objects[plural]?[name], state.watchers[plural] ?? [])
        }
        for watcher in watchers { watcher.yield(old == nil ? .added(object) : .modified(object)) }
    }

    /// Puts an object there of which watches don't tell yet.
    func putUnseen(_ plural: String, _ object: Value) {
        let name = object[path: ["metadata", "name"]]?.string ?? ""
        state.withLock { $0.objects[plural, default: [:]][name] = object }
    }

    func remove(_ plural: String, _ name: String) {
        let (old, watchers) = state.withLock { state in
            (state.objects[plural]?.removeValue(forKey: name), state.watchers[plural] ?? [])
        }
        for watcher in watchers { if let old { watcher.yield(.deleted(old)) } }
    }

    /// The server forgets where its watchers were.
    func restart(_ plural: String) {
        let (objects, watchers) = state.withLock { ($0.objects[plural] ?? [:], $0.watchers[plural] ?? []) }
        for watcher in watchers {
            watcher.yield(.restarted)
            for object in objects.values { watcher.yield(.added(object)) }
            watcher.yield(.synced)
        }
    }

    /// The server is away for those who watch.
    func interrupt(_ plural: String, _ error: ClientError) {
        for watcher in state.withLock({ $0.watchers[plural] ?? [] }) { watcher.yield(.interrupted(error)) }
    }

    private func note(_ request: String) -> ClientError? {
        state.withLock { state in
            state.log.append(request)
            return state.errors[request]
        }
    }

    func get(_ reference: ObjectReference, metadataOnly: Bool) async throws(ClientError) -> Value {
        if let error = note("get \(reference.type.plural)") { throw error }
        guard let found = state.withLock({ $0.objects[reference.type.plural]?[reference.name] }) else {
            throw .answer(404, "NotFound")
        }
        return found
    }

    func list(
        _ type: ResourceType, namespace: String?, options: ListOptions
    ) async throws(ClientError) -> ObjectList {
        if let error = note("list \(type.plural)") { throw error }
        let all = state.withLock { Array(($0.objects[type.plural] ?? [:]).values) }
        let subject = options.fieldSelector.flatMap { $0.hasPrefix("involvedObject.uid=") ? $0.dropFirst(19) : nil }
        return ObjectList(
            items: all.filter { object in
                subject.map { object[path: ["involvedObject", "uid"]]?.string == String($0) } ?? true
            }, resourceVersion: "1")
    }

    func watch(
        _ type: ResourceType, namespace: String?, options: WatchOptions
    ) -> AsyncThrowingStream<WatchEvent, any Error> {
        let error = note("watch \(type.plural)")
        let (stream, continuation) = AsyncThrowingStream<WatchEvent, any Error>.makeStream()
        if let error {
            continuation.finish(throwing: error)
            return stream
        }
        state.withLock { state in
            for object in (state.objects[type.plural] ?? [:]).values { continuation.yield(.added(object)) }
            continuation.yield(.synced)
            state.watchers[type.plural, default: []].append(continuation)
        }
        return stream
    }

    func logs(pod: ObjectReference, options: LogOptions) -> AsyncThrowingStream<[UInt8], any Error> {
        let key = "\(pod.name)/\(options.container ?? "")\(options.previous ? "/previous" : "")"
        let error = note("logs \(key)\(options.follow ? " follow" : "")")
        let text = state.withLock { $0.logs[key] }
        return AsyncThrowingStream { continuation in
            if let text { continuation.yield(Array(text.utf8)) }
            continuation.finish(throwing: error)
        }
    }
}

/// Notes what progress is told.
final class Told: Sendable {
    private let events = Mutex<[ProgressEvent]>([])

    func tell(_ event: ProgressEvent) { events.withLock { $0.append(event) } }

    var all: [ProgressEvent] { events.withLock(\.self) }

    /// The events as short texts.
    var texts: [String] {
        all.map { event in
            switch event {
            case .ready(let identity): "ready \(identity.name)"
            case .waiting(let identity, let why): "waiting \(identity.name): \(why)"
            case .trackingFailed(let failure): "failed \(failure)"
            case .logLine(let pod, let container, _, let text): "\(pod) \(container): \(text)"
            case .serviceMessage(let identity, let text): "event \(identity.name): \(text)"
            case .warning(let text): "warning \(text)"
            default: "other"
            }
        }
    }
}

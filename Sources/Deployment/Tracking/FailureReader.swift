internal import Documents
internal import KubernetesClient
internal import Shared

/// Reads what tells why an object failed: events, and the last lines of a container's log.
struct FailureReader: Sendable {
    let access: any TrackingAccess

    /// How long reading may take: a failure is told in any case.
    static let limit = Duration.seconds(5)
    /// Events that are shown of one object.
    private static let eventLimit = 5

    /// What is read about.
    struct Subject: Sendable {
        var namespace: String
        /// The UID of the object.
        var uid: String?
        /// The pod that explains the failure.
        var pod: PodStatus?
        /// Its container.
        var container: String?
        /// What was seen of the container's log while it was followed.
        var tail: LogTail?
    }

    /// The failure with all that can be read about it in a few seconds.
    func complete(_ failure: TrackingFailure, _ subject: Subject) async -> TrackingFailure {
        async let events = Self.within([]) { await self.events(subject) }
        async let log = Self.within(nil) { await self.log(subject) }
        var complete = failure
        complete.events = await events
        complete.logs = (await log ?? Self.excerpt(subject, subject.tail?.texts ?? [])).map { [$0] } ?? []
        return complete
    }

    /// The events of the object with this UID.
    func events(of uid: String, in namespace: String) async throws(ClientError) -> [ClusterEvent] {
        let options = ListOptions(fieldSelector: "involvedObject.uid=\(uid)")
        return try await access.list(.events, namespace: namespace, options: options).items.map { ClusterEvent($0) }
    }

    private func events(_ subject: Subject) async -> [String] {
        var lines: [String] = []
        for (uid, prefix) in [(subject.uid, ""), (subject.pod?.uid, "po/\(subject.pod?.name ?? "") ")] {
            guard let uid, !uid.isEmpty, prefix.isEmpty || uid != subject.uid else { continue }
            let events = (try? await events(of: uid, in: subject.namespace)) ?? []
            let newest = events.sorted { $0.time < $1.time }.suffix(Self.eventLimit)
            lines += newest.map { "\(prefix)\($0.words)" }
        }
        return lines
    }

    private func log(_ subject: Subject) async -> TrackingFailure.LogExcerpt? {
        guard let pod = subject.pod, let name = subject.container,
            let container = pod.containers.first(where: { $0.name == name }), container.hasRun
        else { return nil }
        // The run that failed, and if the node has thrown its log away, the one after it.
        var runs = [false]
        if case .waiting = container.state { runs = [true, false] }
        for isPrevious in runs {
            let lines = await lines(pod.name, name, previous: isPrevious, in: subject.namespace)
            if !lines.isEmpty { return Self.excerpt(subject, lines) }
        }
        return nil
    }

    private func lines(_ pod: String, _ container: String, previous: Bool, in namespace: String) async -> [String] {
        var options = LogOptions()
        options.container = container
        options.tailLines = LogTail.limit
        options.previous = previous
        var lines = LogLines()
        var texts: [[UInt8]] = []
        do {
            let reference = ObjectReference(type: .pods, namespace: namespace, name: pod)
            for try await piece in access.logs(pod: reference, options: options) { texts += lines.take(piece) }
        } catch {
            return []
        }
        if let rest = lines.finish() { texts.append(rest) }
        let found = texts.suffix(LogTail.limit).map { String(decoding: $0, as: UTF8.self) }
        return found.count == 1 && Self.excuses.contains { found[0].hasPrefix($0) } ? [] : found
    }

    /// How nodes begin what they answer in the place of a log that is gone.
    private static let excuses = [
        "unable to retrieve container logs for ", "failed to try resolving symlinks in path ",
    ]

    private static func excerpt(_ subject: Subject, _ lines: [String]) -> TrackingFailure.LogExcerpt? {
        guard let pod = subject.pod, let container = subject.container, !lines.isEmpty else { return nil }
        return TrackingFailure.LogExcerpt(pod: pod.name, container: container, lines: lines)
    }

    /// What `body` brings, or `otherwise` when that takes too long.
    static func within<Answer: Sendable>(
        _ otherwise: Answer, _ body: @escaping @Sendable () async -> Answer
    ) async -> Answer {
        await withTaskGroup(of: Answer.self) { group in
            group.addTask { await body() }
            group.addTask {
                try? await Task.sleep(for: limit)
                return otherwise
            }
            defer { group.cancelAll() }
            return await group.next() ?? otherwise
        }
    }
}

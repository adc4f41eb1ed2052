internal import KubernetesClient

extension ClusterTracker {
    /// Log streams that are open at a time; what comes beyond them is read only at a failure.
    private static let openLogLimit = 30
    /// How long the end of a log is waited for when its pod has come to its end.
    private static let lastLinesTime = Duration.seconds(2)

    /// Follows the logs of containers that have begun to run.
    func followLogs(of id: Int) {
        guard settings.showsLogs, let track = tracks[id], !track.object.annotations.skipsLogs else { return }
        let filter = track.filter
        let runs =
            tracks[id]?.logs.next(
                of: track.pods, most: filter.podCount(track.rule), shows: { filter.shows(container: $0) }) ?? []
        for (pod, run) in runs where openLogs < Self.openLogLimit { follow(pod, run, of: id) }
    }

    private func follow(_ pod: PodStatus, _ run: FollowedLogs.Run, of id: Int) {
        guard let track = tracks[id] else { return }
        let tail = LogTail()
        tracks[id]?.logs.tails["\(pod.name)/\(run.container)"] = tail
        let stream = LogStream(
            access: access, pod: ObjectReference(type: .pods, namespace: track.namespace, name: pod.name),
            container: run.container, filter: track.filter, report: report)
        // What a pod said before this deploy is old news.
        let isOld = !track.rule.isPod && !feedsAreListed(track)
        let since = isOld ? Int((now - track.start).components.seconds) + 1 : nil
        openLogs += 1
        tracks[id]?.logs.tasks[run] = Task { [weak self] in
            var (since, error) = (since, ClientError?.none)
            repeat {
                let began = ContinuousClock.now
                error = await stream.run(tail, sinceSeconds: since)
                // Nodes end a log that they have sent for hours, though its container runs on.
                guard !Task.isCancelled, error == nil, ContinuousClock.now - began > Self.longLogTime else { break }
                since = 1
            } while true
            await self?.ended(run, of: id, error)
        }
    }

    /// A log that ends earlier has come to its end.
    private static let longLogTime = Duration.seconds(3_600)

    /// The pods that are there were told: others are made from now on.
    private func feedsAreListed(_ track: Track) -> Bool {
        feeds[.pods(in: track.object.reference.namespace)]?.isListed ?? true
    }

    private func ended(_ run: FollowedLogs.Run, of id: Int, _ error: ClientError?) {
        guard tracks[id]?.logs.tasks.removeValue(forKey: run) != nil else { return }
        openLogs -= 1
        if let error, error.isForbidden { sayOnce("logs can't be read: \(error)") }
    }

    /// Waits a moment for the last lines of a pod or Job that has come to its end.
    func awaitLogs(of id: Int) async {
        guard settings.showsLogs, let track = tracks[id], !track.object.annotations.skipsLogs,
            track.filter.podCount(track.rule) > 0
        else { return }
        let limit = now + Self.lastLinesTime
        while now < limit, let track = tracks[id], !track.logs.areComplete(track.pods) {
            try? await Task.sleep(for: .milliseconds(50))
        }
    }
}

/// The log of one run of a container, told line by line.
struct LogStream: Sendable {
    let access: any TrackingAccess
    let pod: ObjectReference
    let container: String
    let filter: LogFilter
    let report: @Sendable (ProgressEvent) -> Void

    /// Follows to the end; returns why the log couldn't be read, if it couldn't.
    func run(_ tail: LogTail, sinceSeconds: Int?) async -> ClientError? {
        var options = LogOptions()
        options.container = container
        options.follow = true
        options.sinceSeconds = sinceSeconds
        var lines = LogLines()
        do {
            for try await piece in access.logs(pod: pod, options: options) {
                for line in lines.take(piece) { tell(line, tail) }
            }
        } catch {
            return error as? ClientError
        }
        if let rest = lines.finish() { tell(rest, tail) }
        return nil
    }

    private func tell(_ line: [UInt8], _ tail: LogTail) {
        tail.append(line)
        guard filter.shows(line, of: container) else { return }
        report(
            .logLine(
                pod: pod.name, container: container, namespace: pod.namespace ?? "",
                text: String(decoding: line, as: UTF8.self)))
    }
}

internal import Documents

/// A watch that is being read: does what its machine says.
actor WatchSession {
    private let client: KubernetesClient
    private let type: ResourceType
    private let namespace: String?
    private let options: WatchOptions
    private var machine: WatchMachine
    /// What is to be done once everything that is ready was handed over.
    private var postponed: WatchMachine.Action?
    private var listed = false
    /// What is to be handed over before anything else happens.
    private var ready: ArraySlice<WatchEvent> = []
    /// Lines that came and weren't looked at.
    private var lines: ArraySlice<[UInt8]> = []
    private var body: ResponseBody?
    private var splitter = LineSplitter()
    private var openedAt: Int64 = 0

    /// Unread bytes after which a watch is ended, to be opened again where its reader stands.
    private static let unreadLimit = 16 << 20
    /// Servers say every minute how far a watch has come; after a silence of two and a half the connection is made anew.
    private static let longestSilenceSeconds = 150
    /// The server ends a watch after a time in this range, so that all watches don't begin anew at once.
    private static let timeoutSeconds = 300...600

    init(_ client: KubernetesClient, _ type: ResourceType, _ namespace: String?, _ options: WatchOptions) {
        self.client = client
        self.type = type
        self.namespace = namespace
        self.options = options
        machine = WatchMachine(resourceVersion: options.resourceVersion)
        postponed = machine.beginning
    }

    /// The next event.
    func next() async throws(ClientError) -> WatchEvent? {
        while true {
            if let event = ready.popFirst() { return event }
            if let action = postponed {
                postponed = nil
                try await carryOut(action)
            } else {
                let action = decide(await awaitEvent())
                // What there is to tell comes before the wait for better times.
                if ready.isEmpty { try await carryOut(action) } else { postponed = action }
            }
        }
    }

    /// What the machine makes of an event; what it has to tell is made ready to be handed over.
    private func decide(_ event: WatchMachine.Event) -> WatchMachine.Action {
        let action = machine.handle(event)
        if let error = machine.takeInterruption() { ready.append(.interrupted(error)) }
        return action
    }

    /// Does what the machine says until it says to read on, or there is something to hand over.
    private func carryOut(_ first: WatchMachine.Action) async throws(ClientError) {
        var action = first
        while true {
            switch action {
            case .proceed: return
            case .tell(let event): return ready.append(event)
            case .fail(let error):
                close()
                throw error
            case .list(let milliseconds):
                close()
                try await pause(milliseconds)
                action = decide(await list())
                // What was listed is handed over first.
                if !ready.isEmpty { return postponed = action }
            case .open(let version, let milliseconds):
                close()
                try await pause(milliseconds)
                guard let failure = await open(from: version) else { return }
                action = decide(failure)
                if !ready.isEmpty { return postponed = action }
            }
        }
    }

    /// Waits for the next line, or for the end.
    private func awaitEvent() async -> WatchMachine.Event {
        while true {
            if let line = lines.popFirst() { return read(line) }
            do throws(TransportFailure) {
                guard let piece = try await body?.next() else { return ended }
                lines = splitter.split(piece)[...]
                if splitter.isOverlong { return unreadable("a line of the watch exceeds \(splitter.limit) bytes") }
            } catch {
                switch error.reason {
                // A lost connection is an end; so is a reader too slow for what came, who goes on where he stands.
                case .lost, .tooLarge, .timeout, .silent: return ended
                default: return .failed(client.pipeline.error(error, request(from: "")))
                }
            }
        }
    }

    private func read(_ line: [UInt8]) -> WatchMachine.Event {
        do throws(DocumentError) {
            return .line(try JSON.read(line))
        } catch {
            return unreadable("a line of the watch isn't JSON: \(error.message)")
        }
    }

    private func unreadable(_ text: String) -> WatchMachine.Event {
        .failed(ClientError(.unreadable(text), request: request(from: "").subject))
    }

    private var ended: WatchMachine.Event { .ended(afterMilliseconds: Int(MonotonicClock.milliseconds() - openedAt)) }

    /// Lists everything and makes it ready to be handed over.
    private func list() async -> WatchMachine.Event {
        let options = ListOptions(
            labelSelector: options.labelSelector, fieldSelector: options.fieldSelector,
            metadataOnly: options.metadataOnly)
        do throws(ClientError) {
            let list = try await client.list(type, namespace: namespace, options: options)
            if listed || self.options.resourceVersion != nil { ready.append(.restarted) }
            listed = true
            ready += list.items.map { .added($0) }
            ready.append(.synced)
            return .listed(resourceVersion: list.resourceVersion)
        } catch {
            return .failed(error)
        }
    }

    /// Opens the watch; returns how that failed, if it did.
    private func open(from version: String) async -> WatchMachine.Event? {
        openedAt = MonotonicClock.milliseconds()
        do throws(ClientError) {
            body = try await client.pipeline.open(request(from: version), .unpaced(limit: Self.unreadLimit))
            return nil
        } catch {
            return .failed(error)
        }
    }

    private func request(from version: String) -> APIRequest {
        let seconds = Int.random(in: Self.timeoutSeconds)
        var request = APIRequest("watch", type, namespace: namespace)
        request.isLong = true
        request.longestSilenceSeconds = Self.longestSilenceSeconds
        // The server's own end comes first, unless the connection is dead.
        request.longestMilliseconds = (seconds + 30) * 1000
        if options.metadataOnly { request.askForMetadata() }
        request.target.add("watch", "1")
        request.target.add("allowWatchBookmarks", "true")
        request.target.add("resourceVersion", version)
        request.target.add("timeoutSeconds", "\(seconds)")
        request.target.add("labelSelector", options.labelSelector)
        request.target.add("fieldSelector", options.fieldSelector)
        return request
    }

    private func pause(_ milliseconds: Int) async throws(ClientError) {
        guard milliseconds > 0 else { return }
        do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch {
            throw ClientError(.cancelled, request: request(from: "").subject)
        }
    }

    private func close() {
        body = nil
        lines = []
        splitter = LineSplitter()
    }
}

internal import Documents
internal import KubernetesClient

extension ClusterTracker {
    /// A feed and who uses it.
    struct Feed {
        var users = 0
        var task: Task<Void, Never>?
        /// Everything that is there was told.
        var isListed = false
        /// There is no right to watch: objects are asked for again and again.
        var isPolled = false
        /// By name, of types that are tracked themselves; pods are in their room.
        var objects: [String: Value] = [:]
        /// What was told since the list began.
        var names: Set<String> = []
    }

    /// How long a watch is kept for the next one who needs it.
    private static let lingering = Duration.seconds(30)
    /// Between two looks at what can't be watched.
    static let pollingPeriod = Duration.seconds(2)

    /// Begins to follow what a track needs.
    func follow(_ id: Int) {
        guard let track = tracks[id] else { return }
        let keys = track.neededFeeds
        tracks[id]?.feeds = keys
        for key in keys {
            if feeds[key] == nil { start(key) }
            feeds[key]?.users += 1
        }
        if let own = keys.first { catchUp(id, own) }
        if track.rule.hasPods, !track.rule.isPod { refreshPods(of: id) }
    }

    private func start(_ key: ObjectFeed.Key) {
        var feed = Feed()
        let source = ObjectFeed(key: key, access: access)
        feed.task = Task { [weak self] in
            await source.run { [weak self] event in await self?.receive(key, event) }
        }
        feeds[key] = feed
    }

    /// Gives feeds back; one that nobody needs any more ends after a while.
    func leave(_ keys: [ObjectFeed.Key]) {
        for key in keys {
            feeds[key]?.users -= 1
            guard feeds[key]?.users == 0 else { continue }
            Task { [weak self] in
                try? await Task.sleep(for: Self.lingering)
                await self?.dismissUnused(key)
            }
        }
    }

    private func dismissUnused(_ key: ObjectFeed.Key) {
        guard let feed = feeds[key], feed.users == 0 else { return }
        feed.task?.cancel()
        feeds[key] = nil
        if key == .pods(in: key.namespace) { rooms[key.namespace ?? ""]?.removeAllPods() }
        if key == .replicaSets(in: key.namespace) { rooms[key.namespace ?? ""]?.removeAllReplicaSets() }
    }

    /// Tells a new track what its feed knows already.
    private func catchUp(_ id: Int, _ key: ObjectFeed.Key) {
        guard let feed = feeds[key], let track = tracks[id] else { return }
        if feed.isPolled || (feed.isListed && track.rule.isPod) { return look(at: id) }
        if let object = feed.objects[track.name] { show(id, object) }
    }

    // MARK: What comes

    private func receive(_ key: ObjectFeed.Key, _ event: ObjectFeed.Event) {
        guard feeds[key] != nil else { return }
        if case .interrupted(let error) = event { return sayInterrupted(key, error) }
        isInterrupted = false
        switch event {
        case .interrupted: break
        case .present(let object): put(object, key)
        case .gone(let object): remove(object, key)
        case .restarted:
            feeds[key]?.isListed = false
            feeds[key]?.names = []
        case .listed: settle(key)
        case .denied(let error): poll(key, error)
        case .lost(let error): lose(key, error)
        }
    }

    private func put(_ object: Value, _ key: ObjectFeed.Key) {
        let name = object[path: ["metadata", "name"]]?.string ?? ""
        let place = key.namespace ?? ""
        if feeds[key]?.isListed == false { feeds[key]?.names.insert(name) }
        if key == .pods(in: key.namespace) {
            rooms[place, default: PodRoom()].put(PodStatus(object))
            refreshPods(ownedBy: OwnedObject.controller(of: object["metadata"] ?? .null), in: place)
        } else if key == .replicaSets(in: key.namespace) {
            let set = PodRevision.ReplicaSet(object)
            rooms[place, default: PodRoom()].put(set)
            for (id, track) in tracks where set.owner != nil && track.uid == set.owner { refreshPods(of: id) }
            return
        } else if key == .events(in: key.namespace) {
            return tellServiceMessage(ClusterEvent(object), in: place, isOld: feeds[key]?.isListed == false)
        } else {
            feeds[key]?.objects[name] = object
        }
        for (id, track) in tracks where track.feeds.first == key && track.name == name { show(id, object) }
    }

    private func remove(_ object: Value, _ key: ObjectFeed.Key) {
        let metadata = object["metadata"] ?? .null
        let (name, uid) = (metadata["name"]?.string ?? "", metadata["uid"]?.string ?? "")
        let place = key.namespace ?? ""
        if key == .pods(in: key.namespace) {
            rooms[place]?.remove(name)
            refreshPods(ownedBy: OwnedObject.controller(of: metadata), in: place)
        } else if key == .replicaSets(in: key.namespace) {
            rooms[place]?.remove(replicaSet: uid)
            return
        } else {
            feeds[key]?.objects[name] = nil
        }
        for (id, track) in tracks where track.feeds.first == key && track.name == name && track.uid == uid {
            tell(id, .gone(last: object))
        }
    }

    /// The list is complete: what isn't in it is gone.
    private func settle(_ key: ObjectFeed.Key) {
        guard var feed = feeds[key] else { return }
        let names = feed.names
        (feed.isListed, feed.names) = (true, [])
        feed.objects = feed.objects.filter { names.contains($0.key) }
        feeds[key] = feed
        let place = key.namespace ?? ""
        if key == .pods(in: key.namespace) {
            for name in rooms[place]?.names ?? [] where !names.contains(name) { rooms[place]?.remove(name) }
            for (id, track) in tracks where track.namespace == place { refreshPods(of: id) }
        }
        // The list may be older than the object: only a look at the object itself tells.
        for (id, track) in tracks where track.feeds.first == key {
            if track.seen == nil || !names.contains(track.name) { look(at: id) }
        }
    }

    /// The feed can't go on, and those who need it can't either.
    private func lose(_ key: ObjectFeed.Key, _ error: ClientError) {
        feeds[key] = nil
        for (id, track) in tracks where track.feeds.first == key { end(id, with: .failure(error)) }
        let losers = tracks.filter { $0.value.feeds.contains(key) }
        // A later feed of the same objects isn't theirs to leave.
        for id in losers.keys { tracks[id]?.feeds.removeAll { $0 == key } }
        if !losers.isEmpty { sayOnce("\(key.type.plural) can't be watched: \(error)") }
    }

    /// Tells that the server is away: once for all feeds, and again the next time.
    private func sayInterrupted(_ key: ObjectFeed.Key, _ error: ClientError) {
        guard !isInterrupted else { return }
        isInterrupted = true
        report(.warning("\(key.type.plural) can't be watched at present, which is tried again until it can: \(error)"))
    }

    // MARK: What a track sees

    /// Shows a track its object, unless it is an older one.
    private func show(_ id: Int, _ object: Value) {
        guard let track = tracks[id], track.concerns(object) else { return }
        tracks[id]?.seen = object
        if track.rule.isPod { showPods(id, [PodStatus(object)]) }
        tell(id, .object(object))
        if track.rule.hasPods, !track.rule.isPod { refreshPods(of: id) }
    }

    private func refreshPods(ownedBy owner: String?, in namespace: String) {
        guard let owner else { return }
        for (id, track) in tracks where track.revision?.owner == owner && track.namespace == namespace {
            refreshPods(of: id)
        }
    }

    /// Finds a workload's new pods, and shows them to its track if they are others than before.
    private func refreshPods(of id: Int) {
        guard let track = tracks[id], let object = track.seen else { return }
        // Also before any pod is there: by the revision the pods that come are known as the object's.
        let room = rooms[track.namespace] ?? PodRoom()
        let revision = PodRevision(of: object, rule: track.rule, replicaSets: room.replicaSets.values)
        tracks[id]?.revision = revision
        let pods = revision.map { room.pods(of: $0) } ?? []
        if pods != track.pods { showPods(id, pods) }
    }

    private func showPods(_ id: Int, _ pods: [PodStatus]) {
        tracks[id]?.pods = pods
        followLogs(of: id)
        claimMessages(of: id)
        tell(id, .pods(pods))
    }

    /// Tells an event to those who want to see it; one about a pod that nobody knows yet waits for the pod.
    private func tellServiceMessage(_ event: ClusterEvent, in namespace: String, isOld: Bool) {
        for track in tracks.values where track.namespace == namespace && track.object.annotations.showsServiceMessages {
            if isOld, ObjectStatus(track.object.object).generation > 1 { continue }
            if tellServiceMessage(event, of: track) { return }
        }
        unclaimedMessages.append(event)
        if unclaimedMessages.count > Self.unclaimedLimit { unclaimedMessages.removeFirst() }
    }

    private static let unclaimedLimit = 500

    private func claimMessages(of id: Int) {
        guard let track = tracks[id], track.object.annotations.showsServiceMessages else { return }
        unclaimedMessages.removeAll { tellServiceMessage($0, of: track) }
    }

    /// - Returns: whether the event is about the object or what it consists of.
    private func tellServiceMessage(_ event: ClusterEvent, of track: Track) -> Bool {
        let isAbout =
            event.subject == track.revision?.owner || track.pods.contains { $0.uid == event.subject }
        guard event.subject == track.uid || isAbout else { return false }
        let prefix = event.subject == track.uid ? "" : "\(event.subjectKind)/\(event.subjectName) "
        report(.serviceMessage(track.object.identity, prefix + event.words))
        return true
    }

    // MARK: Without the right to watch

    private func poll(_ key: ObjectFeed.Key, _ error: ClientError) {
        guard feeds[key]?.isPolled == false else { return }
        sayOnce("\(key.type.plural) can't be watched, so they are asked for again and again: \(error)")
        feeds[key]?.isPolled = true
        feeds[key]?.task = Task { [weak self] in
            while !Task.isCancelled {
                await self?.lookAround(key)
                try? await Task.sleep(for: Self.pollingPeriod)
            }
        }
    }

    private func lookAround(_ key: ObjectFeed.Key) async {
        for (id, track) in tracks where track.feeds.contains(key) {
            if track.feeds.first == key {
                look(at: id)
            } else if let selector = track.podSelector {
                await lookAtOwned(id, key, selector)
            }
        }
    }

    /// Shows a track its pods as they are now, whatever its feed has told.
    func lookAtPods(of id: Int) async {
        guard let track = tracks[id], track.rule.hasPods, !track.rule.isPod, let selector = track.podSelector else {
            return
        }
        await lookAtOwned(id, .pods(in: track.object.reference.namespace), selector)
    }

    /// Lists what belongs to one workload, by its own selector.
    private func lookAtOwned(_ id: Int, _ key: ObjectFeed.Key, _ selector: String) async {
        guard key != .events(in: key.namespace) else { return }
        let options = ListOptions(labelSelector: selector, metadataOnly: key.metadataOnly)
        do throws(ClientError) {
            let objects = try await access.list(key.type, namespace: key.namespace, options: options).items
            if key == .pods(in: key.namespace) {
                let names = Set(objects.compactMap { $0[path: ["metadata", "name"]]?.string })
                for pod in tracks[id]?.pods ?? [] where !names.contains(pod.name) {
                    rooms[key.namespace ?? ""]?.remove(pod.name)
                }
                refreshPods(of: id)
            }
            for object in objects { put(ObjectFeed.trimmed(object), key) }
        } catch {
            guard error.isForbidden else { return }
            sayOnce("\(key.type.plural) can't be listed either, so what goes wrong in them isn't seen: \(error)")
            feeds[key]?.task?.cancel()
        }
    }

    /// Reads the object of a track itself.
    private func look(at id: Int) {
        guard let track = tracks[id] else { return }
        Task { [access] in
            do throws(ClientError) {
                let object = try await access.get(track.object.reference, metadataOnly: false)
                self.found(id, ObjectFeed.trimmed(object))
            } catch {
                self.missed(id, error)
            }
        }
    }

    private func found(_ id: Int, _ object: Value) {
        guard let track = tracks[id] else { return }
        if let uid = track.object.uid, object[path: ["metadata", "uid"]]?.string != uid {
            return tell(id, .gone(last: nil))
        }
        show(id, object)
    }

    private func missed(_ id: Int, _ error: ClientError) {
        if error.isNotFound {
            tell(id, .gone(last: nil))
        } else if error.isForbidden || error.isUnauthorized {
            end(id, with: .failure(error))
        } else {
            // Nothing else may ever tell of the object: it is looked for until the server answers.
            Task { [weak self] in
                try? await Task.sleep(for: Self.pollingPeriod)
                await self?.look(at: id)
            }
        }
    }
}

extension Track {
    /// The UID of the object as far as it is known.
    var uid: String? { object.uid ?? seen?[path: ["metadata", "uid"]]?.string }

    /// The labels of its pods, as a request asks for them.
    var podSelector: String? {
        let selector = (seen ?? object.object)[path: ["spec", "selector"]]
        let labels = (selector?["matchLabels"] ?? selector)?.object ?? Object()
        let parts = labels.compactMap { label in label.value.string.map { "\(label.key)=\($0)" } }
        return parts.isEmpty ? nil : parts.joined(separator: ",")
    }
}

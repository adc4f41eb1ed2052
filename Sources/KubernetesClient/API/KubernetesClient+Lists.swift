internal import Documents

extension KubernetesClient {
    /// The objects of a type, in one namespace or (nil) in all.
    package func list(
        _ type: ResourceType, namespace: String?, options: ListOptions = ListOptions()
    ) async throws(ClientError) -> ObjectList {
        var course = ListCourse(options)
        var list = ObjectList(items: [], resourceVersion: "")
        while let page = course.next {
            do throws(ClientError) {
                let answer = try await value(listRequest(type, namespace, options, page))
                let items = answer["items"]?.array ?? []
                if course.restarted { list.items = [] }
                if list.items.isEmpty { list.items = items } else { list.items += items }
                list.resourceVersion = answer["metadata"]?["resourceVersion"]?.string ?? ""
                course.received(continueToken: answer["metadata"]?["continue"]?.string)
            } catch {
                guard course.failed(error) else { throw error }
            }
        }
        return list
    }

    /// Hands over each object of a list as JSON bytes while it arrives; returns the list's resource version.
    ///
    /// A list that breaks off is read again; what was handed over isn't handed over again, unless it changed
    /// meanwhile. When the server forgets a list between two pages, the rest is read as it is now: an object may then
    /// come twice, or an object deleted meanwhile not at all.
    /// - Parameter item: called in order, never at the same time; what it throws ends the list and is thrown on.
    @discardableResult
    package func listEach(
        _ type: ResourceType,
        namespace: String?,
        options: ListOptions = ListOptions(),
        _ item: (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> String {
        var course = ListCourse(options, handsOver: true)
        var resourceVersion = ""
        while let page = course.next {
            do {
                let envelope = try await readPage(listRequest(type, namespace, options, page), item)
                resourceVersion = envelope["metadata"]?["resourceVersion"]?.string ?? ""
                course.received(continueToken: envelope["metadata"]?["continue"]?.string)
            } catch let error as ClientError {
                guard course.failed(error) else { throw error }
            }
        }
        return resourceVersion
    }

    /// Bytes of an answer that may wait for their reader.
    private static let unreadLimit = 1 << 20

    /// Reads a page, again when it breaks off.
    private func readPage(
        _ request: APIRequest, _ item: (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> Value {
        var request = request
        request.deadline = pipeline.deadline
        var repeated = RepeatedItems()
        var losses = 0
        while true {
            repeated.begin()
            do {
                return try await readPageOnce(request) { if repeated.isNew($0) { try item($0) } }
            } catch let failure as TransportFailure {
                let isOver = request.deadline.map { MonotonicClock.milliseconds() + 1000 >= $0 } ?? false
                guard failure.reason == .lost, losses < RetryMachine.maximumRetries, !isOver else {
                    throw pipeline.error(failure, request)
                }
                losses += 1
            } catch let error as DocumentError {
                throw ClientError(
                    .unreadable("the server's list isn't JSON: \(error.message)"), request: request.subject)
            }
            do { try await Task.sleep(for: .seconds(1)) } catch {
                throw ClientError(.cancelled, request: request.subject)
            }
        }
    }

    private func readPageOnce(
        _ request: APIRequest, _ item: (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> Value {
        let body = try await pipeline.open(request, .paced(highWater: Self.unreadLimit))
        var reader = JSONItemsReader()
        while let piece = try await body.next() {
            try piece.withUnsafeBytes { try reader.consume($0, item) }
        }
        return try reader.finish()
    }

    private func listRequest(
        _ type: ResourceType, _ namespace: String?, _ options: ListOptions, _ page: ListCourse.Page
    ) -> APIRequest {
        var request = APIRequest("list", type, namespace: namespace)
        if options.metadataOnly { request.askForMetadata(list: true) }
        request.target.add("labelSelector", options.labelSelector)
        request.target.add("fieldSelector", options.fieldSelector)
        request.target.add("limit", page.limit > 0 ? "\(page.limit)" : nil)
        request.target.add("continue", page.continueToken)
        request.target.add("resourceVersion", page.resourceVersion)
        request.target.add("resourceVersionMatch", page.resourceVersionMatch)
        return request
    }
}

/// Tells the items of a page that is read again from those that were handed over before.
private struct RepeatedItems {
    /// What has come of this page, by the hash of its bytes.
    private var seen: Set<Int> = []
    /// What had come when the page was begun again.
    private var before: Set<Int> = []

    /// The page is read from its start.
    mutating func begin() { before = seen }

    /// Takes note of an item.
    mutating func isNew(_ item: UnsafeRawBufferPointer) -> Bool {
        var hasher = Hasher()
        hasher.combine(bytes: item)
        let hash = hasher.finalize()
        seen.insert(hash)
        return !before.contains(hash)
    }
}

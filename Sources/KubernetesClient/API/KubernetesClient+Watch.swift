internal import Documents

extension KubernetesClient {
    /// Follows the objects of a type; connection losses, server timeouts and expired versions are bridged.
    ///
    /// A server that is away is waited for without an end, as long as the caller waits; `interrupted` tells of it. The
    /// watch ends by throwing a `ClientError`: when the server refuses (401, 403, 404), or when the task is cancelled.
    /// Letting go of the stream ends the watch. Nothing is sent before the first event is asked for.
    package func watch(
        _ type: ResourceType, namespace: String?, options: WatchOptions = WatchOptions()
    ) -> AsyncThrowingStream<WatchEvent, any Error> {
        let session = WatchSession(self, type, namespace, options)
        return AsyncThrowingStream { try await session.next() }
    }

    /// The log of a container, in pieces as they come.
    ///
    /// Nothing is sent before the first piece is asked for; letting go of the stream ends the request.
    package func logs(
        pod: ObjectReference, options: LogOptions = LogOptions()
    ) -> AsyncThrowingStream<[UInt8], any Error> {
        var request = APIRequest("get", pod)
        request.isLong = options.follow
        request.target.append(segment: "log")
        request.accept = "*/*"
        request.target.add("container", options.container)
        request.target.add("follow", options.follow ? "true" : nil)
        request.target.add("previous", options.previous ? "true" : nil)
        request.target.add("sinceSeconds", options.sinceSeconds.map { "\($0)" })
        request.target.add("sinceTime", options.sinceTime)
        request.target.add("tailLines", options.tailLines.map { "\($0)" })
        request.target.add("timestamps", options.timestamps ? "true" : nil)
        let session = LogSession(pipeline, request)
        return AsyncThrowingStream { try await session.next() }
    }
}

/// A log that is being read.
private actor LogSession {
    private let pipeline: RequestPipeline
    private let request: APIRequest
    private var body: ResponseBody?

    init(_ pipeline: RequestPipeline, _ request: APIRequest) {
        self.pipeline = pipeline
        self.request = request
    }

    func next() async throws(ClientError) -> [UInt8]? {
        let body: ResponseBody
        if let opened = self.body {
            body = opened
        } else {
            body = try await pipeline.open(request, .paced(highWater: 256 << 10))
            self.body = body
        }
        do throws(TransportFailure) {
            return try await body.next()
        } catch {
            throw pipeline.error(error, request)
        }
    }
}

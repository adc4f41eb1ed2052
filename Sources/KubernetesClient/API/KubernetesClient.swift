internal import Documents

/// A cluster that can be asked.
///
/// Safe to use from any number of tasks at once: requests share one HTTP/2 connection and are bounded in flight.
/// Making a client touches neither the network nor libcurl; the first request does.
package final class KubernetesClient: Sendable {
    package let configuration: ClientConfiguration
    let pipeline: RequestPipeline
    let discovery: DiscoveryClient

    /// - Throws: when the user agent or the user to ask for can't stand in a header.
    package init(_ configuration: ClientConfiguration, observer: (any RequestObserver)? = nil)
        throws(ConfigurationError)
    {
        try configuration.checkHeaders()
        self.configuration = configuration
        pipeline = RequestPipeline(configuration, observer: observer)
        discovery = DiscoveryClient(
            pipeline, cache: DiscoveryCache(configuration), answers: ResponseCache(configuration))
    }

    /// The server's version.
    package func version() async throws(ClientError) -> ServerVersion {
        let subject = ClientError.Request(verb: "get", resource: "/version")
        let value = try await value(APIRequest(target: RequestTarget(path: "/version"), subject: subject))
        return ServerVersion(
            gitVersion: value["gitVersion"]?.string ?? "",
            major: value["major"]?.string ?? "",
            minor: value["minor"]?.string ?? "")
    }

    /// The server's types.
    package func resourceTypes(_ freshness: DiscoveryFreshness = .checked) async throws(ClientError) -> DiscoveredTypes
    {
        try await discovery.types(freshness)
    }

    /// The server's types with those of these kinds that it serves: a kind that joined a known version of its group since
    /// the cache was written is found too.
    ///
    /// So are those that users mean by these words (`deploy`, `things.example.com`): for one that the cache doesn't know
    /// the server is asked, once.
    package func resourceTypes(
        lookingFor kinds: [GroupVersionKind], naming words: [String] = []
    ) async throws(ClientError) -> DiscoveredTypes {
        let types = try await discovery.types(lookingFor: kinds)
        // A kind without a version may be in any.
        let versionless = kinds.filter(\.version.isEmpty).map(\.kind)
        let isComplete = (words + versionless).allSatisfy { (try? types.type(named: $0)) != nil }
        return isComplete ? types : try await discovery.newestTypes()
    }

    /// The type of objects with this `apiVersion` and `kind`; an unknown kind is asked for once more at the server.
    package func resourceType(for kind: GroupVersionKind) async throws(ClientError) -> ResourceType {
        try await discovery.type(for: kind)
    }

    /// Sends a request and reads its answer as a document.
    func value(_ request: APIRequest) async throws(ClientError) -> Value { try await answer(request).value }

    /// Sends a request and reads its answer as a document, with the HTTP status it came with.
    func answer(_ request: APIRequest) async throws(ClientError) -> (value: Value, status: Int) {
        let response = try await pipeline.send(request)
        do throws(DocumentError) {
            return (try JSON.read(response.body), response.head.status)
        } catch {
            throw ClientError(.unreadable("the server's answer isn't JSON: \(error.message)"), request: request.subject)
        }
    }
}

extension APIRequest {
    /// What is asked of an object.
    init(_ verb: String, method: String = "GET", _ reference: ObjectReference) {
        let subject = ClientError.Request(
            verb: verb, resource: reference.type.qualifiedName,
            namespace: reference.type.isNamespaced ? reference.namespace : nil,
            name: reference.name)
        self.init(method: method, target: RequestTarget(reference), subject: subject)
    }

    /// What is asked of a collection.
    init(_ verb: String, method: String = "GET", _ type: ResourceType, namespace: String?) {
        let subject = ClientError.Request(
            verb: verb, resource: type.qualifiedName, namespace: type.isNamespaced ? namespace : nil)
        self.init(method: method, target: RequestTarget(type, namespace: namespace), subject: subject)
    }

    /// Asks for `metadata` alone; servers that can't answer so send everything.
    mutating func askForMetadata(list: Bool = false) {
        let form = list ? "PartialObjectMetadataList" : "PartialObjectMetadata"
        accept = "application/json;as=\(form);g=meta.k8s.io;v=v1,application/json"
    }
}

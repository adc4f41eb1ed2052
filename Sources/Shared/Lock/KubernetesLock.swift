internal import Documents
package import KubernetesClient

/// The leases in the ConfigMap of a namespace.
///
/// A free lock costs one request, an apply as a manager that nobody else is: where another's lease stands, it owns the
/// annotation, and an apply without force changes nothing. Every other write names what it replaces.
package struct KubernetesLock: LockAccess {
    private let client: KubernetesClient
    private let reference: ObjectReference

    package init(_ client: KubernetesClient, namespace: String) {
        self.client = client
        reference = ObjectReference(type: .configMaps, namespace: namespace, name: LockLease.objectName)
    }

    package func take(_ lease: LockLease, _ holder: LockHolder) async throws(ClientError) -> Bool {
        let object: Value = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": .string(reference.name), "namespace": .string(reference.namespace ?? ""),
                "annotations": .object(
                    Object([
                        .init(key: LockLease.key(of: lease.lockName), value: .string(lease.text)),
                        .init(key: LockHolder.key(of: lease.lockName), value: .string(holder.text)),
                    ])),
            ],
        ]
        do {
            _ = try await client.apply(object, reference, fieldManager: Self.manager(holder))
            return true
        } catch {
            guard error.isConflict else { throw error }
            return false
        }
    }

    package func look(_ lockName: String) async throws(ClientError) -> LockSighting {
        let object: Value
        do {
            object = try await client.get(reference, metadataOnly: true)
        } catch {
            guard error.isNotFound else { throw error }
            return LockSighting(isHolderDead: false)
        }
        return LockSighting(of: object, lockName)
    }

    package func replace(
        _ sighting: LockSighting, _ lease: LockLease, _ holder: LockHolder
    ) async throws(ClientError) -> Bool {
        guard let version = sighting.resourceVersion else { return try await take(lease, holder) }
        var steps: [Value] = [Self.test("/metadata/resourceVersion", version)]
        if !sighting.hasAnnotations { steps.append(["op": "add", "path": "/metadata/annotations", "value": [:]]) }
        steps.append(Self.add(LockLease.key(of: lease.lockName), lease.text))
        steps.append(Self.add(LockHolder.key(of: lease.lockName), holder.text))
        return try await patch(steps, Self.manager(holder))
    }

    package func renew(_ text: String, _ lease: LockLease) async throws(ClientError) -> Bool {
        let key = LockLease.key(of: lease.lockName)
        return try await patch([Self.test(Self.path(key), text), Self.add(key, lease.text)], nil)
    }

    package func remove(_ text: String, lockName: String) async throws(ClientError) -> Bool {
        let paths = [LockLease.key(of: lockName), LockHolder.key(of: lockName)].map(Self.path)
        let steps = [Self.test(paths[0], text)] + paths.map { ["op": "remove", "path": .string($0)] }
        return try await patch(steps, nil)
    }

    private func patch(_ steps: [Value], _ manager: String?) async throws(ClientError) -> Bool {
        do {
            // A lease that waits for the deploy's own writes would run out.
            _ = try await client.patch(
                reference, kind: .json, body: .array(steps), fieldManager: manager ?? "kubectl-werf", isUrgent: true)
            return true
        } catch {
            // 422 is what a patch answers whose test fails; 404 and 409 say the same of the whole object.
            guard error.status?.code == 422 || error.isConflict || error.isGone else { throw error }
            return false
        }
    }

    /// Nobody else applies under this name.
    private static func manager(_ holder: LockHolder) -> String { "kubectl-werf-\(holder.run)" }

    private static func test(_ path: String, _ value: String) -> Value {
        ["op": "test", "path": .string(path), "value": .string(value)]
    }

    private static func add(_ key: String, _ value: String) -> Value {
        ["op": "add", "path": .string(path(key)), "value": .string(value)]
    }

    /// The JSON pointer of an annotation.
    private static func path(_ key: String) -> String {
        let name = key.utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "~"): Array("~0".utf8)
            case UInt8(ascii: "/"): Array("~1".utf8)
            default: [byte]
            }
        }
        return "/metadata/annotations/" + String(decoding: name, as: UTF8.self)
    }
}

extension ClientError {
    /// The object isn't there; a namespace that is missing is another matter.
    fileprivate var isGone: Bool { isNotFound && status?.details.kind != "namespaces" }
}

extension LockSighting {
    /// What the object says about a lock.
    init(of object: Value, _ lockName: String) {
        let metadata = object["metadata"]
        let annotations = metadata?["annotations"]
        let text = annotations?[LockLease.key(of: lockName)]?.string
        let lease = text.flatMap { LockLease($0) }
        let written = annotations?[LockHolder.key(of: lockName)]?.string
        // A lease may have gone to another who leaves what stands beside it.
        let holder = written.flatMap { LockHolder(text: $0) }.flatMap { $0.run == lease?.uuid ? $0 : nil }
        self.init(
            text: text, lease: lease, holder: holder, isHolderDead: holder?.isKnownDead ?? false,
            resourceVersion: metadata?["resourceVersion"]?.string, hasAnnotations: annotations?.object != nil)
    }
}

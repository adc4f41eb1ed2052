import Documents
import Testing

@testable import KubernetesClient

extension ClusterTests {
    /// Every verb on a real server.
    @Suite struct ObjectTests {
        func reference(_ namespace: String, _ name: String) -> ObjectReference {
            ObjectReference(type: .configMaps, namespace: namespace, name: name)
        }

        /// Many windows of HTTP/2, all at once.
        @Test func sendsLargeBodiesAtOnce() async throws {
            try await Cluster.withNamespace("large") { client, namespace in
                let text = String(repeating: "0123456789abcdef", count: 50_000)
                try await withThrowingTaskGroup(of: Value.self) { group in
                    for number in 0..<24 {
                        group.addTask {
                            try await client.create(
                                Cluster.configMap("large-\(number)", text + "\(number)"), type: .configMaps,
                                namespace: namespace, dryRun: true)
                        }
                    }
                    for try await made in group {
                        let value = made["data"]?["k"]?.string ?? ""
                        #expect(made["metadata"]?["name"]?.string == "large-\(value.dropFirst(text.count))")
                        #expect(value.hasPrefix(text))
                    }
                }
            }
        }

        @Test func createsReadsChangesAndDeletes() async throws {
            try await Cluster.withNamespace("verbs") { client, namespace in
                let one = reference(namespace, "one")
                let made = try await client.create(
                    Cluster.configMap("one", "a"), type: .configMaps, namespace: namespace, fieldManager: "tests")
                #expect(made["data"]?["k"]?.string == "a")
                let twice = try await Cluster.failure {
                    _ = try await client.create(Cluster.configMap("one", "b"), type: .configMaps, namespace: namespace)
                }
                #expect(twice.isAlreadyExists)
                #expect(twice.description == "Error from server (AlreadyExists): configmaps \"one\" already exists")

                let metadata = try await client.get(one, metadataOnly: true)
                #expect(metadata["kind"]?.string == "PartialObjectMetadata")
                #expect(metadata["data"] == nil)

                _ = try await client.patch(one, kind: .merge, body: ["data": ["k": "m"]])
                _ = try await client.patch(one, kind: .strategic, body: ["data": ["l": "s"]])
                let patch: Value = [["op": "add", "path": "/data/n", "value": "j"]]
                let patched = try await client.patch(one, kind: .json, body: patch)
                #expect(patched["data"] == ["k": "m", "l": "s", "n": "j"])

                let stale = try await Cluster.failure { _ = try await client.update(made, one) }
                #expect(stale.isConflict)
                #expect(stale.conflicts.isEmpty)
                let updated = try await client.update(Cluster.configMap("one", "u"), one, dryRun: true)
                #expect(updated["data"] == ["k": "u"])
                #expect(try await client.get(one)["data"]?["k"]?.string == "m")
            }
        }

        @Test func deletesOnlyWhatIsMeant() async throws {
            try await Cluster.withNamespace("delete") { client, namespace in
                let one = reference(namespace, "one")
                let made = try await client.create(
                    Cluster.configMap("one", "a"), type: .configMaps, namespace: namespace)
                let uid = try #require(made["metadata"]?["uid"]?.string)
                let other = DeleteOptions(uid: "8f0a0d8e-0000-0000-0000-000000000000")
                #expect(try await Cluster.failure { try await client.delete(one, options: other) }.isConflict)
                let older = DeleteOptions(resourceVersion: "1")
                #expect(try await Cluster.failure { try await client.delete(one, options: older) }.isConflict)
                try await client.delete(one, options: DeleteOptions(uid: uid, dryRun: true))
                _ = try await client.get(one)
                try await client.delete(one, options: DeleteOptions(propagation: .background, uid: uid))
                let gone = try await Cluster.failure { _ = try await client.get(one) }
                #expect(gone.isNotFound)
                #expect(gone.description == "Error from server (NotFound): configmaps \"one\" not found")
            }
        }

        @Test func appliesAndNamesConflicts() async throws {
            try await Cluster.withNamespace("apply") { client, namespace in
                let one = reference(namespace, "one")
                let object = Cluster.configMap("one", "a")
                _ = try await client.apply(object, one, fieldManager: "first", dryRun: true)
                #expect(try await Cluster.failure { _ = try await client.get(one) }.isNotFound)
                _ = try await client.apply(object, one, fieldManager: "first")
                let other = Cluster.configMap("one", "b")
                let conflict = try await Cluster.failure {
                    _ = try await client.apply(other, one, fieldManager: "second")
                }
                #expect(conflict.isConflict)
                #expect(conflict.conflicts.map(\.field) == [".data.k"])
                #expect(conflict.conflicts.map(\.conflictingManager) == ["first"])
                let forced = try await client.apply(other, one, fieldManager: "second", force: true)
                #expect(forced["data"]?["k"]?.string == "b")
                // What is read can be applied again: the record of owners isn't sent.
                var again = forced.object ?? Object()
                again["metadata", default: [:]] = [
                    "name": "one", "managedFields": forced["metadata"]?["managedFields"] ?? [],
                ]
                _ = try await client.apply(.object(again), one, fieldManager: "second", force: true)
            }
        }

        @Test func namesWhatIsInvalid() async throws {
            try await Cluster.withNamespace("invalid") { client, namespace in
                let invalid = try await Cluster.failure {
                    _ = try await client.create(
                        Cluster.configMap("No Such Name", "a"), type: .configMaps, namespace: namespace)
                }
                #expect(invalid.isInvalid)
                #expect(
                    invalid.description.hasPrefix(
                        "The ConfigMap \"No Such Name\" is invalid: metadata.name: Invalid value"))
            }
        }

        @Test func saysWhatIsForbidden() async throws {
            for client in [
                try Cluster.client("KW_TEST_LIMITED_KUBECONFIG"), try Cluster.client { $0.asUser = "jane" },
            ] {
                let error = try await Cluster.failure {
                    _ = try await client.list(.secrets, namespace: "kube-system")
                }
                #expect(error.isForbidden)
                #expect(
                    error.message.contains(
                        "cannot list resource \"secrets\" in API group \"\" in the namespace \"kube-system\""))
            }
        }
    }
}

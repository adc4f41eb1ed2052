internal import Documents
package import KubernetesClient

/// The journals of a release's adoptions: ConfigMaps beside its records, one for each adoption.
///
/// An undo file on somebody's disk is a copy of one.
package struct AdoptionJournals: Sendable {
    /// A journal as it is stored.
    package struct Entry: Hashable, Sendable {
        package var name: String
        package var uid: String
        package var text: String

        /// The newest revision of the release when it adopted; nil when the journal can't be read.
        package var revision: Int64? { (try? JSON.read(text))?["revision"]?.integer }
    }

    /// The most that a journal may hold; the API server takes 1 MiB.
    package static let largest = 900 << 10
    private static let dataKey = "undo"

    private let client: KubernetesClient
    /// Where the release's records are.
    private let namespace: String
    private let release: String

    package init(_ client: KubernetesClient, namespace: String, release: String) {
        self.client = client
        self.namespace = namespace
        self.release = release
    }

    /// The name of the ConfigMap for an adoption at a moment.
    package func name(at stamp: String) -> String {
        "\(JournalMark.adoption.objectPrefix)\(release).\(stamp.lowercased())"
    }

    /// Stores a journal.
    package func keep(_ text: String, as name: String) async throws(ClientError) {
        let object: Value = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": .string(name), "namespace": .string(namespace),
                "labels": [
                    JournalMark.label: .string(JournalMark.adoption.rawValue),
                    JournalMark.releaseLabel: .string(release),
                ],
            ],
            "data": [Self.dataKey: .string(text)],
        ]
        _ = try await client.create(object, type: .configMaps, namespace: namespace)
    }

    /// What a journal holds; nil when there is none of this name.
    package func text(of name: String) async throws(ClientError) -> String? {
        do throws(ClientError) {
            let object = try await client.get(reference(name))
            return object["data"]?[Self.dataKey]?.string
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// All journals of the release.
    package func all() async throws(ClientError) -> [Entry] {
        let selector =
            "\(JournalMark.label)=\(JournalMark.adoption.rawValue),\(JournalMark.releaseLabel)=\(release)"
        let list = try await client.list(
            .configMaps, namespace: namespace, options: ListOptions(labelSelector: selector))
        return list.items.compactMap(entry)
    }

    /// Deletes the journals of adoptions that a deploy has followed: what they took went with the release.
    ///
    /// - Parameter revision: the release's newest when it ended.
    package func removeDeployed(upTo revision: Int) async throws(ClientError) {
        for entry in try await all() where entry.revision.map({ $0 < Int64(revision) }) ?? false {
            try await remove(entry)
        }
    }

    /// Deletes a journal by its name, if it is there; any other object is left alone.
    package func remove(_ name: String) async throws(ClientError) {
        guard JournalMark.isJournal(name, of: release) else { return }
        let found: Value
        do throws(ClientError) {
            found = try await client.get(reference(name), metadataOnly: true)
        } catch {
            if error.isNotFound { return }
            throw error
        }
        if let entry = entry(found) { try await remove(entry) }
    }

    /// Deletes exactly this journal, if it is there.
    package func remove(_ entry: Entry) async throws(ClientError) {
        do throws(ClientError) {
            try await client.delete(reference(entry.name), options: DeleteOptions(uid: entry.uid))
        } catch {
            if !error.isNotFound, !error.isConflict { throw error }
        }
    }

    private func reference(_ name: String) -> ObjectReference {
        ObjectReference(type: .configMaps, namespace: namespace, name: name)
    }

    /// The object as a journal; nil for one that isn't the release's.
    private func entry(_ object: Value) -> Entry? {
        let metadata = object["metadata"]
        guard let name = metadata?["name"]?.string, let uid = metadata?["uid"]?.string,
            metadata?["labels"]?[JournalMark.label]?.string == JournalMark.adoption.rawValue,
            JournalMark.isJournal(name, of: release)
        else { return nil }
        return Entry(name: name, uid: uid, text: object["data"]?[Self.dataKey]?.string ?? "")
    }
}

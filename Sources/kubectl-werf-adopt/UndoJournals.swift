internal import Adoption
internal import KubernetesClient
internal import PluginKit
internal import Shared

/// What the cluster itself keeps of a release's adoptions, so that they can be undone without anybody's file.
struct UndoJournals: Sendable {
    private let journals: AdoptionJournals
    private let namespace: String
    private let place: StoragePlace

    init(_ client: KubernetesClient, _ storage: ReleaseStorage, release: String) {
        place = storage.place
        journals = AdoptionJournals(client, namespace: storage.namespace, release: release)
        namespace = storage.namespace
    }

    /// The name of the journal of an adoption at a moment.
    func name(at stamp: String) -> String { journals.name(at: stamp) }

    /// Stores what an adoption is about to change; false when only the file can keep it.
    func keep(_ text: [UInt8], as name: String) async throws -> Bool {
        guard text.count <= AdoptionJournals.largest else {
            Console.warn("this is too much for a ConfigMap: only the undo file tells how to undo it")
            return false
        }
        do throws(ClientError) {
            try await journals.keep(String(decoding: text, as: UTF8.self), as: name)
        } catch {
            // A release of objects without a namespace may be adopted before its own namespace is there.
            guard error.isForbidden || error.isNotFound else { throw error }
            Console.warn("only the undo file tells how to undo this: \(error)")
            return false
        }
        return true
    }

    /// Reads a journal.
    func document(_ name: String) async throws -> UndoDocument {
        guard let text = try await journals.text(of: name) else {
            throw AdoptionError(
                .undo, "there is no journal of an adoption called \(name) in namespace \"\(namespace)\"",
                advice: ["List them: kubectl get configmaps -n \(namespace) -l \(JournalMark.label)=adopt"])
        }
        return try UndoDocument(reading: Array(text.utf8))
    }

    /// Deletes the journal of an adoption that is undone, if there is one that may be deleted.
    func remove(_ name: String) async {
        do throws(ClientError) {
            try await journals.remove(name)
        } catch {
            // Who may not delete it may not have been able to make it either.
            guard !error.isForbidden else { return }
            Console.warn("the journal \(name) in namespace \"\(namespace)\" couldn't be deleted: \(error)")
        }
    }

    /// Deletes journals of adoptions that can't be undone any more: the release has moved on.
    ///
    /// What may not be read or deleted stays; it does no harm.
    func removeStale(of release: Ownership, newest revision: Int, deployed: String?) async {
        guard let entries = try? await journals.all() else { return }
        for entry in entries {
            guard let document = try? UndoDocument(reading: Array(entry.text.utf8)), document.release == release,
                document.storage == place, (try? UndoPlanner(document).refuseLater(revision, deployed: deployed)) == nil
            else { continue }
            try? await journals.remove(entry)
        }
    }
}

/// How to undo an adoption.
struct UndoAdvice: Sendable {
    let release: Ownership
    let file: String
    let journal: String?
    /// Where the journal is.
    let storageNamespace: String

    var line: String { line(undoing: file) }

    /// The same by the journal in the cluster.
    var journalLine: String? {
        journal.map { name in
            let isElsewhere = storageNamespace != release.releaseNamespace
            return line(
                undoing: "configmap/\(name)",
                isElsewhere ? ["--release-storage-namespace", storageNamespace] : [])
        }
    }

    private func line(undoing what: String, _ more: [String] = []) -> String {
        ShellText.line(
            ["kubectl", "werf-adopt", release.releaseName, "-n", release.releaseNamespace, "--undo", what] + more)
    }
}

package import Shared

/// Moves the record of a release that hands objects over, and back again.
package struct HandOverWriter: Sendable {
    private let storage: ReleaseStorage
    private let permission: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - storage: of the release that hands over.
    ///   - permission: returns when something new may be written.
    package init(storage: ReleaseStorage, permission: @escaping @Sendable () async throws -> Void) {
        self.storage = storage
        self.permission = permission
    }

    /// Stores the revision that has let go of the objects; earlier ones that are deployed become superseded.
    package func letGo(_ handOver: HandOver) async throws {
        guard let newest = handOver.newest else { return }
        if let next = handOver.next {
            try await permission()
            try await create(next)
        }
        let name = newest.name
        for entry in try await storage.history(name)
        where entry.status == .deployed && entry.revision < handOver.next?.version ?? newest.version {
            try await permission()
            try await mark(name, entry.revision, as: .superseded)
        }
    }

    /// A lost answer may hide that the revision was stored.
    private func create(_ next: Release) async throws {
        do {
            _ = try await storage.create(next)
        } catch {
            let journal = HandOverJournal(of: next)
            guard let found = try? await storage.revision(next.name, next.version),
                journal != nil, HandOverJournal(of: found.release) == journal
            else { throw error }
        }
    }

    private func mark(_ name: String, _ revision: Int, as status: ReleaseStatus) async throws {
        var stored = try await storage.revision(name, revision)
        guard stored.release.info.status != status else { return }
        stored.release.info.status = status
        _ = try await storage.update(stored)
    }

    /// What the record let go of, if it can be taken back: it hasn't moved on since.
    ///
    /// - Returns: nil when there is nothing to take back.
    package func journal(
        _ part: UndoDocument.HandedOver, to release: Ownership
    ) async throws -> HandOverJournal? {
        let newest = try await storage.history(part.from.releaseName).last?.revision ?? 0
        if newest == part.former { return nil }
        guard newest == part.made else { throw Self.movedOn(part, newest) }
        let stored = try await storage.revision(part.from.releaseName, part.made)
        guard let journal = HandOverJournal(of: stored.release), journal.to == release else {
            throw Self.movedOn(part, newest)
        }
        return journal
    }

    /// Makes the revision that lists the objects the newest again.
    package func takeBack(_ part: UndoDocument.HandedOver, to release: Ownership) async throws {
        guard try await journal(part, to: release) != nil else { return }
        let name = part.from.releaseName
        let made = try await storage.revision(name, part.made)
        // First one deployed revision too many, of which everybody takes the newer, then the other one alone.
        try await permission()
        try await mark(name, part.former, as: .deployed)
        try await permission()
        try await storage.delete(made.entry)
    }

    private static func movedOn(_ part: UndoDocument.HandedOver, _ newest: Int) -> AdoptionError {
        AdoptionError(
            .undo,
            "release \"\(part.from.releaseName)\" in namespace \"\(part.from.releaseNamespace)\" is at revision "
                + "\(newest); it handed its objects over with revision \(part.made), which can't be undone any more",
            advice: ["Nothing was changed."])
    }
}

internal import Documents
internal import KubernetesClient
internal import Shared

/// Makes a plan's changes to objects, each only if the object still is what the plan saw.
struct ObjectWriter: Sendable {
    let cluster: any ClusterAccess
    let ownership: Ownership
    /// How dependents of a deleted object go when its annotations don't say.
    let propagation: Propagation
    let namespaces: MissingNamespaces
    let notes: RunNotes
    let report: @Sendable (ProgressEvent) -> Void

    /// Carries out an operation that concerns an object; others do nothing.
    func carryOut(_ operation: Operation) async throws {
        switch operation.kind {
        case .create(let object): try await create(object)
        case .update(let object, let takeover): try await update(object, takeover)
        case .recreate(let object): try await recreate(object)
        case .awaitServed(let object): try await awaitServed(object)
        case .deleteAfterSuccess(let object): try await remove(object, reason: "it has done its work")
        case .delete(let object): try await delete(object)
        case .awaitAbsence(let object): try await awaitAbsence(object)
        default: break
        }
    }

    // MARK: Creating

    private func create(_ object: DesiredObject) async throws {
        try await namespaces.retrying {
            let answer = isAnyones(object) ? try await apply(object) : try await place(object)
            notes.answered(object, answer)
        }
        report(.created(object.identity))
    }

    /// It may be there already: nobody owns it, or it is a namespace that the deploy's first write needed.
    private func isAnyones(_ object: DesiredObject) -> Bool {
        object.ownership == .anyone || (object.identity.kind == "Namespace" && object.identity.group.isEmpty)
    }

    private func apply(_ object: DesiredObject) async throws -> Value {
        try await Retrying.transient { () async throws(ClientError) in
            try await cluster.apply(object.applied, object.reference, dryRun: false)
        }
    }

    /// Creates an object, and takes none that someone else has made since the plan looked.
    private func place(_ object: DesiredObject) async throws -> Value {
        let creation: Creation
        do throws(ClientError) {
            creation = try await Retrying.transient { () async throws(ClientError) in
                try await cluster.create(object.object, object.reference)
            }
        } catch {
            guard error.isConflict, let live = try await cluster.get(object.reference, metadataOnly: true) else {
                throw error
            }
            if let refusal = ownership.refusal(of: live, object.identity) { throw Self.foreign(refusal) }
            var ours = object
            ours.uid = live[path: ["metadata", "uid"]]?.string
            return try await apply(ours)
        }
        switch creation {
        case .created(let made): return made
        case .merged(let live): throw await givenBack(live, object)
        }
    }

    /// The create met an object that nobody had seen, and left this release's marks on it.
    private func givenBack(_ live: Value, _ object: DesiredObject) async -> DeploymentError {
        do {
            try await cluster.removeMarks(from: live, object.reference)
        } catch {
            report(.warning("the object that was there bears this release's annotations now: \(error)"))
        }
        let others = ManagedFields(of: live).entries.filter { !$0.isApply || $0.manager != DeployPlanner.fieldManager }
        let maker = others.first.map { "\"\($0.manager)\"" } ?? "another release"
        return Self.foreign("\(maker) has created it since the plan was made; it isn't this release's")
    }

    private static func foreign(_ reason: String) -> DeploymentError {
        DeploymentError(
            .execution, reason,
            advice: "kubectl werf-adopt, or converge with --force-adoption, takes existing objects into the release.")
    }

    // MARK: Changing and deleting

    private func update(_ object: DesiredObject, _ takeover: Operation.Takeover?) async throws {
        if let takeover { try await take(over: object, takeover) }
        do {
            notes.answered(object, try await apply(object))
        } catch let error as ClientError where object.uid != nil && error.speaksOfAnotherUID {
            throw DeploymentError(.execution, "it was deleted or made anew since the plan was made (\(error))")
        }
        report(.updated(object.identity))
    }

    /// Rewrites managed fields; an object that changed meanwhile is read again and looked at anew.
    private func take(over object: DesiredObject, _ takeover: Operation.Takeover) async throws {
        var change: FieldTakeover.Change? = takeover.change
        var version = takeover.resourceVersion
        for attempt in 1... {
            guard let wanted = change else { return }
            do throws(ClientError) {
                return try await cluster.replaceManagedFields(
                    object.reference, wanted.managedFields, resourceVersion: version)
            } catch {
                guard error.isConflict || error.isInvalid, attempt < 5 else { throw error }
            }
            guard let live = try await cluster.get(object.reference, metadataOnly: false) else { return }
            let isSame = live[path: ["metadata", "uid"]]?.string == object.uid
            guard isSame, OwnerMarks(of: live) == takeover.marks else {
                throw DeploymentError(
                    .execution, isSame ? "it was given to someone else meanwhile" : "it was made anew meanwhile")
            }
            change = takeover.rule.change(live: live, desired: object.object)
            version = live[path: ["metadata", "resourceVersion"]]?.string ?? ""
        }
    }

    /// How long a CRD may take to be established: as long as Helm gives it.
    private static let servingSeconds = 60
    private static let absenceSeconds = 300

    private func awaitServed(_ object: DesiredObject) async throws {
        guard try await cluster.awaitEstablished(object.reference, seconds: Self.servingSeconds) else {
            throw DeploymentError(
                .execution, "it isn't established after \(Self.servingSeconds) seconds; kubectl describe tells why")
        }
        report(.served(object.identity))
    }

    private func delete(_ object: DroppedObject) async throws {
        // At a version first, so that what is deleted is what was looked at; for what never rests the UID is enough.
        for isExact in [true, true, false] {
            guard let live = try await live(object) else { break }
            if let reason = reason(toKeep: live, isMarked: object.isMarked) {
                return report(.warning("\(object.identity.kind) \"\(object.identity.name)\" stays: \(reason)"))
            }
            let version = isExact ? live[path: ["metadata", "resourceVersion"]]?.string : nil
            let isDone = try await cluster.delete(
                object.reference, uid: object.uid, resourceVersion: version, propagation: object.propagation)
            if isDone { break }
        }
        report(.deleted(object.identity))
    }

    /// The metadata of a dropped object as it is now; nil when it is gone or another one.
    private func live(_ object: DroppedObject) async throws -> Value? {
        let live = try await cluster.get(object.reference, metadataOnly: true)
        return live?[path: ["metadata", "uid"]]?.string == object.uid ? live : nil
    }

    /// Why an object that was to be deleted isn't any more.
    private func reason(toKeep live: Value, isMarked: Bool) -> String? {
        if DropRules.isKept(live) { return "it was given a resource policy to keep it meanwhile" }
        guard isMarked else { return ownership.otherOwner(of: live).map(String.init(describing:)) }
        return ownership.owns(live) ? nil : "it isn't marked as this release's any more"
    }

    private func awaitAbsence(_ object: DroppedObject) async throws {
        if let live = try await live(object), live[path: ["metadata", "deletionTimestamp"]] == nil {
            // It was kept at the last moment, which has been said.
            guard object.isInTheWay else { return }
            throw DeploymentError(.execution, "it stays, and is in the way of the new objects")
        }
        try await awaitAbsence(object.reference, uid: object.uid)
    }

    private func awaitAbsence(_ reference: ObjectReference, uid: String) async throws {
        guard try await cluster.awaitAbsence(reference, uid: uid, seconds: Self.absenceSeconds) else {
            throw DeploymentError(
                .execution, "it is still there after \(Self.absenceSeconds) seconds; look at its finalizers")
        }
    }

    // MARK: Delete policies

    /// Makes an object anew; one that must stay is updated instead.
    private func recreate(_ object: DesiredObject) async throws {
        var object = object
        object.uid = nil
        if let live = try await remove(object, reason: "it is made anew") {
            object.uid = live[path: ["metadata", "uid"]]?.string
            return try await update(object, nil)
        }
        try await create(object)
    }

    /// Deletes the object of this name that is there now, and waits until it is gone.
    ///
    /// - Returns: the object when a resource policy keeps it.
    @discardableResult
    func remove(_ object: DesiredObject, reason: String) async throws -> Value? {
        for isExact in [true, true, false] {
            guard let live = try await cluster.get(object.reference, metadataOnly: true),
                let uid = live[path: ["metadata", "uid"]]?.string
            else { return nil }
            let isGoing = live[path: ["metadata", "deletionTimestamp"]] != nil
            if !isGoing {
                if DropRules.isKept(live) || object.life.isKept {
                    report(.warning("\(object.identity.kind) \"\(object.identity.name)\" stays: it is to be kept"))
                    return live
                }
                if let owner = ownership.otherOwner(of: live) {
                    throw DeploymentError(.execution, "it would be deleted, since \(reason), but \(owner)")
                }
                let version = isExact ? live[path: ["metadata", "resourceVersion"]]?.string : nil
                let isDone = try await cluster.delete(
                    object.reference, uid: uid, resourceVersion: version,
                    propagation: object.life.propagation ?? propagation)
                guard isDone else { continue }
                report(.deleted(object.identity))
            }
            try await awaitAbsence(object.reference, uid: uid)
            return nil
        }
        throw DeploymentError(.execution, "it changes all the time, so that it couldn't be deleted")
    }
}

extension ClientError {
    /// An apply with a UID met no object or another one; servers before 1.22 call the UID an immutable field.
    fileprivate var speaksOfAnotherUID: Bool {
        guard isConflict || isInvalid, let message = status?.message.utf8 else { return false }
        return ["metadata.uid", "uid mismatch", "UID in precondition"].contains { message.contains($0.utf8) }
    }
}

package import Documents

/// What an object's `werf.io/*` and `helm.sh/*` annotations ask of a deploy.
///
/// Values of known `werf.io/*` keys are checked; oddities of `helm.sh/*` follow Helm, since public charts have them.
package struct DeployAnnotations: Hashable, Sendable {
    /// The order inside a stage, ascending; `werf.io/weight`, for hooks else `helm.sh/hook-weight`.
    package var weight = 0
    /// Whether `weight` was given by `werf.io/weight`.
    package var hasOwnWeight = false
    /// When the object is deployed; nil leaves it to the default.
    package var deployOn: Set<String>?
    /// The events of `helm.sh/hook`; nil when the object is no hook.
    package var hookEvents: [String]?
    package var ownership: Owner?
    package var deletePolicies: Set<DeletePolicy> = []
    /// `werf.io/delete-policy` gave the policies, rather than Helm's annotation or its default.
    package var hasOwnDeletePolicies = false
    package var propagation: String?
    /// What must not happen to the object.
    package var resourcePolicies: Set<ResourcePolicy> = []
    /// `spec.replicas` at creation.
    package var replicasOnCreation: Int?
    package var tracking = TrackingAnnotations()
    package var dependencies: [DependencyAnnotation] = []
    /// Nothing of the object is shown in plans.
    package var isSensitive: Bool?
    /// The parts of the object that plans don't show.
    package var sensitivePaths: [String]?

    /// Who an object belongs to.
    package enum Owner: String, Hashable, Sendable, CaseIterable {
        case release, anyone
    }

    /// When an object is deleted.
    package enum DeletePolicy: String, Hashable, Sendable, CaseIterable {
        case beforeCreation = "before-creation"
        case beforeCreationIfImmutable = "before-creation-if-immutable"
        case succeeded, failed
    }

    /// What must not happen to an object.
    package enum ResourcePolicy: String, Hashable, Sendable, CaseIterable {
        case skipCreate = "skip-create"
        case skipUpdate = "skip-update"
        case skipRecreate = "skip-recreate"
        case skipDelete = "skip-delete"
    }

    /// The object stays whatever would delete it.
    package var isKept: Bool { resourcePolicies.contains(.skipDelete) }

    /// Reads an object's annotations.
    ///
    /// - Throws: ``AnnotationError`` for a bad value of a known `werf.io/*` key, or a key that is nearly one.
    package init(of object: Value) throws(AnnotationError) {
        try self.init(AnnotationValues(object["metadata"]?["annotations"]))
    }

    /// Reads an object's annotations as far as they can be read, and hands out what is wrong with the others.
    ///
    /// A `werf.io/resource-policy` that can't be read keeps the object.
    package static func readable(of object: Value) -> (annotations: DeployAnnotations, faults: [AnnotationError]) {
        var values = AnnotationValues(object["metadata"]?["annotations"])
        var faults: [AnnotationError] = []
        while true {
            do {
                var annotations = try DeployAnnotations(values)
                if faults.contains(where: { $0.key == resourcePolicyKey }) {
                    annotations.resourcePolicies.insert(.skipDelete)
                }
                return (annotations, faults)
            } catch {
                faults.append(error)
                // A fault whose key isn't there can't be left out: nothing of the object is understood then.
                guard values.remove(error.key) else { return (DeployAnnotations(), faults) }
            }
        }
    }

    /// Annotations that ask for nothing.
    package init() {}

    private init(_ values: AnnotationValues) throws(AnnotationError) {
        try AnnotationKeys.check(values.all.keys)
        try readStage(values)
        try readPolicies(values)
        tracking = try TrackingAnnotations(values)
        dependencies = try DependencyAnnotation.all(values)
        isSensitive = try values.bool("werf.io/sensitive")
        sensitivePaths = try SensitivePaths.read(values)
    }

    private mutating func readStage(_ values: AnnotationValues) throws(AnnotationError) {
        if let hook = values["helm.sh/hook"], !hook.isEmpty {
            hookEvents = hook.split(separator: ",").map { AnnotationValues.trimmed(String($0)).lowercased() }
        }
        if let own = try values.integer("werf.io/weight") {
            (weight, hasOwnWeight) = (own, true)
        } else if hookEvents != nil {
            weight = values["helm.sh/hook-weight"].flatMap { Int($0) } ?? 0
        }
        deployOn = try values.words("werf.io/deploy-on", Self.stages).map { Set($0) }
    }

    private mutating func readPolicies(_ values: AnnotationValues) throws(AnnotationError) {
        ownership = try values.word("werf.io/ownership", Owner.allCases.map(\.rawValue)).flatMap(Owner.init)
        propagation = try values.word("werf.io/delete-propagation", ["Foreground", "Background", "Orphan"])
        let own = try values.words("werf.io/delete-policy", DeletePolicy.allCases.map(\.rawValue))
        hasOwnDeletePolicies = own != nil
        deletePolicies = Set(own?.compactMap(DeletePolicy.init) ?? hookPolicies(values))
        if let replicas = values["werf.io/replicas-on-creation"] {
            guard let number = Int(replicas) else {
                throw Self.replicas(replicas, "value must be a number")
            }
            guard number >= 0 else { throw Self.replicas(replicas, "value must be a positive number or zero") }
            replicasOnCreation = number
        }
        try readResourcePolicy(values)
    }

    /// A hook's policies; without any it is deleted before it is created again.
    private func hookPolicies(_ values: AnnotationValues) -> [DeletePolicy] {
        guard hookEvents != nil else { return [] }
        guard let text = values["helm.sh/hook-delete-policy"] else { return [.beforeCreation] }
        let names = text.split(separator: ",").map { AnnotationValues.trimmed(String($0)).lowercased() }
        return names.compactMap { Self.hookPolicyNames[$0] }
    }

    /// Either annotation keeps; any other non-empty value of Helm's counts as keep too.
    private mutating func readResourcePolicy(_ values: AnnotationValues) throws(AnnotationError) {
        let allowed = ResourcePolicy.allCases.map(\.rawValue) + ["keep"]
        if let own = try values.words(Self.resourcePolicyKey, allowed) {
            resourcePolicies = Set(own.map { ResourcePolicy(rawValue: $0) ?? .skipDelete })
        }
        if values["helm.sh/resource-policy"]?.isEmpty == false { resourcePolicies.insert(.skipDelete) }
    }

    private static let resourcePolicyKey = "werf.io/resource-policy"

    private static func replicas(_ value: String, _ problem: String) -> AnnotationError {
        let key = "werf.io/replicas-on-creation"
        return AnnotationError(key: key, message: "invalid value \"\(value)\" for annotation \"\(key)\", \(problem)")
    }

    private static let hookPolicyNames: [String: DeletePolicy] = [
        "before-hook-creation": .beforeCreation, "hook-succeeded": .succeeded, "hook-failed": .failed,
    ]

    private static let stages: [String] =
        ["install", "upgrade", "rollback", "delete"].flatMap { ["pre-\($0)", $0, "post-\($0)"] } + [
            "test", "test-success",
        ]
}

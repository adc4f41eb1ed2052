import Documents
import KubernetesClient
import Shared

@testable import Deployment

/// A release called `app` in the namespace `ns`, with what a test puts into it.
struct World {
    var kind = DeployKind.upgrade
    var desired: [DesiredObject] = []
    var earlier: [EarlierRevisions.Revision] = []
    var live: [ResourceIdentity: Value] = [:]
    var liveDropped: [ResourceIdentity: Value] = [:]
    var superseded: [Int] = []
    var storedCount = 1
    var options = PlanInputs.Options()
    var types = TypeCatalog(World.served)

    static let ownership = Ownership(releaseName: "app", releaseNamespace: "ns")

    var target: PlanInputs.Target {
        PlanInputs.Target(name: "app", namespace: "ns", revision: 3, kind: kind)
    }

    var planner: DeployPlanner {
        DeployPlanner(
            PlanInputs(
                target: target, desired: desired, earlier: EarlierRevisions(earlier), live: live,
                liveDropped: liveDropped, types: types, superseded: superseded, storedCount: storedCount,
                options: options, completedStages: completedStages))
    }

    /// The plan when the questions need no answers.
    func plan(_ answers: PlanAnswers = PlanAnswers()) throws -> DeployPlan {
        _ = try planner.questions()
        return try planner.plan(answers)
    }

    static let served = DiscoveredTypes(groupVersions: [
        .init(
            group: "", version: "v1",
            types: ["ConfigMap", "Secret", "Service", "ServiceAccount", "Pod", "PersistentVolumeClaim"].map { type($0) }
                + [type("Namespace", isNamespaced: false)]),
        .init(
            group: "apps", version: "v1",
            types: ["Deployment", "StatefulSet", "DaemonSet"].map { type($0, group: "apps") }),
        .init(group: "batch", version: "v1", types: [type("Job", group: "batch")]),
        .init(group: "networking.k8s.io", version: "v1", types: [type("Ingress", group: "networking.k8s.io")]),
        .init(
            group: "autoscaling", version: "v1", types: [type("HorizontalPodAutoscaler", group: "autoscaling")]),
        .init(
            group: "apiextensions.k8s.io", version: "v1",
            types: [type("CustomResourceDefinition", group: "apiextensions.k8s.io", isNamespaced: false)]),
    ])

    static func type(_ kind: String, group: String = "", isNamespaced: Bool = true) -> ResourceType {
        ResourceType(
            group: group, version: "v1", plural: kind.lowercased() + "s", kind: kind, isNamespaced: isNamespaced)
    }

    /// The stages that a killed deploy of the same render had completed.
    var completedStages: Set<Stage> = []

    private func builder(_ metadata: ExtraMetadata) -> DesiredObjects {
        DesiredObjects(
            target: target, metadata: metadata, types: types, server: .new, runsHooks: options.runsHooks)
    }

    /// Adds manifests to the chart, each from a template of its kind's name.
    mutating func want(_ manifests: Value..., crds: [Value] = [], metadata: ExtraMetadata = ExtraMetadata()) throws {
        for manifest in crds + manifests { types.declare(by: manifest) }
        desired += try builder(metadata).objects(
            crds: crds.map { SourceDocument(source: "app/crds/all.yaml", object: $0) },
            templates: manifests.map {
                SourceDocument(source: "app/templates/\($0["kind"]?.string ?? "").yaml", object: $0)
            })
    }

    /// Adds a stored revision, older than those added before.
    mutating func had(
        _ manifests: Value..., hooks: [Value] = [], revision: Int = 2, status: ReleaseStatus = .deployed,
        isApplied: Bool = true
    ) {
        let text = manifests.map { "---\n# Source: app/t.yaml\n\(String(decoding: YAML.write($0), as: UTF8.self))" }
        var release = Release(
            name: "app", namespace: "ns", version: revision, info: ReleaseInfo(status: status))
        release.manifest = text.joined()
        release.hooks = hooks.map { hook in
            ReleaseHook(
                name: hook[path: ["metadata", "name"]]?.string ?? "", kind: hook["kind"]?.string ?? "",
                path: "app/hook.yaml", manifest: String(decoding: YAML.write(hook), as: UTF8.self), events: [])
        }
        release.applyMethod = isApplied ? "ssa" : ""
        earlier.append(EarlierRevisions.Revision(release, namespace: "ns", types: types, server: .new))
    }

    /// Puts an object into the cluster, found by what is desired or dropped.
    mutating func exists(_ object: Value, uid: String = "1", isOurs: Bool = true, fields: FieldSet? = nil) {
        var object = object
        if isOurs { Self.ownership.mark(&object) }
        object = object.setting(["metadata", "uid"], .string(uid))
        object = object.setting(["metadata", "resourceVersion"], "7")
        if let fields {
            let entry = ManagedFields.Entry(
                applying: "helm", apiVersion: object["apiVersion"]?.string ?? "", fields: fields)
            object = object.setting(["metadata", "managedFields"], [.object(entry.written)])
        }
        guard let identity = ResourceIdentity(of: object) else { return }
        let found = desired.first {
            !$0.stages.isEmpty && $0.identity.kind == identity.kind && $0.identity.name == identity.name
        }
        if let found {
            live[found.identity] = object
        }
        if let dropped = earlier.flatMap({ $0.objects + $0.hooks }).first(where: {
            $0.identity.kind == identity.kind && $0.identity.name == identity.name
        }) {
            liveDropped[dropped.identity] = object
        }
    }
}

extension DeployPlan {
    /// The operations in order, `create ConfigMap/a`.
    var titles: [String] { operations.map { $0.title(releaseNamespace: "ns") } }

    /// The operations that have to be done before the one with this title, however far.
    func predecessors(of title: String) -> Set<String> {
        guard let id = titles.firstIndex(of: title) else { return [] }
        var found = Set<Int>()
        var open = operations[id].after
        while let next = open.popLast() {
            if found.insert(next).inserted { open += operations[next].after }
        }
        return Set(found.map { titles[$0] })
    }
}

func configMap(_ name: String, _ data: Value = ["k": "v"], annotations: Value? = nil, namespace: String? = nil) -> Value
{
    var object: Value = [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": data,
    ]
    if let annotations { object = object.setting(["metadata", "annotations"], annotations) }
    if let namespace { object = object.setting(["metadata", "namespace"], .string(namespace)) }
    return object
}

func object(_ kind: String, _ name: String, apiVersion: String = "v1", spec: Value? = nil) -> Value {
    var object: Value = [
        "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["name": .string(name)],
    ]
    if let spec { object = object.setting(["spec"], spec) }
    return object
}

func definition(_ plural: String, kind: String, scope: String = "Namespaced", versions: [String] = ["v1"]) -> Value {
    object(
        "CustomResourceDefinition", "\(plural).example.com", apiVersion: "apiextensions.k8s.io/v1",
        spec: [
            "group": "example.com", "scope": .string(scope),
            "names": ["kind": .string(kind), "plural": .string(plural)],
            "versions": .array(versions.map { ["name": .string($0), "served": true] }),
        ])
}

import Documents
import Shared
import Testing

@testable import Deployment

/// What each annotation value means for each kind of deploy.
@Suite struct ObjectLifeTests {
    static func life(
        _ annotations: [String: Value], kind: String = "Job", apiVersion: String = "batch/v1", isCRD: Bool = false
    ) throws -> ObjectLife {
        let manifest = object(kind, "x", apiVersion: apiVersion).setting(
            ["metadata", "annotations"], annotations.asValue)
        let identity = try #require(ResourceIdentity(of: manifest))
        return ObjectLife(try DeployAnnotations(of: manifest), identity, isFromCRDFolder: isCRD)
    }

    /// The stages of install, upgrade, rollback and uninstall; `-` for none.
    static let timetable: [(annotations: [String: Value], stages: [String])] = [
        ([:], ["main", "main", "main", "-"]),
        (["werf.io/deploy-on": "pre-install"], ["pre", "-", "-", "-"]),
        (["werf.io/deploy-on": "install"], ["main", "-", "-", "-"]),
        (["werf.io/deploy-on": "post-install"], ["post", "-", "-", "-"]),
        (["werf.io/deploy-on": "pre-upgrade"], ["-", "pre", "-", "-"]),
        (["werf.io/deploy-on": "upgrade"], ["-", "main", "-", "-"]),
        (["werf.io/deploy-on": "post-upgrade"], ["-", "post", "-", "-"]),
        (["werf.io/deploy-on": "pre-rollback"], ["-", "-", "pre", "-"]),
        (["werf.io/deploy-on": "rollback"], ["-", "-", "main", "-"]),
        (["werf.io/deploy-on": "post-rollback"], ["-", "-", "post", "-"]),
        (["werf.io/deploy-on": "pre-delete"], ["-", "-", "-", "pre"]),
        (["werf.io/deploy-on": "delete"], ["-", "-", "-", "main"]),
        (["werf.io/deploy-on": "post-delete"], ["-", "-", "-", "post"]),
        (["werf.io/deploy-on": "test"], ["-", "-", "-", "-"]),
        (["werf.io/deploy-on": "install,upgrade,rollback"], ["main", "main", "main", "-"]),
        (["werf.io/deploy-on": " pre-install , post-install,upgrade "], ["pre post", "main", "-", "-"]),
        (["helm.sh/hook": "pre-install"], ["pre", "-", "-", "-"]),
        (["helm.sh/hook": "post-install,post-upgrade"], ["post", "post", "-", "-"]),
        (["helm.sh/hook": "pre-rollback"], ["-", "-", "pre", "-"]),
        (["helm.sh/hook": "pre-delete,post-delete"], ["-", "-", "-", "pre post"]),
        (["helm.sh/hook": "test"], ["-", "-", "-", "-"]),
        (["helm.sh/hook": "pre-install", "werf.io/deploy-on": "post-upgrade"], ["-", "post", "-", "-"]),
    ]

    @Test(arguments: timetable.indices)
    func deployOn(_ index: Int) throws {
        let row = Self.timetable[index]
        let life = try Self.life(row.annotations)
        let identity = ResourceIdentity(group: "batch", version: "v1", kind: "Job", namespace: "", name: "x")
        let stages = DeployKind.allCases.map { kind in
            let names = life.stages(of: kind, identity).map(\.name)
            return names.isEmpty ? "-" : names.joined(separator: " ")
        }
        #expect(stages == row.stages, "\(row.annotations)")
    }

    @Test(arguments: [
        (DeployKind.install, ["crds"]), (.upgrade, ["crds"]), (.rollback, []), (.uninstall, []),
    ])
    func filesOfTheFolderOfDefinitions(_ kind: DeployKind, _ stages: [String]) throws {
        let life = try Self.life(
            [:], kind: "CustomResourceDefinition", apiVersion: "apiextensions.k8s.io/v1", isCRD: true)
        let identity = ResourceIdentity(
            apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", namespace: "", name: "x")
        #expect(life.stages(of: kind, identity).map(\.name) == stages)
        #expect(life.ownership == .anyone)
    }

    /// Definitions and namespaces come before everything else, whenever they come.
    @Test(arguments: [("CustomResourceDefinition", "apiextensions.k8s.io/v1"), ("Namespace", "v1")])
    func foundations(_ kind: String, _ apiVersion: String) throws {
        let life = try Self.life(["werf.io/deploy-on": "post-install"], kind: kind, apiVersion: apiVersion)
        let identity = ResourceIdentity(apiVersion: apiVersion, kind: kind, namespace: "", name: "x")
        #expect(life.stages(of: .install, identity) == [.crds])
        #expect(life.stages(of: .upgrade, identity) == [])
        #expect(life.weight == 0)
    }

    static let owners: [(annotations: [String: Value], ownership: ObjectLife.Ownership)] = [
        ([:], .release),
        (["werf.io/ownership": "release"], .release),
        (["werf.io/ownership": "anyone"], .anyone),
        (["helm.sh/hook": "pre-install"], .anyone),
        (["helm.sh/hook": "pre-install", "werf.io/ownership": "release"], .release),
        (["werf.io/deploy-on": "pre-install"], .release),
    ]

    @Test(arguments: owners.indices)
    func ownership(_ index: Int) throws {
        #expect(try Self.life(Self.owners[index].annotations).ownership == Self.owners[index].ownership)
    }

    static let policies: [(annotations: [String: Value], policies: Set<DeployAnnotations.DeletePolicy>)] = [
        ([:], []),
        (["werf.io/delete-policy": "before-creation"], [.beforeCreation]),
        (["werf.io/delete-policy": "before-creation-if-immutable"], [.beforeCreationIfImmutable]),
        (["werf.io/delete-policy": "succeeded"], [.succeeded]),
        (["werf.io/delete-policy": "failed"], [.failed]),
        (["werf.io/delete-policy": "succeeded, failed"], [.succeeded, .failed]),
        (["helm.sh/hook-delete-policy": "hook-succeeded"], []),
        (["helm.sh/hook": "pre-install"], [.beforeCreation]),
        (["helm.sh/hook": "pre-install", "helm.sh/hook-delete-policy": "hook-succeeded"], [.succeeded]),
        (
            ["helm.sh/hook": "pre-install", "helm.sh/hook-delete-policy": "before-hook-creation,hook-failed"],
            [.beforeCreation, .failed]
        ),
        (
            [
                "helm.sh/hook": "pre-install", "helm.sh/hook-delete-policy": "hook-failed",
                "werf.io/delete-policy": "succeeded",
            ], [.succeeded]
        ),
    ]

    @Test(arguments: policies.indices)
    func deletePolicies(_ index: Int) throws {
        #expect(try Self.life(Self.policies[index].annotations).deletePolicies == Self.policies[index].policies)
    }

    /// Rule 4: what wasn't written for a definition in so many words doesn't take all that is in it.
    @Test func mappedPoliciesSpareDefinitionsAndNamespaces() throws {
        for (kind, version) in [("CustomResourceDefinition", "apiextensions.k8s.io/v1"), ("Namespace", "v1")] {
            let hook: [String: Value] = [
                "helm.sh/hook": "pre-install", "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded",
            ]
            #expect(try Self.life(hook, kind: kind, apiVersion: version).deletePolicies.isEmpty)
            let own = ["werf.io/delete-policy": Value.string("before-creation")]
            #expect(try Self.life(own, kind: kind, apiVersion: version).deletePolicies == [.beforeCreation])
        }
    }

    static let weights: [(annotations: [String: Value], weight: Int?, isSerial: Bool)] = [
        ([:], 0, false),
        (["werf.io/weight": "-5"], -5, false),
        (["helm.sh/hook-weight": "3"], 0, false),
        (["helm.sh/hook": "pre-install"], 0, true),
        (["helm.sh/hook": "pre-install", "helm.sh/hook-weight": "3"], 3, true),
        (["helm.sh/hook": "pre-install", "helm.sh/hook-weight": "3", "werf.io/weight": "1"], 1, false),
        (["werf.io/deploy-dependency-db": "state=ready,kind=StatefulSet", "werf.io/weight": "7"], nil, false),
        (["helm.sh/hook": "pre-install", "db.dependency.werf.io": "v1:ConfigMap:c"], nil, false),
        (["db.external-dependency.werf.io": "v1:ConfigMap:c"], 0, false),
    ]

    @Test(arguments: weights.indices)
    func weight(_ index: Int) throws {
        let life = try Self.life(Self.weights[index].annotations)
        #expect(life.weight == Self.weights[index].weight)
        #expect(life.isSerial == Self.weights[index].isSerial)
    }

    @Test(arguments: ["Foreground", "Background", "Orphan"])
    func propagation(_ word: String) throws {
        #expect(try Self.life(["werf.io/delete-propagation": .string(word)]).propagation?.rawValue == word)
        #expect(try Self.life([:]).propagation == nil)
    }

    @Test func whatAHelmMustNotCreate() throws {
        #expect(try Self.life(["werf.io/deploy-on": "pre-delete,delete"]).isForUninstallOnly)
        #expect(try !Self.life(["werf.io/deploy-on": "delete,install"]).isForUninstallOnly)
        #expect(try !Self.life(["helm.sh/hook": "pre-delete"]).isForUninstallOnly)
        #expect(try !Self.life([:]).isForUninstallOnly)
    }
}

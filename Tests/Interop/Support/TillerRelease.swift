import Documents
import FoundationEssentials

/// A release as Helm 2 left it, in a namespace of its own, with a namespace for Tiller.
struct TillerRelease: Sendable {
    let lab: Lab
    /// Where the release's objects are.
    let namespace: String
    /// Where its records are.
    let tiller: String
    var name = "shop"
    /// `configmap` or `secret`.
    var storage = "configmap"

    /// Runs `body` with such a pair of namespaces.
    static func with(_ hint: String, _ body: (TillerRelease) async throws -> Void) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("migrate-\(hint)") { namespace in
            try await lab.withNamespace("migrate-tiller") { tiller in
                try await body(TillerRelease(lab: lab, namespace: namespace, tiller: tiller))
            }
        }
    }

    /// The manifest of a revision, in Helm 2's form.
    func manifest(_ revision: Int) -> String {
        """

        ---
        # Source: shop/templates/cm.yaml
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: \(name.lowercased())-cm
          labels:
            heritage: Tiller
        data:
          rev: "\(revision)"
          text: "grüß <Gott> & ünïcode ☃"
        ---
        # Source: shop/templates/svc.yaml
        apiVersion: v1
        kind: Service
        metadata:
          name: \(name.lowercased())-svc
        spec:
          clusterIP: None
          ports:
          - port: 80

        """
    }

    /// What a record is made from; `extra` stands over it.
    func record(_ revision: Int, _ status: String, _ extra: Object = Object()) -> Value {
        var spec: Object = Object([
            .init(key: "tiller", value: .string(tiller)), .init(key: "storage", value: .string(storage)),
            .init(key: "name", value: .string(name)), .init(key: "namespace", value: .string(namespace)),
            .init(key: "version", value: .integer(Int64(revision))), .init(key: "status", value: .string(status)),
            .init(key: "manifest", value: .string(manifest(revision))), .init(key: "chart", value: Self.chart),
            .init(key: "config", value: .string("rev: \(revision)\ntext: ünïcode\n")),
            .init(key: "notes", value: "Notes\n"), .init(key: "hooks", value: Self.hooks),
            .init(key: "tests", value: [["name": "shop-test", "status": "SUCCESS"]]),
        ])
        for member in extra { spec[member.key] = member.value }
        return .object(spec)
    }

    /// A chart with files that are no text, a subchart and its requirements.
    static let chart: Value = [
        "metadata": ["name": "shop", "version": "0.3.0", "appVersion": "4.5", "description": "ein Läden"],
        "templates": ["templates/cm.yaml": .string(base64("a: {{ .Values.a }} ☃\n"))],
        "files": [
            "logo.bin": .string(Data((0...255).map { UInt8($0) }).base64EncodedString()),
            "grüße.txt": .string(base64("grüße\n")),
            "requirements.yaml": .string(
                base64("dependencies:\n- name: sub\n  version: 0.1.0\n  repository: https://x.example\n")),
        ],
        "dependencies": [["metadata": ["name": "sub", "version": "0.1.0"], "values": "z: 1\n"]],
        "values": "a: 1\nb: {c: x}\n",
    ]

    static let hooks: Value = [
        [
            "name": "shop-migration", "kind": "ConfigMap", "path": "shop/templates/hook.yaml", "weight": -5,
            "manifest": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop-migration\n",
            "events": ["PRE_UPGRADE", "POST_ROLLBACK"], "deletePolicies": ["BEFORE_HOOK_CREATION"],
        ],
        [
            "name": "shop-test", "kind": "Pod", "path": "shop/templates/test.yaml",
            "manifest": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop-test\n", "events": ["RELEASE_TEST_SUCCESS"],
        ],
    ]

    static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    /// Has the records made by an encoder that isn't ours, and stores them.
    func store(_ records: [Value]) async throws {
        try await withFile(String(decoding: JSON.write(.array(records)), as: UTF8.self)) { spec in
            let script = lab.repository("Tests/Interop/Support/tiller-records.py")
            let made = try await lab.run(
                "/usr/bin/env", ["python3", script, spec],
                ["PYTHONPATH": "\(lab.peers)/pyhelm-2.14.5", "PYTHONDONTWRITEBYTECODE": "1"]
            ).succeeded()
            try await withFile(made.output) { try await lab.kubectl("create", "-f", $0).succeeded() }
        }
    }

    /// Makes the objects that a revision's manifest lists.
    func createObjects(_ revision: Int) async throws {
        try await withFile(manifest(revision)) { file in
            try await lab.kubectl("create", "-n", namespace, "-f", file).succeeded()
        }
    }

    /// Runs the migration of this release.
    func migrate(_ flags: String..., environment: [String: String] = [:]) async throws -> Outcome {
        try await lab.run("\(lab.plugins)/kubectl-werf-migrate2to3", arguments(flags), environment)
    }

    func arguments(_ flags: [String]) -> [String] { [name, "--yes", "-t", tiller] + flags }

    /// Runs a real Helm in the release's namespace.
    func helm(_ version: HelmVersion, _ arguments: String...) async throws -> Outcome {
        try await lab.run("\(lab.peers)/helm-\(version)/helm", arguments + ["-n", namespace])
    }

    /// The statuses of all revisions, oldest first, as a Helm shows them.
    func statuses(_ version: HelmVersion = .three) async throws -> [String] {
        let history = try await helm(version, "history", name, "--max", "500", "-o", "json").succeeded().json()
        return (history.array ?? []).compactMap { $0["status"]?.string }
    }

    /// Everything that both stores and the release's objects hold, apart from what every write changes.
    ///
    /// - Parameter exact: with resourceVersions, so that any write at all shows.
    func state(exact: Bool = false) async throws -> [String] {
        var texts: [String] = []
        for place in [namespace, tiller] {
            let list = try await lab.kubectl(
                "get", "configmaps,secrets,services", "-n", place, "-o", "json"
            ).succeeded().json()
            texts += (list["items"]?.array ?? []).compactMap { Self.text(of: $0, exact: exact) }
        }
        return texts.sorted()
    }

    private static func text(of object: Value, exact: Bool) -> String? {
        guard var root = object.object, var metadata = root["metadata"]?.object,
            !["kube-root-ca.crt", "werf-synchronization"].contains(metadata["name"]?.string ?? ""),
            root["type"]?.string != "kubernetes.io/service-account-token"
        else { return nil }
        metadata["managedFields"] = nil
        if !exact { metadata["resourceVersion"] = nil }
        root["metadata"] = .object(metadata)
        return String(decoding: JSON.write(.object(root), .plain, sortedKeys: true), as: UTF8.self)
    }

    /// The marks of one of the release's objects.
    func marks(_ kind: String, _ object: String) async throws -> [String?] {
        let found = try await lab.kubectl("get", kind, object, "-n", namespace, "-o", "json").succeeded().json()
        let metadata = found["metadata"]
        return [
            metadata?["labels"]?["app.kubernetes.io/managed-by"]?.string,
            metadata?["annotations"]?["meta.helm.sh/release-name"]?.string,
            metadata?["annotations"]?["meta.helm.sh/release-namespace"]?.string,
        ]
    }

    /// Runs `body` with a chart of Helm 3's that makes the same objects.
    func withChart(_ body: (String) async throws -> Void) async throws {
        let template = manifest(0).replacingOccurrences(of: "rev: \"0\"", with: "rev: {{ .Values.rev | quote }}")
        try await withFolder([
            "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "values.yaml": "rev: new\n",
            "templates/all.yaml": template,
        ]) { try await body($0) }
    }
}

extension String {
    /// The text with each occurrence of another replaced, by bytes.
    fileprivate func replacingOccurrences(of wanted: String, with other: String) -> String {
        split(separator: wanted, omittingEmptySubsequences: false).joined(separator: other)
    }
}

import Adoption
import ChartDeployment
import Documents
import Gzip
import KubernetesClient
import Shared
import WerfProject

/// What is read from the cluster's records and from files that users and other programs write.
enum StoredSubjects {
    private static let words = [
        "{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "1e999", "9223372036854775808", "\"\"", "\"info\"",
        "\\u0000",
    ]

    static func record(_ sample: String) -> Subject {
        Subject(name: "record", mutator: Mutator(samples: [sample], words: words)) { bytes in
            if let release = try? ReleaseCodec.read(bytes) { _ = try? ReleaseCodec.encode(release) }
            let payload = Base64.encode((try? Gzip.compress(bytes)) ?? bytes)
            _ = try? ReleaseCodec.decode(payload)
            payload.withUnsafeBytes { _ = try? ReleaseSummary(payload: $0) }
            bytes.withUnsafeBytes { _ = try? ReleaseSummary(payload: $0) }
        }
    }

    static func plan(_ sample: String) -> Subject {
        Subject(name: "plan", mutator: Mutator(samples: [sample], words: words)) { bytes in
            guard let value = try? JSON.read(bytes), let plan = try? value.decoded(as: SavedPlan.self) else { return }
            _ = plan.fault
        }
    }

    static let undo = Subject(
        name: "undo",
        mutator: Mutator(
            samples: [
                """
                {"format":"kubectl-werf-adopt/1","release":{"name":"a","namespace":"n"},
                 "storage":{"driver":"secret","namespace":"n"},"revision":2,"deployed":"2026-01-01T00:00:00Z",
                 "handedOver":{"from":{"name":"b","namespace":"n"},"storage":{"driver":"configmap","namespace":"m"},
                  "former":1,"made":2},
                 "journal":"kubectl-werf.adoption.a.1","objects":[{"apiVersion":"v1","kind":"ConfigMap","namespace":"n",
                  "name":"c","uid":"u","former":{"meta.helm.sh/release-name":"b","app.kubernetes.io/managed-by":null}}]}
                """
            ], words: words)
    ) { bytes in
        if let document = try? UndoDocument(reading: bytes) { _ = document.text }
    }

    static let kubeconfig = Subject(
        name: "kubeconfig",
        mutator: Mutator(
            samples: [
                """
                apiVersion: v1
                kind: Config
                current-context: c
                clusters:
                - name: k
                  cluster: {server: "https://[::1]:6443/base?x", certificate-authority-data: aGk=, tls-server-name: s, proxy-url: "socks5://p:1"}
                users:
                - name: u
                  user: {token: t, client-certificate-data: aGk=, client-key-data: aGk=, as: x, as-groups: [g], as-user-extra: {k: [v]}}
                - name: e
                  user:
                    exec: {apiVersion: client.authentication.k8s.io/v1, command: ./c, args: [a], env: [{name: a, value: b}], interactiveMode: Never}
                contexts:
                - name: c
                  context: {cluster: k, user: u, namespace: n}
                - name: d
                  context: {cluster: k, user: e}
                """
            ],
            words: [
                "- ", ": ", "{", "}", "null", "exec", "server", "https://", "\n", "auth-provider: {name: oidc}",
                "-data",
            ])
    ) { bytes in
        var overrides = ConfigurationOverrides()
        overrides.kubeconfigBase64 = String(decoding: Base64.encode(bytes), as: UTF8.self)
        for context in [nil, "d"] {
            overrides.context = context
            _ = try? ClientConfiguration.load(overrides, environment: [:])
        }
    }

    static let project = Subject(
        name: "project",
        mutator: Mutator(
            samples: [
                """
                project: app
                configVersion: 1
                deploy:
                  helmRelease: "[[ project ]]-[[ env ]]"
                  namespace: "[[ project ]]"
                  helmChartDir: .helm
                  namespaceSlug: false
                gitWorktree: {allowUnshallow: false}
                giterminism: {config: {allow: {}}}
                ---
                image: backend
                dockerfile: Dockerfile
                ---
                image: [a, b]
                from: alpine
                """
            ],
            words: ["---\n", "- ", ": ", "{", "}", "[", "]", "project", "deploy:", "\n", "~", "image:", "'", "\t"])
    ) { bytes in
        _ = try? ConfigurationReader(ProjectLocation(folder: "/project", file: "/project/werf.yaml")).read(bytes)
    }
}

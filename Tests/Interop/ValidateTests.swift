import Testing

/// `render --validate` shows templates the cluster as Helm shows it.
@Suite struct ValidateTests {
    private static let body = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: rendered}
        data:
          version: {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Major }}.{{ .Capabilities.KubeVersion.Minor }}
          has: "{{ range list "v1" "apps/v1" "apps/v1/Deployment" "batch/v1/Job" "no/v1" }}{{ $.Capabilities.APIVersions.Has . }} {{ end }}"
          found: {{ lookup "v1" "ConfigMap" .Release.Namespace "found" | toJson | quote }}
          missing: {{ lookup "v1" "ConfigMap" .Release.Namespace "missing" | toJson | quote }}
          secret: {{ (lookup "v1" "Secret" .Release.Namespace "secret").data.key | b64dec }}
          list: {{ range (lookup "v1" "Secret" .Release.Namespace "").items }}{{ .kind }}/{{ .metadata.name }} {{ end }}
          none: {{ (lookup "v1" "Service" .Release.Namespace "").items | toJson | quote }}
          keys: {{ keys (lookup "v1" "Service" .Release.Namespace "") | sortAlpha | toJson | quote }}
          namespace: {{ (lookup "v1" "Namespace" "" .Release.Namespace).metadata.uid }}
          role: {{ (lookup "rbac.authorization.k8s.io/v1" "ClusterRole" "" "cluster-admin").rules | toYaml | quote }}
        """

    @Test func seesWhatHelmSees() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("validate") { namespace in
            try await lab.kubectl("create", "configmap", "found", "-n", namespace, "--from-literal=key=value")
                .succeeded()
            try await lab.kubectl("create", "secret", "generic", "secret", "-n", namespace, "--from-literal=key=x")
                .succeeded()
            try await withChart(Self.body) { chart in
                let ours = try await lab.plugin("render", chart, "--release", "rel", "-n", namespace, "--validate")
                    .succeeded()
                let theirs = try await lab.helm(
                    .three, "template", "rel", chart, "-n", namespace, "--validate", "--dry-run=server"
                ).succeeded()
                #expect(ours.output == theirs.output)
                #expect(ours.output.contains("\\\"key\\\":\\\"value\\\""))
            }
        }
    }

    @Test func withoutItNothingIsAsked() async throws {
        let lab = try Lab.open()
        let body = "a: '{{ lookup \"v1\" \"Namespace\" \"\" \"default\" | toJson }} {{ .Capabilities.KubeVersion }}'\n"
        try await withChart(body) { chart in
            let ours = try await lab.plugin(
                "render", chart, environment: ["KUBECONFIG": "/nowhere/config"]
            ).succeeded()
            #expect(ours.output.contains("a: '{} v1.32.0'"))
        }
    }

    /// A kind of a group that nobody serves is an error; one that a served version lacks is an object that isn't there.
    @Test(arguments: [("no.such/v1", 1), ("v1", 0)])
    func unknownKinds(_ apiVersion: String, _ status: Int) async throws {
        let lab = try Lab.open()
        let body = "data: {a: \"{{ lookup \"\(apiVersion)\" \"Thing\" \"default\" \"x\" | len }}\"}\n"
        try await withChart("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n\(body)") { chart in
            let ours = try await lab.plugin("render", chart, "--release", "rel", "--validate")
            let theirs = try await lab.helm(.three, "template", "rel", chart, "--validate", "--dry-run=server")
            #expect(theirs.status == status, "\(theirs.errors)")
            #expect(ours.status == status, "\(ours.errors)")
            #expect(ours.output == theirs.output)
            #expect(status == 0 || ours.errors.contains("error calling lookup"), "\(ours.errors)")
        }
    }

    private func withChart(_ body: String, _ run: (String) async throws -> Void) async throws {
        let files = ["Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "templates/a.yaml": body]
        try await withFolder(files, run)
    }
}

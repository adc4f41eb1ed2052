import Documents
import Testing

/// What converge does to the objects of a cluster.
@Suite struct ConvergeTests {
    /// A chart with one template whose text a test gives.
    private func withChart(
        _ template: String, crd: String? = nil, files more: [String: String] = [:],
        _ body: (Lab, String, String) async throws -> Void
    ) async throws {
        let lab = try Lab.open()
        var files = ["Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "templates/all.yaml": template]
        if let crd { files["crds/crd.yaml"] = crd }
        files.merge(more) { $1 }
        try await withFolder(files) { folder in
            try await lab.withNamespace("converge") { namespace in try await body(lab, folder, namespace) }
        }
    }

    private func converge(_ lab: Lab, _ chart: String, _ namespace: String, _ flags: [String] = []) async throws
        -> Outcome
    {
        try await lab.run(
            "\(lab.plugins)/kubectl-werf-converge", [chart, "--release", "app", "-n", namespace] + flags)
    }

    private func object(_ lab: Lab, _ kind: String, _ name: String, _ namespace: String) async throws -> Value {
        try await lab.kubectl("get", kind, name, "-n", namespace, "-o", "json", "--show-managed-fields")
            .succeeded().json()
    }

    private static let maps = """
        {{- range $i := until (int (default 2 .Values.count)) }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: cm-{{ $i }}
          {{- if and $.Values.keep (eq $i 1) }}
          annotations: {helm.sh/resource-policy: keep}
          {{- end }}
        data:
          i: "{{ $i }}"
          {{- if $.Values.extra }}
          extra: "{{ $.Values.extra }}"
          {{- end }}
        {{- end }}
        """

    @Test func anUnchangedChartWritesNoObject() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("no-op") { namespace in
            let chart = lab.chart("ten")
            try await converge(lab, chart, namespace).succeeded()
            let kinds = "serviceaccount,secret,configmap,role,rolebinding,service,deployment,statefulset,ingress"
            let selector = "app.kubernetes.io/managed-by=Helm"
            func versions() async throws -> [String] {
                let list = try await lab.kubectl(
                    "get", kinds, "-n", namespace, "-l", selector, "-o",
                    "jsonpath={range .items[*]}{.kind}/{.metadata.name}@{.metadata.generation}{.metadata.uid}"
                        + "{.metadata.managedFields[?(@.manager=='helm')].time}{'\\n'}{end}")
                return try list.succeeded().output.split(separator: "\n").map(String.init)
            }
            let before = try await versions()
            #expect(before.count == 10)
            let second = try await converge(lab, chart, namespace, ["-v"]).succeeded()
            #expect(try await versions() == before)
            #expect(second.errors.contains("10 unchanged"))
            // Other tests make CRDs meanwhile, after which the kinds are read anew, one request a group's version.
            let requests = second.errors.split(separator: "\n").filter { line in
                ["GET", "POST", "PUT", "PATCH", "DELETE"].contains { line.hasPrefix("\($0) /") }
                    && line.wholeMatch(of: /GET \/(api|apis\/[^\/ ]+)\/[^\/ ]+ .*/) == nil
            }
            #expect(requests.count <= 22, "\(requests.count)")
            let writes = requests.filter { $0.hasPrefix("PATCH") || $0.hasPrefix("DELETE") }
            #expect(writes.count >= 2, "the lock is taken and left; on a busy machine it is renewed")
            #expect(writes.allSatisfy { $0.contains("/configmaps/werf-synchronization?") })
        }
    }

    @Test func foreignObjectsAreAllNamedAndNothingIsChanged() async throws {
        try await withChart(Self.maps) { lab, chart, namespace in
            for name in ["cm-0", "cm-1"] {
                try await lab.kubectl("create", "configmap", name, "-n", namespace).succeeded()
            }
            let refused = try await converge(lab, chart, namespace, ["--set", "count=3"])
            #expect(refused.status == 1)
            for name in ["cm-0", "cm-1"] {
                #expect(
                    refused.errors.contains(
                        "ConfigMap \"\(name)\" in namespace \"\(namespace)\" exists and cannot be imported into the "
                            + "current release: invalid ownership metadata; label validation error"))
            }
            let left = try await lab.objects("configmap,secret", in: namespace)
            #expect(!left.contains("configmap/cm-2") && !left.contains { $0.contains("sh.helm.release") })
            try await converge(lab, chart, namespace, ["--set", "count=3", "--force-adoption"]).succeeded()
            #expect(try await object(lab, "configmap", "cm-0", namespace)[path: ["data", "i"]] == "0")
        }
    }

    @Test(arguments: [HelmVersion.three, .four])
    func aFieldThatHelmDeployedAndTheChartDropsGoes(_ helm: HelmVersion) async throws {
        try await withChart(Self.maps) { lab, chart, namespace in
            try await lab.helm(helm, "install", "app", chart, "-n", namespace, "--set", "extra=x").succeeded()
            try await converge(lab, chart, namespace, ["--set", "extra="]).succeeded()
            let live = try await object(lab, "configmap", "cm-0", namespace)
            #expect(live["data"] == ["i": "0"])
            let managers = live[path: ["metadata", "managedFields"]]?.array ?? []
            #expect(managers.map { $0["operation"] } == ["Apply"])
            #expect(managers.map { $0["manager"] } == ["helm"])
            // And back: what Helm then changes is ours again with the next converge.
            try await lab.helm(helm, "upgrade", "app", chart, "-n", namespace, "--set", "extra=y").succeeded()
            try await converge(lab, chart, namespace, ["--set", "extra="]).succeeded()
            #expect(try await object(lab, "configmap", "cm-0", namespace)["data"] == ["i": "0"])
            let quiet = try await converge(lab, chart, namespace).succeeded()
            #expect(quiet.errors.contains("2 unchanged"))
        }
    }

    @Test func droppedObjectsGoUnlessKept() async throws {
        try await withChart(Self.maps) { lab, chart, namespace in
            try await converge(lab, chart, namespace, ["--set", "count=4,keep=true"]).succeeded()
            try await lab.kubectl("annotate", "configmap", "cm-2", "-n", namespace, "helm.sh/resource-policy=keep")
                .succeeded()
            let dropped = try await converge(lab, chart, namespace, ["--set", "count=1"]).succeeded()
            #expect(dropped.errors.contains("deleted   ConfigMap/cm-3"))
            #expect(dropped.errors.contains("kept      ConfigMap/cm-1"))
            #expect(dropped.errors.contains("kept      ConfigMap/cm-2"))
            let left = try await lab.objects("configmap", in: namespace)
            #expect(left.filter { $0.contains("/cm-") } == ["configmap/cm-0", "configmap/cm-1", "configmap/cm-2"])
        }
    }

    @Test func whatIsNoLongerMarkedIsNotDeleted() async throws {
        try await withChart(Self.maps) { lab, chart, namespace in
            try await converge(lab, chart, namespace).succeeded()
            try await lab.kubectl(
                "annotate", "configmap", "cm-1", "-n", namespace, "meta.helm.sh/release-name=other", "--overwrite"
            ).succeeded()
            try await converge(lab, chart, namespace, ["--set", "count=1"]).succeeded()
            _ = try await object(lab, "configmap", "cm-1", namespace)
        }
    }

    @Test func manualChangesGoUnlessTheyMayStay() async throws {
        try await withChart(Self.maps) { lab, chart, namespace in
            try await converge(lab, chart, namespace).succeeded()
            try await lab.kubectl(
                "patch", "configmap", "cm-0", "-n", namespace, "--field-manager=kubectl-edit", "--type=merge", "-p",
                #"{"data":{"i":"edited","manual":"1"}}"#
            ).succeeded()
            try await converge(lab, chart, namespace, ["--no-remove-manual-changes"]).succeeded()
            #expect(try await object(lab, "configmap", "cm-0", namespace)["data"] == ["i": "0", "manual": "1"])
            try await converge(lab, chart, namespace).succeeded()
            #expect(try await object(lab, "configmap", "cm-0", namespace)["data"] == ["i": "0"])
        }
    }

    @Test func replicasThatAnAutoscalerDrivesStay() async throws {
        let template = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              {{- if .Values.replicas }}
              replicas: {{ .Values.replicas }}
              {{- end }}
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: c, image: localhost/busybox:1}]}
            """
        let autoscaler = """
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 9}
            """
        try await withChart(template, files: ["autoscaler.yaml": autoscaler]) { lab, chart, namespace in
            try await lab.helm(.three, "install", "app", chart, "-n", namespace, "--set", "replicas=2").succeeded()
            try await lab.kubectl("create", "-f", "\(chart)/autoscaler.yaml", "-n", namespace).succeeded()
            try await lab.kubectl("scale", "deployment", "web", "--replicas=5", "-n", namespace).succeeded()
            try await converge(lab, chart, namespace, ["--set", "replicas="]).succeeded()
            #expect(try await object(lab, "deployment", "web", namespace)[path: ["spec", "replicas"]] == 5)
            let quiet = try await converge(lab, chart, namespace).succeeded()
            #expect(quiet.errors.contains("1 unchanged"))
        }
    }

    @Test func definitionsAndTheirObjectsComeInOneGo() async throws {
        let lab = try Lab.open()
        let group = "c\(UInt32.random(in: .min ... .max)).example.com"
        let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.\(group)}
            spec:
              group: \(group)
              scope: Namespaced
              names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """
        let widget = """
            {{- if .Capabilities.APIVersions.Has "\(group)/v1/Widget" }}
            apiVersion: \(group)/v1
            kind: Widget
            metadata: {name: w}
            spec: {size: 3}
            {{- end }}
            """
        try await withChart(widget, crd: definition) { _, chart, namespace in
            let first = try await converge(lab, chart, namespace).succeeded()
            #expect(first.errors.contains("created   Widget/w"))
            let second = try await converge(lab, chart, namespace).succeeded()
            #expect(second.errors.contains("2 unchanged"))
            try await lab.kubectl("delete", "crd", "widgets.\(group)").succeeded()
        }
    }

    @Test func aDryRunChangesNothing() async throws {
        try await withChart(Self.maps) { lab, chart, namespace in
            let plan = try await converge(lab, chart, namespace, ["--dry-run"]).succeeded()
            #expect(plan.output.contains("  create ConfigMap/cm-0\n"))
            let left = try await lab.objects("configmap,secret", in: namespace)
            #expect(!left.contains("configmap/cm-0") && !left.contains { $0.contains("sh.helm.release") })
        }
    }

    @Test func aDryRunTellsOfNamespacesAndRecords() async throws {
        try await withChart(Self.maps) { lab, chart, namespace in
            let missing = try await converge(lab, chart, namespace + "-missing", ["--dry-run"]).succeeded()
            #expect(missing.output.contains("  create Namespace/\(namespace)-missing\n"))
            try await converge(lab, chart, namespace).succeeded()
            let next = try await converge(lab, chart, namespace, ["--dry-run", "--history-max", "1"]).succeeded()
            #expect(next.output.contains("  mark revision 1 as superseded\n  keep 1 revision\n"))
            #expect(!next.output.contains("Namespace/"))
        }
    }

    @Test func aQuietConvergeLeavesStderrToErrors() async throws {
        try await withChart(Self.maps) { lab, chart, namespace in
            let quiet = try await converge(lab, chart, namespace, ["-q"]).succeeded()
            #expect(quiet.errors.isEmpty, "\(quiet.errors)")
            let failed = try await converge(lab, chart + "/missing", namespace, ["-q"])
            #expect(failed.status == 1 && failed.errors.hasPrefix("Error: "))
        }
    }

    @Test func aMissingNamespaceIsCreatedUnlessForbidden() async throws {
        let lab = try Lab.open()
        try await withFolder([
            "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "templates/all.yaml": Self.maps,
        ]) { chart in
            let namespace = "converge-new-\(UInt32.random(in: .min ... .max))"
            let refused = try await converge(lab, chart, namespace, ["--no-create-namespace"])
            #expect(refused.status == 1)
            #expect(refused.errors.contains("namespaces \"\(namespace)\" not found"), "\(refused.errors)")
            try await converge(lab, chart, namespace).succeeded()
            try await lab.kubectl("delete", "namespace", namespace, "--wait=false").succeeded()
        }
    }

    @Test func addedMetadataIsOnEveryObject() async throws {
        try await withChart(Self.maps) { lab, chart, namespace in
            let flags = ["--add-annotation", "mine=1", "--add-annotation", "x.ci.werf.io/job=7", "--add-label", "a=b"]
            try await converge(lab, chart, namespace, flags).succeeded()
            let metadata = try await object(lab, "configmap", "cm-0", namespace)["metadata"]
            #expect(metadata?["annotations"]?["mine"] == "1")
            #expect(metadata?["annotations"]?["x.ci.werf.io/job"] == "7")
            #expect(metadata?["labels"]?["a"] == "b")
            let manifest = try await lab.helm(.three, "get", "manifest", "app", "-n", namespace).succeeded().output
            #expect(manifest.contains("mine: \"1\"") && !manifest.contains("ci.werf.io"))
        }
    }

    @Test func hooksRunUnlessToldNotTo() async throws {
        let hook = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: hook, annotations: {helm.sh/hook: "pre-install,pre-upgrade"}}
            """
        for flags in [[], ["--no-hooks"]] {
            try await withChart(hook) { lab, chart, namespace in
                try await converge(lab, chart, namespace, flags).succeeded()
                let found = try await lab.kubectl("get", "configmap", "hook", "-n", namespace, "--ignore-not-found")
                #expect(try found.succeeded().output.isEmpty == !flags.isEmpty)
                let hooks = try await lab.helm(.three, "get", "hooks", "app", "-n", namespace).succeeded().output
                #expect(hooks.contains("name: hook"))
            }
        }
    }

    @Test func whatOnlyAnUninstallDeploysIsKeptFromHelmsManifest() async throws {
        let template = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: lasting}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: end, annotations: {werf.io/deploy-on: "pre-delete"}}
            """
        try await withChart(template) { lab, chart, namespace in
            try await converge(lab, chart, namespace).succeeded()
            let manifest = try await lab.helm(.four, "get", "manifest", "app", "-n", namespace).succeeded().output
            #expect(manifest.contains("name: lasting") && !manifest.contains("name: end"))
            let hooks = try await lab.helm(.four, "get", "hooks", "app", "-n", namespace).succeeded().output
            #expect(hooks.contains("name: end") && hooks.contains("werf.io/deploy-on"))
            try await lab.helm(.four, "rollback", "app", "1", "-n", namespace).succeeded()
            let maps = try await lab.objects("configmaps", in: namespace)
            #expect(maps.contains { $0.contains("lasting") } && !maps.contains("configmap/end"))
        }
    }

    @Test func manyAtOnceLeaveAValidHistory() async throws {
        try await withChart(Self.maps) { lab, chart, namespace in
            try await converge(lab, chart, namespace).succeeded()
            let outcomes = try await withThrowingTaskGroup(of: Outcome.self) { group in
                for _ in 0..<4 { group.addTask { try await converge(lab, chart, namespace) } }
                return try await group.reduce(into: [Outcome]()) { $0.append($1) }
            }
            #expect(outcomes.contains { $0.status == 0 })
            for outcome in outcomes where outcome.status != 0 {
                #expect(
                    outcome.errors.contains("already exists") || outcome.errors.contains("in progress"),
                    "\(outcome.errors)")
            }
            let history = try await lab.helm(.three, "history", "app", "-n", namespace, "-o", "json").json().array ?? []
            #expect(history.filter { $0["status"] == "deployed" }.count == 1)
            #expect(history.last?["status"] == "deployed")
        }
    }
}

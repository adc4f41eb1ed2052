import Documents
import Testing

/// Uninstalling releases, beside real Helms.
@Suite struct DismissTests {
    private func objects(_ lab: Lab, _ namespace: String) async throws -> [String] {
        let kinds = "serviceaccount,secret,configmap,role,rolebinding,service,deployment,statefulset,ingress"
        return try await lab.objects(kinds, in: namespace).filter { name in
            ![
                "serviceaccount/default", "secret/default-token", "configmap/kube-root-ca.crt",
                "configmap/werf-synchronization", "secret/app-token",
            ].contains { name.hasPrefix($0) }
        }
    }

    @Test(arguments: HelmVersion.tried)
    func endsWhatHelmBegan(_ helm: HelmVersion) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-end") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.theirs(helm, ["install", "app", release.chart]).succeeded()
            try await release.upgrade(helm, "level=two")
            let outcome = try await release.ours("dismiss", ["app"]).succeeded()
            #expect(outcome.errors.contains("uninstalled; 10 deleted"), "\(outcome.errors)")
            #expect(try await objects(lab, namespace).isEmpty)
            let history = try await release.theirs(helm, ["history", "app"])
            #expect(history.errors.contains("release: not found"))
            // Once more there is nothing to do.
            try await release.ours("dismiss", ["app"]).succeeded()
            // And what we began Helm ends.
            try await release.converge("level=three")
            try await release.theirs(helm, ["uninstall", "app"]).succeeded()
            #expect(try await objects(lab, namespace).isEmpty)
        }
    }

    @Test(arguments: HelmVersion.tried)
    func aKeptHistoryIsHelms(_ helm: HelmVersion) async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-end") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.converge("level=one")
            try await release.converge("level=two")
            try await release.ours("dismiss", ["app", "--keep-history"]).succeeded()
            let history = try await release.theirs(helm, ["history", "app", "-o", "json"]).succeeded().json()
            #expect(history.array?.compactMap { $0["status"]?.string } == ["superseded", "uninstalled"])
            #expect(history[1]?["description"] == "Uninstallation complete")
            let status = try await release.theirs(helm, ["status", "app", "-o", "json"]).succeeded().json()
            #expect(status[path: ["info", "deleted"]]?.string?.isEmpty == false, "\(status)")
            // Helm brings it back, and now all of it goes.
            try await release.theirs(helm, ["rollback", "app", "1"]).succeeded()
            try await release.expectLevel("one")
            let ended = try await release.ours("dismiss", ["app", "--keep-history"]).succeeded()
            try await release.ours("dismiss", ["app"]).succeeded()
            // What the rollback of Helm 3.8 makes bears no marks, and what isn't marked is left and told.
            let isMarked = helm.description != "3.8.1"
            #expect(try await objects(lab, namespace).isEmpty == isMarked)
            #expect(ended.errors.contains("it isn't marked as this release's") == !isMarked)
        }
    }

    private static let chart = [
        "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
        "templates/all.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: ours}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: keptlive}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: nobodys, annotations: {werf.io/ownership: anyone}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: unmarked}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: hook, annotations: {helm.sh/hook: post-install}}
        """,
    ]

    @Test(arguments: [false, true])
    func whatMustStayStaysAndIsNamed(_ withHooks: Bool) async throws {
        let lab = try Lab.open()
        try await withFolder(Self.chart) { chart in
            try await lab.withNamespace("lock-end") { namespace in
                try await lab.plugin("converge", chart, "--release", "app", "-n", namespace).succeeded()
                try await lab.kubectl(
                    "annotate", "configmap", "keptlive", "-n", namespace, "helm.sh/resource-policy=keep"
                ).succeeded()
                try await lab.kubectl(
                    "annotate", "configmap", "unmarked", "-n", namespace, "meta.helm.sh/release-name-"
                ).succeeded()
                let flags = withHooks ? ["--with-hooks"] : []
                let outcome = try await lab.run(
                    "\(lab.plugins)/kubectl-werf-dismiss", ["app", "-n", namespace] + flags
                ).succeeded()
                for name in ["kept", "keptlive", "unmarked"] {
                    #expect(outcome.errors.contains("kept      ConfigMap/\(name): "), "\(outcome.errors)")
                }
                let left = ["hook", "kept", "keptlive", "nobodys", "unmarked"].filter { $0 != "hook" || !withHooks }
                #expect(try await objects(lab, namespace) == left.map { "configmap/\($0)" })
            }
        }
    }

    @Test func aNamespaceGoesOnlyWhenNothingElseIsInIt() async throws {
        let lab = try Lab.open()
        let namespace = "lock-end-namespace"
        _ = try await lab.kubectl("delete", "namespace", namespace, "--ignore-not-found")
        let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
        try await release.converge("level=one")
        try await lab.kubectl("create", "configmap", "mine", "-n", namespace).succeeded()
        try await lab.helm(.three, "install", "other", lab.chart("slow"), "-n", namespace, "--set", "count=1")
            .succeeded()
        let refused = try await release.ours("dismiss", ["app", "--with-namespace"])
        #expect(refused.status == 1)
        for word in ["ConfigMap/mine", "ConfigMap/other-0: of release \"other\"", "Secret/sh.helm.release.v1.other.v1"]
        {
            #expect(refused.errors.contains(word), "\(refused.errors)")
        }
        #expect(!refused.errors.contains("/app"), "\(refused.errors)")
        try await release.expectStatuses(["deployed"])
        try await lab.helm(.three, "uninstall", "other", "-n", namespace).succeeded()
        try await lab.kubectl("delete", "configmap", "mine", "-n", namespace).succeeded()
        let both = try await release.ours("dismiss", ["app", "--with-namespace", "--keep-history"])
        #expect(both.status == 1 && both.errors.contains("--keep-history can't be used"), "\(both.errors)")
        let told = try await release.ours("dismiss", ["app", "--with-namespace", "--dry-run"]).succeeded()
        #expect(told.output.contains("delete Namespace/\(namespace)"))
        try await release.ours("dismiss", ["app", "--with-namespace"]).succeeded()
        let found = try await lab.kubectl("get", "namespace", namespace)
        #expect(found.errors.contains("not found"), "\(found.output)")
        // Nothing is left to be done, also not to the namespace.
        try await release.ours("dismiss", ["app", "--with-namespace"]).succeeded()
    }

    @Test func aDryRunChangesNothing() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-end") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.converge("level=one")
            let outcome = try await release.ours("dismiss", ["app", "--dry-run"]).succeeded()
            #expect(outcome.output.contains("would be uninstalled"))
            #expect(outcome.output.contains("delete Deployment/app"))
            try await release.expectLevel("one")
            try await release.expectStatuses(["deployed"])
        }
    }

    @Test func theReportOfADeployNamesTheRelease() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-end") { namespace in
            let release = ReleaseUnderTest(lab: lab, name: "app", namespace: namespace)
            try await release.converge("level=one")
            try await withFile(#"{"version":3,"release":"app","namespace":"\#(namespace)"}"#) { path in
                let both = try await release.ours(
                    "dismiss", ["--use-deploy-report", "--deploy-report-path", path])
                #expect(both.status == 1 && both.errors.contains("can't be used together"), "\(both.errors)")
                try await lab.plugin("dismiss", "--use-deploy-report", "--deploy-report-path", path).succeeded()
            }
            #expect(try await objects(lab, namespace).isEmpty)
        }
    }
}

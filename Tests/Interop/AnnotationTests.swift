import Documents
import Testing

/// What annotations do on a real cluster, value by value.
@Suite struct AnnotationTests {
    private static let events = ["install", "upgrade", "rollback", "delete"].flatMap {
        ["pre-\($0)", $0, "post-\($0)"]
    }

    /// A ConfigMap for each value of deploy-on, which says which revision has written it.
    private static let timetable = """
        {{- range list "pre-install" "install" "post-install" "pre-upgrade" "upgrade" "post-upgrade" "pre-rollback" \
        "rollback" "post-rollback" "pre-delete" "delete" "post-delete" }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: {{ . }}
          annotations:
            werf.io/deploy-on: {{ . }}
            {{- if hasSuffix "delete" . }}
            werf.io/ownership: anyone
            {{- end }}
        data: {revision: "{{ $.Release.Revision }}"}
        {{- end }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: plain}
        data: {revision: "{{ .Release.Revision }}"}
        """

    /// `werf.io/deploy-on`: every value, in every kind of deploy.
    @Test func deployOn() async throws {
        try await LifeRelease.with(Self.timetable, "deploy-on") { release in
            func expect(_ expected: [String: String]) async throws {
                #expect(try await release.data("revision") == expected)
            }
            var expected = ["pre-install": "1", "install": "1", "post-install": "1", "plain": "1"]
            try await release.converge().succeeded()
            try await expect(expected)
            // What the deploy leaves out is neither applied nor deleted.
            expected.merge(["pre-upgrade": "2", "upgrade": "2", "post-upgrade": "2", "plain": "2"]) { $1 }
            try await release.converge().succeeded()
            try await expect(expected)
            // A rollback applies what revision 1 was rendered to.
            expected.merge(["pre-rollback": "1", "rollback": "1", "post-rollback": "1", "plain": "1"]) { $1 }
            try await release.rollback("1").succeeded()
            try await expect(expected)
            try await release.dismiss().succeeded()
            try await expect(["pre-delete": "1", "delete": "1", "post-delete": "1"])
        }
    }

    /// Rule 17: Helm never creates what only an uninstall deploys, but runs it before its own uninstall.
    @Test func whatOnlyAnUninstallDeploysIsAHookForHelm() async throws {
        try await LifeRelease.with(Self.timetable, "rule-17") { release in
            try await release.converge().succeeded()
            try await release.converge().succeeded()
            try await release.lab.helm(.three, "rollback", "app", "1", "-n", release.namespace).succeeded()
            #expect(try await !release.exists("configmap", "delete"))
            let hooks = try await release.lab.helm(.three, "get", "hooks", "app", "-n", release.namespace).succeeded()
            for name in ["pre-delete", "delete", "post-delete"] { #expect(hooks.output.contains("name: \(name)\n")) }
            try await release.lab.helm(.three, "uninstall", "app", "-n", release.namespace).succeeded()
            #expect(try await release.names("configmap").contains("configmap/pre-delete"))
        }
    }

    /// `werf.io/ownership`, its default, and what comes of both values when dropped and on uninstall.
    @Test func ownership() async throws {
        let template = """
            {{- range $name, $on := dict "plain" "" "ours" "release" "theirs" "anyone" }}
            {{- range $part := list "a" "b" }}
            {{- if not (and $.Values.drop (eq $part "b")) }}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: {{ $name }}-{{ $part }}
              {{- with $on }}
              annotations: {werf.io/ownership: {{ . }}}
              {{- end }}
            {{- end }}
            {{- end }}
            {{- end }}
            """
        try await LifeRelease.with(template, "ownership") { release in
            // What belongs to nobody isn't refused when it is there already, nor marked.
            try await release.lab.kubectl("create", "configmap", "theirs-a", "-n", release.namespace).succeeded()
            try await release.converge().succeeded()
            for (name, isMarked) in [("plain-a", true), ("ours-a", true), ("theirs-a", false), ("theirs-b", false)] {
                let labels = try await release.object("configmap", name)?[path: ["metadata", "labels"]]
                #expect((labels?["app.kubernetes.io/managed-by"] == "Helm") == isMarked, "\(name)")
            }
            try await release.converge("drop=true").succeeded()
            #expect(
                try await release.names("configmap")
                    == ["ours-a", "plain-a", "theirs-a", "theirs-b"].map { "configmap/\($0)" })
            try await release.dismiss().succeeded()
            #expect(try await release.names("configmap") == ["configmap/theirs-a", "configmap/theirs-b"])
        }
    }

    /// A ConfigMap that can't change, with a delete policy.
    private static func frozen(_ annotations: String) -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: cm, annotations: {\(annotations)}}
        immutable: true
        data: {level: "{{ .Values.level }}"}
        """
    }

    /// `werf.io/delete-policy` before creation: whether the same values make the object anew, and whether others do.
    @Test(arguments: [
        ("x: z", false, false), ("werf.io/delete-policy: before-creation", true, true),
        ("werf.io/delete-policy: before-creation-if-immutable", false, true),
    ])
    func deletePolicy(_ annotations: String, _ always: Bool, _ onChange: Bool) async throws {
        try await LifeRelease.with(Self.frozen(annotations), "policy") { release in
            try await release.converge("level=1").succeeded()
            let first = try await release.uid("configmap", "cm")
            try await release.converge("level=1").succeeded()
            let second = try await release.uid("configmap", "cm")
            #expect((first != second) == always)
            let changed = try await release.converge("level=2")
            #expect((changed.status == 0) == onChange)
            let third = try await release.uid("configmap", "cm")
            #expect((second != third) == onChange)
            guard !onChange else { return }
            // The error names the way out, and nothing was changed, not even the history.
            #expect(changed.errors.contains("before-creation-if-immutable"), "\(changed.errors)")
            #expect(try await release.statuses() == ["superseded", "deployed"])
        }
    }

    /// `helm.sh/resource-policy: keep` and its like: over every delete, in the chart or on the live object alone.
    @Test(arguments: ["chart", "live"])
    func keep(_ place: String) async throws {
        let template = """
            {{- range $name, $policy := dict "again" "before-creation" "gone" "succeeded" "plain" "failed" }}
            {{- if not (and $.Values.drop (eq $name "plain")) }}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: {{ $name }}
              annotations:
                werf.io/delete-policy: {{ $policy }}
                \(place == "chart" ? "helm.sh/resource-policy: keep" : "x: z")
            data: {level: "{{ $.Values.level }}"}
            {{- end }}
            {{- end }}
            """
        try await LifeRelease.with(template, "keep") { release in
            try await release.converge("level=1,a=b").succeeded()
            if place == "live" {
                // What has done its work went already, before anybody could say that it is to stay.
                try await release.lab.kubectl(
                    "annotate", "configmap", "again", "plain", "helm.sh/resource-policy=keep", "-n", release.namespace
                ).succeeded()
            }
            let left = place == "chart" ? ["again", "gone", "plain"] : ["again", "plain"]
            let before = try await release.uid("configmap", "again")
            try await release.converge("level=2,drop=true").succeeded()
            #expect(try await release.uid("configmap", "again") == before)
            #expect(try await release.object("configmap", "again")?[path: ["data", "level"]] == "2")
            try await release.dismiss().succeeded()
            #expect(try await release.names("configmap") == left.map { "configmap/\($0)" })
        }
    }

    /// `werf.io/delete-propagation`: what becomes of the ReplicaSet of a Deployment that is dropped.
    @Test(arguments: [("Foreground", false), ("Background", false), ("Orphan", true)])
    func propagation(_ word: String, _ stays: Bool) async throws {
        let template = """
            {{- if not .Values.drop }}
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, annotations: {werf.io/delete-propagation: \(word)}}
            spec:
              replicas: 0
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: c, image: localhost/busybox:1}]}
            {{- end }}
            """
        try await LifeRelease.with(template, "propagation") { release in
            try await release.converge("x=y").succeeded()
            while try await !release.hasAny("replicaset") { try await Task.sleep(for: .milliseconds(100)) }
            try await release.converge("drop=true").succeeded()
            while try await release.hasAny("deployment") { try await Task.sleep(for: .milliseconds(100)) }
            // A foreground deletion ends with the object itself, a background one begins with it.
            for _ in 0..<50 where !stays {
                if try await !release.hasAny("replicaset") { break }
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(try await release.hasAny("replicaset") == stays)
        }
    }

    /// What annotations may hold is checked before anything is changed, all of it at once.
    @Test func badValuesAreNamedBeforeAnythingChanges() async throws {
        let template = """
            {{- range $key, $value := dict "werf.io/deploy-on" "preinstall" "werf.io/ownership" "nobody" \
            "werf.io/delete-policy" "suceeded" "werf.io/delete-propagation" "foreground" "werf.io/weight" "heavy" \
            "werf.io/wieght" "1" }}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: cm-{{ $key | replace "/" "-" | replace "." "-" }}
              annotations: { {{ $key }}: {{ $value | quote }} }
            {{- end }}
            """
        try await LifeRelease.with(template, "bad-values") { release in
            let refused = try await release.converge()
            #expect(refused.status == 1)
            for words in [
                ["cm-werf-io-deploy-on", "preinstall", "pre-install"], ["cm-werf-io-ownership", "nobody", "anyone"],
                ["cm-werf-io-delete-policy", "suceeded", "succeeded"],
                ["cm-werf-io-delete-propagation", "foreground", "Foreground"],
                ["cm-werf-io-weight", "heavy", "integer"],
                ["cm-werf-io-wieght", "werf.io/wieght", "werf.io/weight"],
            ] {
                let line = refused.errors.split(separator: "\n").first { $0.contains("\"\(words[0])\"") } ?? ""
                for word in words { #expect(line.contains(word), "\(word): \(refused.errors)") }
                #expect(line.contains("templates/all.yaml"))
            }
            #expect(try await release.names("configmap,secret").allSatisfy { $0.hasPrefix("secret/default-token") })
        }
    }
}

import Documents
import Testing

/// A user who may write the records of releases, but not everything that a chart holds.
@Suite struct MissingRightsTests {
    private static let template = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {step: "{{ .Values.step }}"}
        {{- if .Values.service }}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {ports: [{port: {{ .Values.service }}, protocol: TCP}]}
        {{- end }}
        """

    /// A release whose user may do what the verbs say with Services.
    struct Limited: Sendable {
        let release: LifeRelease
        var user: String { "limited-\(release.namespace)" }

        func converge(_ values: String, _ flags: String...) async throws -> Outcome {
            try await release.ours(
                "converge", [release.chart, "--release", "app", "--set", values, "--as", user] + flags)
        }

        /// The user's rights over Services.
        func allow(_ verbs: String) async throws {
            let (lab, namespace) = (release.lab, release.namespace)
            try await lab.kubectl(
                "create", "role", "services", "-n", namespace, "--verb=\(verbs)", "--resource=services"
            ).succeeded()
            try await lab.kubectl(
                "create", "rolebinding", "services", "-n", namespace, "--role=services", "--user=\(user)"
            ).succeeded()
        }

        func expectForbidden(
            _ outcome: Outcome, to verb: String, _ location: SourceLocation = #_sourceLocation
        ) {
            #expect(outcome.status == 1, "\(outcome.errors)", sourceLocation: location)
            #expect(outcome.output == "", sourceLocation: location)
            #expect(outcome.errors.contains("Error: "), "\(outcome.errors)", sourceLocation: location)
            let words =
                "User \"\(user)\" cannot \(verb) resource \"services\" in API group \"\" in the namespace "
                + "\"\(release.namespace)\""
            #expect(outcome.errors.contains(words), "\(outcome.errors)", sourceLocation: location)
            #expect(outcome.errors.contains("Service"), "\(outcome.errors)", sourceLocation: location)
        }

        /// Both Helms and we read the same statuses.
        func expectStatuses(_ statuses: [String], _ location: SourceLocation = #_sourceLocation) async throws {
            for helm in [HelmVersion.three, .four] {
                let history = try await release.lab.helm(helm, "history", "app", "-n", release.namespace, "-o", "json")
                let found = try history.succeeded().json().array?.compactMap { $0["status"]?.string }
                #expect(found == statuses, "\(helm)", sourceLocation: location)
            }
            let ours = try await release.ours("history", ["app", "-o", "json"]).succeeded().json()
            #expect(ours.array?.compactMap { $0["status"]?.string } == statuses, sourceLocation: location)
        }
    }

    /// Runs `body` with a user who may do anything with ConfigMaps and Secrets.
    private func with(_ verbs: String, _ body: (Limited) async throws -> Void) async throws {
        try await LifeRelease.with(Self.template, "rights") { release in
            let limited = Limited(release: release)
            let (lab, namespace) = (release.lab, release.namespace)
            try await lab.kubectl(
                "create", "role", "limited", "-n", namespace, "--verb=*", "--resource=secrets,configmaps"
            ).succeeded()
            try await lab.kubectl(
                "create", "rolebinding", "limited", "-n", namespace, "--role=limited", "--user=\(limited.user)"
            ).succeeded()
            try await limited.allow(verbs)
            try await body(limited)
        }
    }

    /// The object is seen to be missing, and can't be created.
    @Test func mayNotCreate() async throws {
        try await with("get,list,watch") { limited in
            try await limited.converge("step=1").succeeded()
            limited.expectForbidden(try await limited.converge("step=2,service=80"), to: "patch")
            try await limited.expectStatuses(["deployed", "failed"])
            #expect(try await !limited.release.exists("service", "web"))
            // Somebody with the rights goes on, then the user does with what is theirs.
            try await limited.release.converge("step=3,service=80").succeeded()
            try await limited.expectStatuses(["superseded", "failed", "deployed"])
            try await limited.converge("step=4,service=80").succeeded()
            #expect(try await limited.release.data("step")["settings"] == "4")
            try await limited.expectStatuses(["superseded", "failed", "superseded", "deployed"])
        }
    }

    /// The object that the chart has no more can't be deleted, which is tried last.
    @Test func mayNotDelete() async throws {
        try await with("get,list,watch,create,patch,update") { limited in
            try await limited.converge("step=1,service=80").succeeded()
            limited.expectForbidden(try await limited.converge("step=2"), to: "delete")
            #expect(try await limited.release.data("step")["settings"] == "2")
            #expect(try await limited.release.exists("service", "web"))
            try await limited.expectStatuses(["deployed", "failed"])
            // The next one, with the rights, knows of the object still.
            try await limited.release.converge("step=3").succeeded()
            #expect(try await !limited.release.exists("service", "web"))
            try await limited.expectStatuses(["superseded", "failed", "deployed"])
        }
    }

    /// What couldn't even be looked at is said before anything is written.
    @Test func mayNotRead() async throws {
        try await with("create,patch,update,delete") { limited in
            try await limited.converge("step=1").succeeded()
            let outcome = try await limited.converge("step=2,service=80")
            #expect(outcome.status == 1)
            for word in ["Service", "services", "cannot get", limited.release.namespace] {
                #expect(outcome.errors.contains(word), "\(outcome.errors)")
            }
            #expect(try await limited.release.data("step")["settings"] == "1")
            try await limited.expectStatuses(["deployed"])
        }
    }

    /// Helm, too, goes on from a revision that failed for want of rights.
    @Test(arguments: [HelmVersion.three, .four])
    func helmGoesOn(_ helm: HelmVersion) async throws {
        try await with("get,list,watch") { limited in
            let release = limited.release
            try await limited.converge("step=1").succeeded()
            limited.expectForbidden(try await limited.converge("step=2,service=80"), to: "patch")
            try await release.lab.helm(
                helm, "upgrade", "app", release.chart, "-n", release.namespace, "--set", "step=3,service=80"
            ).succeeded()
            #expect(try await release.exists("service", "web"))
            #expect(try await release.data("step")["settings"] == "3")
            try await limited.expectStatuses(["superseded", "failed", "deployed"])
        }
    }
}

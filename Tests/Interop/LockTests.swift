import Documents
import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

/// The lock that werf takes as well, in a real cluster.
@Suite struct LockTests {
    /// The annotation of `release/app`.
    private static let key = "lockgate.io/ea52bc36ac2b3f6517f2be8b874ec59a5f98cdc2ce97391ef4824d79"

    private func lease(_ uuid: String) -> String {
        let expiry = Int(Date().timeIntervalSince1970) + 10
        return #"{"uuid":"\#(uuid)","lockName":"release/app","ExpireAtTimestamp":\#(expiry),"SharedHoldersCount":1,"#
            + #""IsShared":false,"QueueMembers":{}}"#
    }

    private func converge(_ lab: Lab, _ namespace: String, _ flags: String...) async throws -> Outcome {
        try await lab.run(
            "\(lab.plugins)/kubectl-werf-converge",
            [lab.chart("slow"), "--release", "app", "-n", namespace, "--set", "count=1"] + flags)
    }

    private func annotations(_ lab: Lab, _ namespace: String) async throws -> Object {
        let object = try await lab.kubectl("get", "configmap", "werf-synchronization", "-n", namespace, "-o", "json")
            .succeeded().json()
        return object[path: ["metadata", "annotations"]]?.object ?? Object()
    }

    @Test func aLeaseOfWerfIsWaitedForAndNamed() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-werf") { namespace in
            // As werf makes it: an empty object, then a full update.
            try await lab.kubectl("create", "configmap", "werf-synchronization", "-n", namespace).succeeded()
            let theirs = lease("5b0c-werf")
            try await lab.kubectl(
                "annotate", "configmap", "werf-synchronization", "-n", namespace, "\(Self.key)=\(theirs)"
            ).succeeded()
            let refused = try await converge(lab, namespace, "--lock-wait", "0")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("is locked by"), "\(refused.errors)")
            #expect(refused.errors.contains("5b0c-werf"), "\(refused.errors)")
            #expect(try await annotations(lab, namespace)[Self.key]?.string == theirs)
            // Nobody renews it: when it has stood still for its lifetime, it is taken over.
            let clock = ContinuousClock()
            let began = clock.now
            let outcome = try await converge(lab, namespace).succeeded()
            #expect(clock.now - began > .seconds(9))
            #expect(outcome.errors.contains("waiting for the lock \"release/app\""))
            #expect(try await annotations(lab, namespace).isEmpty)
        }
    }

    @Test func aRunHoldsTheLeaseAsWerfWritesIt() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-ours") { namespace in
            let (text, holder) = try await withKilledRun(lab, namespace)
            let lease = try JSON.read(text)
            #expect(
                lease.object?.members.map(\.key) == [
                    "uuid", "lockName", "ExpireAtTimestamp", "SharedHoldersCount", "IsShared", "QueueMembers",
                ])
            #expect(lease["lockName"] == "release/app" && lease["QueueMembers"] == [:])
            #expect(holder["run"] == lease["uuid"])
            #expect(holder["pid"]?.integer != nil && holder["host"]?.string?.isEmpty == false)
            // All Helms read the record, and the next run knows that its holder is dead.
            for helm in HelmVersion.tried {
                let history = try await lab.helm(helm, "history", "app", "-n", namespace, "-o", "json").json()
                #expect(history[0]?["status"] == "pending-install")
                let upgrade = try await lab.helm(helm, "upgrade", "app", lab.chart("slow"), "-n", namespace)
                #expect(upgrade.errors.contains("another operation"), "\(helm): \(upgrade.errors)")
            }
            let again = try await converge(lab, namespace, "--lock-wait", "0").succeeded()
            #expect(again.errors.contains("revision 1 is marked as failed: interrupted"), "\(again.errors)")
            let history = try await lab.helm(.three, "history", "app", "-n", namespace, "-o", "json").json()
            #expect(history.array?.compactMap { $0["status"]?.string } == ["failed", "deployed"])
            #expect(history[0]?["description"]?.string?.hasPrefix("interrupted") == true)
            let left = try await lab.objects("configmaps", in: namespace)
            #expect(left.count { $0.contains("/app-") } == 1, "\(left)")
        }
    }

    /// Kills a converge in its middle; the lease that it leaves, and who held it.
    private func withKilledRun(_ lab: Lab, _ namespace: String) async throws -> (lease: String, holder: Value) {
        let arguments = [
            lab.chart("slow"), "--release", "app", "-n", namespace, "--network-parallelism", "1",
        ]
        _ = try await Subprocess.run(
            .path(FilePath("\(lab.plugins)/kubectl-werf-converge")), arguments: Arguments(arguments),
            environment: lab.environment(), input: .none, output: .discarded, error: .string(limit: 1 << 20)
        ) { execution in
            var isUnderWay = false
            while !isUnderWay {
                let found = try await lab.kubectl("get", "configmap", "app-0", "-n", namespace, "--ignore-not-found")
                isUnderWay = try !found.succeeded().output.isEmpty
            }
            try execution.send(signal: .kill)
        }
        let annotations = try await annotations(lab, namespace)
        let holder = annotations.first { $0.key.hasPrefix("holder.") }?.value.string ?? ""
        return (annotations[Self.key]?.string ?? "", try JSON.read(holder))
    }

    @Test func whoMayNotLockIsWarnedAndDeploys() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-rights") { namespace in
            try await lab.kubectl("create", "serviceaccount", "limited", "-n", namespace).succeeded()
            try await lab.kubectl(
                "create", "role", "limited", "-n", namespace, "--verb=*", "--resource=secrets"
            ).succeeded()
            try await lab.kubectl(
                "create", "role", "reader", "-n", namespace, "--verb=get,list", "--resource=configmaps"
            ).succeeded()
            for role in ["limited", "reader"] {
                try await lab.kubectl(
                    "create", "rolebinding", role, "-n", namespace, "--role=\(role)",
                    "--serviceaccount=\(namespace):limited"
                ).succeeded()
            }
            let files = [
                "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
                "templates/all.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n",
            ]
            try await withFolder(files) { folder in
                let outcome = try await lab.plugin(
                    "converge", folder, "--release", "app", "-n", namespace, "--as",
                    "system:serviceaccount:\(namespace):limited"
                ).succeeded()
                #expect(outcome.errors.contains("Warning: release/app can't be locked"), "\(outcome.errors)")
                #expect(outcome.errors.split(separator: "\n").count { $0.contains("can't be locked") } == 1)
            }
        }
    }

    @Test func aQuotaThatRefusesTheRevisionChangesNothing() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-quota") { namespace in
            try await converge(lab, namespace).succeeded()
            let secrets = try await lab.kubectl("get", "secrets", "-n", namespace, "-o", "name").succeeded().output
            let count = secrets.split(separator: "\n").count
            try await lab.kubectl(
                "create", "quota", "full", "-n", namespace, "--hard=count/secrets=\(count)"
            ).succeeded()
            // The controller has to count what is there first.
            var used = ""
            while used.isEmpty {
                used = try await lab.kubectl(
                    "get", "quota", "full", "-n", namespace, "-o", "jsonpath={.status.used.count/secrets}"
                ).succeeded().output
            }
            let refused = try await lab.plugin(
                "converge", lab.chart("slow"), "--release", "app", "-n", namespace, "--set", "count=2")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("exceeded quota"), "\(refused.errors)")
            let history = try await lab.helm(.three, "history", "app", "-n", namespace, "-o", "json").json()
            #expect(history.array?.compactMap { $0["status"]?.string } == ["deployed"])
            let maps = try await lab.objects("configmaps", in: namespace)
            #expect(!maps.contains("configmap/app-1"))
            #expect(try await annotations(lab, namespace).isEmpty)
        }
    }

    /// Helm doesn't know the lock, and gives up where we wait: whatever comes of it, one revision is deployed.
    @Test func convergesAndHelmsAtOnceLeaveAValidHistory() async throws {
        let lab = try Lab.open()
        try await lab.withNamespace("lock-race") { namespace in
            try await converge(lab, namespace).succeeded()
            let chart = lab.chart("slow")
            let outcomes = try await withThrowingTaskGroup(of: Outcome.self) { group in
                for number in 0..<5 {
                    group.addTask {
                        try await lab.plugin(
                            "converge", chart, "--release", "app", "-n", namespace, "--history-max", "0", "--set",
                            "count=\(number + 1)")
                    }
                    let helm = number.isMultiple(of: 2) ? HelmVersion.three : .four
                    group.addTask {
                        try await lab.helm(
                            helm, "upgrade", "app", chart, "-n", namespace, "--history-max", "0", "--set",
                            "count=\(number + 3)")
                    }
                }
                return try await group.reduce(into: [Outcome]()) { $0.append($1) }
            }
            for outcome in outcomes where outcome.status != 0 {
                let known = [
                    "another operation (install/upgrade/rollback) is in progress", "already exists",
                    "was changed by someone else meanwhile",
                ]
                #expect(known.contains { outcome.errors.contains($0) }, "\(outcome.command): \(outcome.errors)")
            }
            #expect(outcomes.contains { $0.status == 0 && $0.command.contains("converge") })
            try await lab.plugin(
                "converge", chart, "--release", "app", "-n", namespace, "--history-max", "0", "--set", "count=2"
            ).succeeded()
            let history = try await lab.helm(.three, "history", "app", "-n", namespace, "-o", "json").json()
            let statuses = history.array?.compactMap { $0["status"]?.string } ?? []
            #expect(statuses.last == "deployed", "\(statuses)")
            #expect(statuses.count { $0 == "deployed" } == 1, "\(statuses)")
            #expect(!statuses.contains { $0.hasPrefix("pending") }, "\(statuses)")
            let left = try await lab.objects("configmaps", in: namespace)
            #expect(left.count { $0.contains("/app-") } == 2, "\(left)")
        }
    }
}

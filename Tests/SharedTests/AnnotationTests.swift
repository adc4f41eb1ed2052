import Documents
import Testing

@testable import Shared

@Suite struct DeployAnnotationsTests {
    static func read(_ annotations: [String: String]) throws -> DeployAnnotations {
        let members = annotations.map { Object.Member(key: $0.key, value: .string($0.value)) }
        return try DeployAnnotations(of: ["metadata": ["annotations": .object(Object(members))]])
    }

    @Test func withoutAnnotationsEverythingIsDefault() throws {
        let annotations = try DeployAnnotations(of: ["metadata": ["name": "a"]])
        #expect(annotations.weight == 0 && annotations.hookEvents == nil && annotations.deletePolicies.isEmpty)
        #expect(!annotations.isKept && annotations.tracking.showsLogsForReplicas == 1)
    }

    @Test func weights() throws {
        #expect(try Self.read(["werf.io/weight": " -3 "]).weight == -3)
        #expect(try Self.read(["helm.sh/hook-weight": "5"]).weight == 0, "only hooks have hook weights")
        #expect(try Self.read(["helm.sh/hook": "pre-install", "helm.sh/hook-weight": "5"]).weight == 5)
        #expect(try Self.read(["helm.sh/hook": "pre-install", "helm.sh/hook-weight": "x"]).weight == 0)
        let both = ["helm.sh/hook": "pre-install", "helm.sh/hook-weight": "5", "werf.io/weight": "1"]
        #expect(try Self.read(both).weight == 1)
    }

    static let policies: [([String: String], Set<DeployAnnotations.DeletePolicy>)] = [
        (["helm.sh/hook": "pre-install"], [.beforeCreation]),
        (
            ["helm.sh/hook": "pre-install", "helm.sh/hook-delete-policy": "hook-succeeded, Hook-Failed"],
            [.succeeded, .failed]
        ),
        (["helm.sh/hook": "pre-install", "werf.io/delete-policy": "failed"], [.failed]),
        (["helm.sh/hook-delete-policy": "hook-failed"], []),
        (
            ["werf.io/delete-policy": "before-creation-if-immutable,succeeded"],
            [.beforeCreationIfImmutable, .succeeded]
        ),
    ]

    @Test(arguments: policies)
    func deletePolicies(_ annotations: [String: String], _ expected: Set<DeployAnnotations.DeletePolicy>) throws {
        #expect(try Self.read(annotations).deletePolicies == expected)
    }

    @Test(arguments: [
        ["helm.sh/resource-policy": "keep"], ["helm.sh/resource-policy": "odd"], ["werf.io/resource-policy": "keep"],
        ["werf.io/resource-policy": "skip-update,skip-delete"],
        ["werf.io/resource-policy": "skip-update", "helm.sh/resource-policy": "keep"],
    ])
    func keeps(_ annotations: [String: String]) throws {
        #expect(try Self.read(annotations).isKept)
    }

    @Test func tracking() throws {
        let tracking = try Self.read([
            "werf.io/fail-mode": "IgnoreAndContinueDeployProcess", "werf.io/track-termination-mode": "NonBlocking",
            "werf.io/failures-allowed-per-replica": "0", "werf.io/no-activity-timeout": "1m30s",
            "werf.io/ignore-readiness-probe-fails-for-app": "10s", "werf.io/log-regex-for-app": "x",
            "werf.io/log-regex-skip-for-app": "y", "werf.io/skip-logs-for-containers": "a, b",
        ]).tracking
        #expect(tracking.isNonBlocking && tracking.failMode == .ignoreAndContinueDeployProcess)
        #expect(tracking.failuresAllowedPerReplica == 0)
        #expect(tracking.noActivityTimeout?.nanoseconds == 90_000_000_000)
        #expect(tracking.ignoreReadinessProbeFailsFor["app"]?.nanoseconds == 10_000_000_000)
        #expect(tracking.logRegexFor == ["app": "x"] && tracking.logRegexSkipFor == ["app": "y"])
        #expect(tracking.skipsLogsForContainers == ["a", "b"])
    }

    @Test func dependencies() throws {
        let found = try Self.read([
            "werf.io/deploy-dependency-db": "state=ready, kind=StatefulSet,name='my db',",
            "q.dependency.werf.io": "v1:Pod:p",
            "werf.io/delete-dependency-x": "state=absent,group=apps",
            "s.external-dependency.werf.io": "apps/v1:Deployment:ns:web",
            "r.external-dependency.werf.io/resource": "deploy/web", "r.external-dependency.werf.io/namespace": "other",
        ]).dependencies
        #expect(found.map(\.id) == ["x", "db", "q", "r", "s"])
        #expect(found[0].state == .absent && found[0].group == "apps")
        #expect(found[1].state == .ready && found[1].kind == "StatefulSet" && found[1].name == "my db")
        #expect(found[2].kind == "Pod" && found[2].namespace == "" && !found[2].isExternal)
        #expect(found[3].resourceType == "deploy" && found[3].namespace == "other" && found[3].isExternal)
        #expect(found[4].group == "apps" && found[4].namespace == "ns" && found[4].isExternal)
    }

    @Test func sensitivePaths() throws {
        #expect(try Self.read(["werf.io/sensitive-paths": #"$.a[1\,2], $.b"#]).sensitivePaths == ["$.a[1,2]", "$.b"])
    }

    /// A bad value and the whole message.
    static let bad: [(String, String, String)] = [
        ("werf.io/weight", "x", #"invalid value "x" for annotation "werf.io/weight", expected integer value"#),
        ("werf.io/weight", "", #"invalid value "" for annotation "werf.io/weight", expected non-empty integer value"#),
        (
            "werf.io/ownership", "anyon",
            #"invalid unknown value "anyon" for annotation "werf.io/ownership" (did you mean "anyone"?)"#
        ),
        (
            "werf.io/fail-mode", "Hope",
            #"invalid unknown value "Hope" for annotation "werf.io/fail-mode" (did you mean "FailWholeDeployProcessImmediately", "IgnoreAndContinueDeployProcess", "HopeUntilEndOfDeployProcess"?)"#
        ),
        (
            "werf.io/delete-policy", "suceeded",
            #"value "suceeded" for annotation "werf.io/delete-policy" is not supported (did you mean "succeeded"?)"#
        ),
        (
            "werf.io/deploy-on", "install,,upgrade",
            #"invalid value "install,,upgrade" for annotation "werf.io/deploy-on", one of the comma-separated values is empty"#
        ),
        ("werf.io/skip-logs", "ja", #"invalid value "ja" for annotation "werf.io/skip-logs", expected boolean value"#),
        (
            "werf.io/log-regex", "(a", #"invalid value "(a" for annotation "werf.io/log-regex", expected valid regexp"#
        ),
        (
            "werf.io/log-regex-skip-for-app", "a**",
            #"invalid value "a**" for annotation "werf.io/log-regex-skip-for-app", expected valid regexp"#
        ),
        (
            "werf.io/no-activity-timeout", "-1s",
            #"invalid value "-1s" for annotation "werf.io/no-activity-timeout", expected non-negative duration value"#
        ),
        (
            "werf.io/no-activity-timeout", "soon",
            #"invalid value "soon" for annotation "werf.io/no-activity-timeout", expected valid duration"#
        ),
        (
            "werf.io/replicas-on-creation", "-1",
            #"invalid value "-1" for annotation "werf.io/replicas-on-creation", value must be a positive number or zero"#
        ),
        (
            "werf.io/deploy-dependency-a", "kind=Pod",
            #"invalid value "kind=Pod" for annotation "werf.io/deploy-dependency-a", "state" property must be set"#
        ),
        (
            "werf.io/deploy-dependency-a", "state=ready",
            #"invalid value "state=ready" for annotation "werf.io/deploy-dependency-a", target not specified"#
        ),
        (
            "werf.io/deploy-dependency-a", "state=redy,kind=Pod",
            #"unknown value "redy" for property "state" (did you mean "ready"?)"#
        ),
        (
            "werf.io/deploy-dependency-a", "state=ready,knd=Pod",
            #"unknown property "knd" in value of annotation "werf.io/deploy-dependency-a" (did you mean "kind"?)"#
        ),
        (
            "a.dependency.werf.io", "v1:Pod",
            #"invalid format of value "v1:Pod" for annotation "a.dependency.werf.io", should be: apiVersion:kind[:namespace]:name"#
        ),
        ("werf.io/weigth", "1", #"unknown annotation "werf.io/weigth" (did you mean "werf.io/weight"?)"#),
        ("werf.io/log-regexp", "x", #"unknown annotation "werf.io/log-regexp" (did you mean "werf.io/log-regex"?)"#),
    ]

    @Test(arguments: bad)
    func badValuesAreErrors(_ key: String, _ value: String, _ message: String) {
        #expect {
            _ = try Self.read([key: value])
        } throws: { error in
            (error as? AnnotationError)?.description == message && (error as? AnnotationError)?.key == key
        }
    }

    @Test(arguments: [
        "werf.io/something-else", "example.org/weigth", "werf.io/log-regex-for-app", "helm.sh/hook-wieght",
    ])
    func otherKeysAreSomebodyElses(_ key: String) throws {
        _ = try Self.read([key: "x"])
    }

    @Test(arguments: [("weight", "weigth", 1), ("", "ab", 2), ("same", "same", 0), ("kitten", "sitting", 3)])
    func distances(_ left: String, _ right: String, _ distance: Int) {
        #expect(EditDistance.between(left, right) == distance)
    }

    /// What Helm takes, and what is said of it.
    @Test(
        arguments: [
            ("helm.sh/hook-weight", "-5", nil),
            ("helm.sh/hook-weight", "high", #""helm.sh/hook-weight" is "high", not a whole number: it counts as 0"#),
            ("helm.sh/hook-delete-policy", "hook-succeeded, before-hook-creation", nil),
            (
                "helm.sh/hook-delete-policy", "hook-succeded",
                #""helm.sh/hook-delete-policy" names "hook-succeded", which Helm doesn't know "#
                    + #"(did you mean "hook-succeeded"?)"#
            ),
            ("helm.sh/resource-policy", "keep", nil), ("helm.sh/resource-policy", "", nil),
            ("helm.sh/resource-policy", "retain", #""helm.sh/resource-policy" is "retain", which counts as "keep""#),
            ("helm.sh/hoook", "x", #""helm.sh/hoook" means nothing (did you mean "helm.sh/hook"?)"#),
            ("helm.sh/images", "x", nil), ("werf.io/weight", "1", nil), ("example.com/x", "x", nil),
            ("werf.io/something-else", "x", #""werf.io/something-else" means nothing"#),
        ] as [(String, String, String?)])
    func odditiesAreSaid(_ key: String, _ value: String, _ words: String?) {
        let annotations = Object([Object.Member(key: key, value: .string(value))])
        let object: Value = ["metadata": ["annotations": .object(annotations)]]
        #expect(AnnotationOddities.all(of: object) == [words].compactMap { $0.map { "annotation " + $0 } })
    }
}

import ArgumentParser
import KubernetesClient
import Shared
import Testing

@testable import PluginKit

/// A command with flags of every kind.
struct Sample: ParsableCommand {
    @Flag(name: [.customShort("A"), .long]) var allNamespaces = false
    @Flag(name: [.customShort("q"), .long]) var short = false
    @Flag(inversion: .prefixedNo) var wait = true
    @Option(name: [.customShort("o", allowingJoined: true), .long], parsing: .unconditional) var output: OutputFormat =
        .table
    @Option(name: [.customShort("n", allowingJoined: true), .long], parsing: .unconditional) var namespace: String?
    @Option(name: [.customShort("f", allowingJoined: true), .long], parsing: .unconditionalSingleValue) var values:
        [String] = []
    @Flag(name: [.customShort("v"), .long]) var verbose = false
    @Argument var rest: [String] = []
}

@Suite struct ArgumentNormalizerTests {
    static let cases: [(String, String)] = [
        ("a b", "a b"),
        ("--all-namespaces=true", "--all-namespaces"),
        ("-A --all-namespaces=false", ""),
        ("-A=false x", "x"),
        ("--wait=false", "--no-wait"),
        ("--wait=true", "--wait"),
        ("--no-wait=false", "--wait"),
        ("--output=json", "--output=json"),
        ("-Ao json", "-A -o json"),
        ("-Aqojson", "-A -q -o json"),
        ("-qo=json", "-q -o json"),
        ("-nkube", "-n kube"),
        ("-n -A=false", "-n -A=false"),
        ("-f --wait=false", "-f --wait=false"),
        ("-v=6", "--verbose"),
        ("-v6", "--verbose"),
        ("-v=0", ""),
        ("--v=4", "--verbose"),
        ("-v", "-v"),
        ("-- --wait=false", "-- --wait=false"),
        ("--unknown=false", "--unknown=false"),
        ("-Z9", "-Z9"),
    ]

    @Test(arguments: cases)
    func normalizes(_ given: String, _ expected: String) {
        let words = given.split(separator: " ").map(String.init)
        #expect(ArgumentNormalizer(of: Sample.self).normalize(words).joined(separator: " ") == expected)
    }

    @Test func whatComesOutParses() throws {
        let words = ["-Aqojson", "-nkube", "-f", "-x", "--wait=false", "-v=3", "name"]
        let command = try Sample.parse(ArgumentNormalizer(of: Sample.self).normalize(words))
        #expect(command.allNamespaces && command.short && command.output == .json && command.namespace == "kube")
        #expect(command.values == ["-x"] && !command.wait && command.verbose && command.rest == ["name"])
    }
}

@Suite struct UsageWordingTests {
    static let cases: [([String], String)] = [
        (["--bogus"], "unknown flag: --bogus"),
        (["-z"], "unknown shorthand flag: 'z' in -z"),
        (["--namespace"], "flag needs an argument: --namespace"),
        (["--output", "xml"], "invalid argument \"xml\" for --output: it is one of table, wide, json, yaml, name"),
    ]

    @Test(arguments: cases)
    func isPflags(_ arguments: [String], _ expected: String) {
        do {
            _ = try Sample.parseAsRoot(arguments)
            Issue.record("it parsed")
        } catch {
            #expect(ErrorWording.usage(Sample.message(for: error)) == expected)
        }
    }
}

@Suite struct CompletionTests {
    let completion = Completion(of: Sample.self)

    @Test func offersFlagsByPrefix() {
        #expect(completion.answer(["--na"]).hasPrefix("--namespace"))
        #expect(completion.answer(["--na"]).hasSuffix(":4\n"))
    }

    @Test func offersValues() {
        #expect(completion.answer(["-o", "j"]) == "json\n:4\n")
        #expect(completion.answer(["-n", ""]) == ":0\n")
    }
}

@Suite struct PluginEnvironmentTests {
    let environment = PluginEnvironment([
        "WERF_SET_1": "a=1", "WERF_SET_10": "c=3", "WERF_SET_2": "b=2", "WERF_SET_STRING_1": "s=1",
        "WERF_SET_JSON_1": "{}",
        "WERF_ADD_LABEL_10": "x", "WERF_ADD_LABEL_2": "y", "WERF_EMPTY": "", "HELM_NAMESPACE": "h", "WERF_YES": "yes",
        "WERF_NO": "no", "WERF_TRUE": "TRUE",
    ])

    @Test func prefixesSortAsBytes() {
        #expect(environment.repeated("WERF_ADD_LABEL_") == ["x", "y"])
        #expect(environment.sets == ["c=3", "a=1", "b=2"])
    }

    @Test func emptyIsUnset() {
        #expect(environment.text("WERF_EMPTY", "HELM_NAMESPACE") == "h")
        #expect(environment.text("WERF_EMPTY") == nil)
    }

    @Test func switches() {
        #expect(environment.isOn("WERF_YES") && !environment.isOn("WERF_TRUE") && !environment.isOn("WERF_MISSING"))
    }
}

@Suite struct GenericFlagsTests {
    @Test func flagsWinOverWerfOverHelm() throws {
        let environment = PluginEnvironment([
            "WERF_NAMESPACE": "w", "HELM_NAMESPACE": "h", "HELM_KUBECONTEXT": "hc", "WERF_KUBE_TOKEN": "wt",
            "HELM_KUBEASGROUPS": "a,b",
        ])
        let none = try GenericFlags.parse([]).overrides(environment)
        #expect(none.userAgent?.hasPrefix("kubectl-werf/\(PluginMain.version) (linux/") == true)
        #expect(none.namespace == "w" && none.context == "hc" && none.token == "wt")
        #expect(none.asGroups == ["a", "b"] && none.insecure == nil)
        let given = try GenericFlags.parse(["-n", "f", "--kube-context", "fc", "--as-group", "g"]).overrides(
            environment)
        #expect(given.namespace == "f" && given.context == "fc" && given.asGroups == ["g"])
    }

    @Test func storageDriver() throws {
        #expect(try StorageFlags.parse([]).driver(PluginEnvironment(["HELM_DRIVER": "configmaps"])) == .configMap)
        let both = PluginEnvironment(["HELM_DRIVER": "configmap", "WERF_RELEASE_STORAGE": "secret"])
        #expect(try StorageFlags.parse([]).driver(both) == .secret)
        #expect(try StorageFlags.parse(["--storage-driver", "configmap"]).driver(both) == .configMap)
        #expect(throws: (any Error).self) {
            try StorageFlags.parse([]).driver(PluginEnvironment(["HELM_DRIVER": "Secret"]))
        }
    }
}

@Suite struct ErrorWordingTests {
    static let cases: [(any Error & Sendable, String)] = [
        (
            StorageError.releaseNotFound("web", namespace: "shop"),
            """
            Error: release: not found
            No revision of "web" is in namespace "shop"; `kubectl werf list -A` shows what is where.

            """
        ),
        (
            ClientError(.status(Status(code: 403, reason: "Forbidden", message: "secrets is forbidden"))),
            "Error: secrets is forbidden (Forbidden)\n"
        ),
        (
            ClientError(.status(Status(code: 401, reason: "Unauthorized", message: "Unauthorized"))),
            "Error: You must be logged in to the server (Unauthorized)\n"
        ),
        (ConfigurationError("no configuration"), "Error: no configuration\n"),
        (ConfigurationError(invalid: ["no such context"]), "Error: no such context\n"),
        (
            StorageError.storedElsewhere(name: "web", driver: .configMap, namespace: "shop"),
            """
            Error: release "web" has its history in configmaps of namespace "shop"
            Use --release-storage=configmap --release-storage-namespace=shop to work on it.

            """
        ),
    ]

    @Test(arguments: cases.indices)
    func saysWhatFailedOnTheFirstLine(_ index: Int) {
        #expect(ErrorWording.text(of: Self.cases[index].0) == Self.cases[index].1)
    }
}

@Suite struct EnvironmentDefaultTests {
    private static let table: FlagTable = {
        var table = FlagTable(of: Sample.self)
        table.flags += [
            .init(
                names: ["--insecure-skip-tls-verify"], takesValue: false, summary: "", isHidden: false, choices: []),
            .init(names: ["--no-track"], takesValue: false, summary: "", isHidden: false, choices: []),
            .init(names: ["--timeout", "-t"], takesValue: true, summary: "", isHidden: false, choices: []),
            .init(
                names: ["--force-adoption", "--take-ownership"], takesValue: false, summary: "", isHidden: false,
                choices: []),
            .init(
                names: ["--create-namespace", "--no-create-namespace"], takesValue: false, summary: "", isHidden: false,
                choices: []),
        ]
        return table
    }()

    static let cases: [(variables: [String: String], given: [String], result: [String])] = [
        ([:], [], []),
        (["WERF_TIMEOUT": "90"], [], ["--timeout=90"]),
        (["WERF_TIMEOUT": ""], [], []),
        (["WERF_TIMEOUT": "90"], ["--timeout", "5"], []),
        (["WERF_TIMEOUT": "90"], ["-t", "5"], []),
        (["WERF_TIMEOUT": "90"], ["--timeout=5"], []),
        (["WERF_TIMEOUT": "90"], ["--", "--timeout"], ["--timeout=90"]),
        (["WERF_FORCE_ADOPTION": "1"], [], ["--force-adoption"]),
        (["WERF_TAKE_OWNERSHIP": "yes"], [], ["--take-ownership"]),
        (["WERF_FORCE_ADOPTION": "0"], [], []),
        (["WERF_FORCE_ADOPTION": "1"], ["--force-adoption=false"], []),
        (["WERF_FORCE_ADOPTION": "1"], ["--take-ownership=false"], []),
        (["WERF_FORCE_ADOPTION": "1"], ["--", "--force-adoption=false"], ["--force-adoption"]),
        (["WERF_SKIP_TLS_VERIFY_KUBE": "1"], [], ["--insecure-skip-tls-verify"]),
        (["HELM_KUBEINSECURE_SKIP_TLS_VERIFY": "true"], [], ["--insecure-skip-tls-verify"]),
        (["HELM_KUBEINSECURE_SKIP_TLS_VERIFY": "true"], ["--insecure-skip-tls-verify=false"], []),
        (["WERF_NO_CREATE_NAMESPACE": "true"], [], ["--no-create-namespace"]),
        (["WERF_CREATE_NAMESPACE": "no"], [], ["--no-create-namespace"]),
        (["WERF_SKIP_TLS_VERIFY_KUBE": "0", "HELM_KUBEINSECURE_SKIP_TLS_VERIFY": "true"], [], []),
        (["WERF_WAIT": "false"], [], ["--no-wait"]),
        (["WERF_NO_TRACK": "1"], [], ["--no-track"]),
        (["WERF_NO_TRACK": "1"], ["--wait"], []),
        (["WERF_WAIT": "false"], ["--no-track=false"], []),
        (["WERF_NO_WAIT": "1"], ["--wait"], []),
        (["WERF_NAMESPACE": "x", "WERF_OUTPUT": "json"], [], []),
        (["WERF_VALUES": "x", "WERF_VALUES_1": "y"], [], []),
    ]

    @Test(arguments: cases)
    func variablesStandForFlags(_ variables: [String: String], _ given: [String], _ result: [String]) throws {
        let defaults = EnvironmentDefaults(table: Self.table, PluginEnvironment(variables))
        #expect(try defaults.arguments(unlessIn: given) == result)
    }

    @Test(arguments: ["TRUE", "on", "maybe", " 1"])
    func aSwitchSaysYesOrNo(_ value: String) {
        let environment = PluginEnvironment(["WERF_FORCE_ADOPTION": value])
        let defaults = EnvironmentDefaults(table: Self.table, environment)
        #expect { try defaults.arguments(unlessIn: []) } throws: { error in
            "\(error)".contains("invalid value \"\(value)\" of WERF_FORCE_ADOPTION")
        }
        #expect(throws: Never.self) { try defaults.arguments(unlessIn: ["--force-adoption"]) }
    }

    @Test func anErrorNamesTheVariableThatGaveTheValue() {
        let text = "invalid argument \"many\" for --releases-history-max"
        let origin = EnvironmentDefaults.origin(of: text, in: ["--no-track", "--releases-history-max=many"])
        #expect(origin == " (the value of WERF_RELEASES_HISTORY_MAX)")
        #expect(EnvironmentDefaults.origin(of: text, in: ["--timeout=5", "--no-track"]) == "")
    }

    @Test func repeatedFlagsAreKnownAsSuch() {
        #expect(FlagTable(of: Sample.self)["--values"]?.isRepeated == true)
        #expect(FlagTable(of: Sample.self)["--output"]?.isRepeated == false)
    }
}

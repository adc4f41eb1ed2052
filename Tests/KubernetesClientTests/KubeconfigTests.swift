import Documents
import TestFolders
import Testing

@testable import KubernetesClient

/// Finding, merging and checking kubeconfigs.
@Suite struct KubeconfigTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    static let contexts = """
        current-context: a
        contexts:
        - {name: a, context: {cluster: c, user: u, namespace: shop}}
        - {name: b, context: {cluster: d, user: u}}
        - {name: lost, context: {cluster: nowhere, user: u}}

        """
    static let clusters = """
        clusters:
        - {name: c, cluster: {server: "https://c.example:6443/base/", tls-server-name: inner, proxy-url: "socks5://p:1"}}
        - {name: d, cluster: {server: "https://d.example"}}

        """

    func load(
        _ text: String, _ environment: [String: String] = [:],
        _ change: (inout ConfigurationOverrides) -> Void = { _ in }
    ) throws -> ClientConfiguration {
        var overrides = ConfigurationOverrides()
        overrides.kubeconfigPath = try folder.write("config", text)
        change(&overrides)
        return try .load(overrides, environment: environment)
    }

    func fault(
        _ text: String, _ environment: [String: String] = [:],
        _ change: (inout ConfigurationOverrides) -> Void = { _ in }
    ) throws -> String {
        do {
            _ = try load(text, environment, change)
        } catch let error as ConfigurationError {
            return error.description
        }
        return "no error"
    }

    func users(_ user: String) -> String { "\(Self.contexts)\(Self.clusters)users:\n- {name: u, user: {\(user)}}\n" }

    @Test func readsTheCurrentContext() throws {
        let configuration = try load(users("token: secret"))
        #expect(configuration.server == "https://c.example:6443/base")
        #expect(configuration.namespace == "shop")
        #expect(configuration.contextName == "a")
        #expect(configuration.tls.serverName == "inner")
        #expect(configuration.proxy == "socks5h://p:1")
        #expect(configuration.credentials == .token("secret"))
    }

    @Test func letsFlagsWin() throws {
        let configuration = try load(users("token: secret")) {
            $0.context = "b"
            $0.namespace = "other"
            $0.token = "flag"
            $0.asUser = "jane"
            $0.asGroups = ["g1", "g2"]
            $0.requestTimeout = "1m30s"
        }
        #expect(configuration.url.host == "d.example")
        #expect(configuration.url.port == 443)
        #expect(configuration.namespace == "other")
        #expect(configuration.credentials == .token("flag"))
        #expect(
            configuration.impersonation?.headers.map(\.name) == [
                "Impersonate-User", "Impersonate-Group", "Impersonate-Group",
            ])
        #expect(configuration.requestTimeoutMilliseconds == 90_000)
    }

    @Test func dropsTheServerNameWithTheServer() throws {
        let configuration = try load(users("token: t")) { $0.server = "https://new.example" }
        #expect(configuration.tls.serverName == nil)
    }

    @Test func mergesFilesByEntry() throws {
        let first = try folder.write(
            "one/config", "current-context: b\nclusters:\n- {name: c, cluster: {server: \"https://first\"}}\n")
        let second = try folder.write(
            "two/config", users("tokenFile: token").replacing("current-context: a", with: "current-context: a"))
        let configuration = try ClientConfiguration.load(
            ConfigurationOverrides(), environment: ["KUBECONFIG": ":\(first):\(folder.path)/missing:\(second):\(first)"]
        )
        #expect(configuration.contextName == "b")
        #expect(configuration.credentials == .tokenFile(path: "\(folder.path)/two/token", initial: nil))
        var overrides = ConfigurationOverrides()
        overrides.context = "a"
        let other = try ClientConfiguration.load(overrides, environment: ["KUBECONFIG": "\(first):\(second)"])
        #expect(other.server == "https://first:443")
        #expect(other.tls.serverName == nil)
    }

    @Test func readsAConfigurationGivenAsText() throws {
        var overrides = ConfigurationOverrides()
        overrides.kubeconfigBase64 = Base64.text(of: Array(users("token: t").utf8))
        #expect(try ClientConfiguration.load(overrides, environment: [:]).url.host == "c.example")
    }

    @Test func readsCertificatesFromDataAndFromFiles() throws {
        try folder.write("cert.pem", "from file")
        let user = "client-certificate: cert.pem, client-key-data: \(Base64.text(of: Array("data".utf8)))"
        let pair = try #require(try load(users(user)).certificate)
        #expect(String(decoding: pair.certificate, as: UTF8.self) == "from file")
        #expect(String(decoding: pair.key, as: UTF8.self) == "data")
    }

    @Test(arguments: [
        (
            "token: a, username: b",
            "error: more than one authentication method found for u; found [token basicAuth], only one is allowed"
        ),
        ("as-uid: '1'", "error: requesting uid, groups or user-extra for u without impersonating a user"),
        (
            "exec: {command: '', interactiveMode: Foo}",
            "Error in configuration: \n* command must be specified for u to use exec authentication plugin\n* apiVersion must be "
                + "specified for u to use exec authentication plugin\n* invalid interactiveMode for u: \"Foo\""
        ),
        (
            "exec: {command: x, apiVersion: client.authentication.k8s.io/v1}",
            "error: interactiveMode must be specified for u to use exec authentication plugin"
        ),
        (
            "exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}",
            "error: exec plugin: invalid apiVersion \"client.authentication.k8s.io/v1alpha1\""
        ),
        (
            "exec: {command: x, apiVersion: client.authentication.k8s.io/v1beta1}, auth-provider: {name: gcp}",
            "error: authProvider cannot be provided in combination with an exec plugin for u"
        ),
        ("auth-provider: {name: gcp}", "gke-gcloud-auth-plugin"), ("auth-provider: {name: azure}", "kubelogin"),
        ("auth-provider: {name: oidc}", "the oidc auth plugin isn't supported"),
        ("auth-provider: {name: openstack}", "error: no Auth Provider found for name \"openstack\""),
        ("client-certificate-data: YQ==", "client-key-data or client-key must be specified for u"),
        (
            "client-certificate: /nope, client-key-data: YQ==",
            "unable to read client-cert /nope for u due to open /nope: no such file or directory"
        ),
        (
            "client-certificate: a, client-certificate-data: YQ==, client-key: b, client-key-data: YQ==",
            "Error in configuration: \n* client-cert-data and client-cert are both specified for u. client-cert-data will "
                + "override.\n* client-key-data and client-key are both specified for u; client-key-data will override"
        ),
        ("token: {a: b}", "user \"u\".token isn't a text"),
        ("client-key-data: '*', client-certificate-data: YQ==", "isn't base64"),
    ])
    func namesWhatIsWrongWithAUser(user: String, expected: String) throws {
        #expect(try fault(users(user)).contains(expected))
    }

    @Test func namesWhatIsMissing() throws {
        #expect(
            try fault(users("token: t")) { $0.context = "zz" }
                == "Error in configuration: context was not found for specified context: zz")
        #expect(try fault(users("token: t")) { $0.user = "zz" } == "error: auth info \"zz\" does not exist")
        #expect(
            try fault(users("token: t")) { $0.context = "lost" } == "error: no server found for cluster \"nowhere\"")
        #expect(
            try fault("") { $0.kubeconfigPath = "/nope/config" }
                == "error: stat /nope/config: no such file or directory")
        #expect(try fault("a: [").hasPrefix("error: error loading config file \"\(folder.path)/config\": yaml: "))
        #expect(try fault(users("token: t")) { $0.requestTimeout = "soon" }.hasPrefix("error: Invalid timeout value."))
        #expect(try fault(users("token: t")) { $0.proxyURL = "ftp://x" }.contains("invalid 'proxy-url'"))
    }

    @Test(arguments: ["clusters", "users", "contexts"]) func refusesANameThatIsGivenTwice(list: String) throws {
        let text = users("token: t").replacing("\(list):\n", with: "\(list):\n- {name: c}\n- {name: c}\n")
        #expect(
            try fault(text)
                == "error: error loading config file \"\(folder.path)/config\": duplicate name \"c\" in list: \(list)")
    }

    @Test func refusesAuthoritiesBesideInsecure() throws {
        let text = users("token: t").replacing(
            "tls-server-name: inner", with: "insecure-skip-tls-verify: true, certificate-authority-data: YQ==")
        #expect(try fault(text).contains("specifying a root certificates file with the insecure flag is not allowed"))
        #expect(try load(text) { $0.insecure = true }.tls.isInsecure)
        let authority = try folder.write("ca.pem", "pem")
        let configuration = try load(text) { $0.certificateAuthority = authority }
        #expect(!configuration.tls.isInsecure)
        #expect(configuration.tls.authorities == Array("pem".utf8))
    }

    @Test func refusesAuthoritiesThatAreGivenTwice() throws {
        let text = users("token: t").replacing(
            "tls-server-name: inner", with: "certificate-authority: x, certificate-authority-data: YQ==")
        let message = try fault(text)
        #expect(
            message.hasPrefix("error: certificate-authority-data and certificate-authority are both specified for "))
        #expect(message.hasSuffix(". certificate-authority-data will override."))
        // A flag says which.
        let authority = try folder.write("ca.pem", "pem")
        #expect(try load(text) { $0.certificateAuthority = authority }.tls.authorities == Array("pem".utf8))
    }

    @Test func fallsBackToTheLocalServer() throws {
        let configuration = try ClientConfiguration.load(ConfigurationOverrides(), environment: [:])
        #expect(configuration.server == "http://localhost:8080")
        #expect(configuration.namespace == "default")
    }

    /// A cluster of which nobody says where it is isn't the one on this machine.
    @Test(arguments: ["{}", "{server: \"\"}", "{insecure-skip-tls-verify: true}"])
    func goesNowhereWithoutTheServerOfANamedCluster(cluster: String) throws {
        let text = """
            current-context: a
            contexts:
            - {name: a, context: {cluster: c}}
            - {name: none, context: {namespace: shop}}
            clusters:
            - {name: c, cluster: \(cluster)}
            """
        #expect(try fault(text) == "error: no server found for cluster \"c\"")
        #expect(try load(text) { $0.server = "https://flag" }.url.host == "flag")
        let local = try load(text) { $0.context = "none" }
        #expect((local.server, local.namespace) == ("http://localhost:8080", "shop"))
    }

    @Test func findsThePodItRunsIn() throws {
        try folder.write("token", "token")
        try folder.write("ca.crt", "ca")
        try folder.write("namespace", "mine\n")
        let environment = ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"]
        let pod = try #require(InCluster(environment, folder: folder.path))
        let configuration = try pod.configuration(ConfigurationOverrides(), environment)
        #expect(configuration.server == "https://10.0.0.1:443")
        #expect(configuration.namespace == "mine")
        #expect(configuration.tls.authorities == Array("ca".utf8))
        #expect(configuration.credentials == .tokenFile(path: "\(folder.path)/token", initial: nil))
        let named = try #require(InCluster(environment.merging(["POD_NAMESPACE": "pod"]) { $1 }, folder: folder.path))
        #expect(try named.configuration(ConfigurationOverrides(), environment).namespace == "pod")
        #expect(InCluster([:], folder: folder.path) == nil)
    }

    /// Entries among which nobody chooses are no configuration.
    @Test func takesThePodsConfigurationWhereNothingIsChosen() throws {
        try folder.write("account/token", "token")
        let environment = ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"]
        func host(_ text: String, _ change: (inout ConfigurationOverrides) -> Void = { _ in }) throws -> String {
            var overrides = ConfigurationOverrides()
            overrides.kubeconfigPath = try folder.write("config", text)
            change(&overrides)
            return try ClientConfiguration.load(
                overrides, environment, accountFolder: "\(folder.path)/account"
            ).url.host
        }
        let current = users("token: t")
        let none = current.replacing("current-context: a\n", with: "")
        #expect(try host("") == "10.0.0.1")
        #expect(try host(none) == "10.0.0.1")
        #expect(try host(current) == "c.example")
        #expect(try host(none) { $0.context = "b" } == "d.example")
        #expect(try host(none) { $0.cluster = "c" } == "c.example")
        #expect(try host(none) { $0.server = "https://flag" } == "flag")
        #expect(try host(none) { $0.user = "u" } == "localhost")
    }

    @Test(arguments: [(nil, 120, nil), ("0", nil, nil), ("5s", nil, 5000)] as [(String?, Int?, Int?)])
    func boundsSilenceWhereNobodyNamesATime(flag: String?, silence: Int?, timeout: Int?) throws {
        let configuration = try load(users("token: t")) { $0.requestTimeout = flag }
        #expect(configuration.longestSilenceSeconds == silence)
        #expect(configuration.requestTimeoutMilliseconds == timeout)
    }

    @Test func prefersTheFolderOfTheFlag() throws {
        let environment = ["HOME": "/home/x", "KUBECACHEDIR": "/cache"]
        #expect(try load(users("token: t"), environment) { $0.cacheDirectory = "/flag" }.cacheDirectory == "/flag")
        #expect(try load(users("token: t"), environment).cacheDirectory == "/cache")
        #expect(try load(users("token: t"), ["HOME": "/home/x"]).cacheDirectory == "/home/x/.kube/cache")
    }

    @Test func honoursThePolicyForPlugins() throws {
        let exec = "exec: {command: /bin/true, apiVersion: client.authentication.k8s.io/v1beta1}"
        let kuberc = { (text: String) in try folder.write("kuberc", "kind: Preference\n\(text)") }
        let deny = try kuberc("credentialPluginPolicy: DenyAll\n")
        #expect(try fault(users(exec), ["KUBERC": deny]).contains("DenyAll"))
        #expect(try fault(users(exec), ["KUBERC": deny, "KUBECTL_KUBERC": "false"]) == "no error")
        let list = try kuberc("credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- {command: \"true\"}\n")
        #expect(try fault(users(exec), ["KUBERC": list, "PATH": "/bin"]) == "no error")
        #expect(try fault(users(exec), ["KUBERC": list, "PATH": "/nope"]).contains("Allowlist"))
        #expect(try fault(users(exec), ["KUBERC": try kuberc("credentialPluginPolicy: Odd\n")]).contains("Odd"))
    }

    @Test func tellsAPluginOfItsCluster() throws {
        let text = users(
            "exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, "
                + "provideClusterInfo: true}"
        ).replacing(
            "proxy-url:",
            with: "certificate-authority-data: YQ==, disable-compression: true, extensions: [{name: "
                + "client.authentication.k8s.io/exec, extension: {audience: x}}], proxy-url:")
        guard case .exec(let plugin) = try load(text).credentials else { return #expect(Bool(false)) }
        let told = try #require(plugin.clusterInformation.map { String(decoding: $0, as: UTF8.self) })
        #expect(
            told == #"{"server":"https://c.example:6443/base/","tls-server-name":"inner","#
                + #""certificate-authority-data":"YQ==","proxy-url":"socks5://p:1","disable-compression":true,"#
                + #""config":{"audience":"x"}}"#)
    }

    static let exec = "exec: {command: /bin/true, apiVersion: client.authentication.k8s.io/v1beta1}"

    @Test(arguments: [
        ("kind: Preference\ncredentialPluginPolicy: [DenyAll]\n", "credentialPluginPolicy isn't a text"),
        ("kind: Preference\ncredentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: a\n", "isn't a list"),
        ("kind: Other\ncredentialPluginPolicy: DenyAll\n", "no document of kind Preference"),
        ("kind: Preference\n---\nkind: Preference\ncredentialPluginPolicy: DenyAll\n", "DenyAll"),
        (
            "kind: Preference\ncredentialPluginPolicy: AllowAll\n---\nkind: Preference\ncredentialPluginPolicy: DenyAll\n",
            "DenyAll"
        ),
        ("kind: [\n", "kuberc"), ("", "no error"), ("kind: Preference\n", "no error"),
    ])
    func runsNoPluginOnAPolicyItCannotRead(_ text: String, _ message: String) throws {
        let file = try folder.write("kuberc", text)
        #expect(try fault(users(Self.exec), ["KUBERC": file]).contains(message))
    }

    @Test func runsNoPluginWhenThePolicyCannotBeRead() throws {
        // A folder is there, but has no text.
        #expect(try fault(users(Self.exec), ["KUBERC": folder.path]).contains("is a directory"))
        #expect(try fault(users(Self.exec), ["KUBERC": "\(folder.path)/none"]).contains("no such file"))
        #expect(try fault(users(Self.exec), ["HOME": "\(folder.path)/none"]) == "no error")
        try folder.write("odd/.kube/kuberc/file", "")
        #expect(try fault(users(Self.exec), ["HOME": "\(folder.path)/odd"]).contains("is a directory"))
        try folder.write(".kube/kuberc", "kind: Other\n")
        #expect(try fault(users(Self.exec), ["HOME": folder.path]).contains("no document"))
    }
}

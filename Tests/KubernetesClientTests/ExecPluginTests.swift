import Documents
import Glibc
import TestFolders
import Testing

@testable import KubernetesClient

/// Credential plugins: what they are told, what they may answer.
@Suite struct ExecPluginTests {
    let folder: TemporaryFolder
    static let version = "client.authentication.k8s.io/v1"

    init() throws { folder = try TemporaryFolder() }

    /// Not a file: one just written can't be run while a process that another test forked still has it open.
    func plugin(_ script: String) -> ExecPlugin {
        var plugin = ExecPlugin(apiVersion: Self.version, command: "/bin/sh")
        plugin.arguments = ["-c", script, "plugin"]
        plugin.interaction = .never
        return plugin
    }

    func answer(_ status: String) -> String {
        "{\"kind\":\"ExecCredential\",\"apiVersion\":\"\(Self.version)\",\"status\":\(status)}"
    }

    func fault(_ plugin: ExecPlugin, _ environment: [String: String] = [:]) -> String {
        do throws(CredentialError) {
            _ = try plugin.run(environment: environment, isInteractive: false)
            return "no error"
        } catch {
            return error.message
        }
    }

    @Test func tellsThePluginAboutTheCluster() throws {
        var plugin = plugin(
            "printf '%s %s %s' \"$1\" \"$EXTRA\" \"$KUBERNETES_EXEC_INFO\" > \"$OUT\"; echo '\(answer("{\"token\":\"t\"}"))'"
        )
        plugin.arguments.append("one")
        plugin.environment = [ConfigurationOverrides.Pair(key: "EXTRA", value: "two")]
        plugin.clusterInformation = Array("{\"server\":\"https://x\",\"config\":{\"a\":1}}".utf8)
        let credential = try plugin.run(environment: ["OUT": "\(folder.path)/out"], isInteractive: false)
        #expect(credential.token == "t")
        #expect(credential.expiry == nil)
        let told = String(decoding: try FileSystem.read("\(folder.path)/out"), as: UTF8.self)
        #expect(
            told == "one two {\"kind\":\"ExecCredential\",\"apiVersion\":\"\(Self.version)\","
                + "\"spec\":{\"cluster\":{\"server\":\"https://x\",\"config\":{\"a\":1}},\"interactive\":false}}")
    }

    @Test(arguments: [
        ("{\"token\":\"t\",\"expirationTimestamp\":\"2001-09-09T01:46:40Z\"}", 1_000_000_000),
        ("{\"token\":\"t\",\"expirationTimestamp\":\"2001-09-09T03:46:40.123456+02:00\"}", 1_000_000_000),
    ])
    func readsWhenACredentialEnds(status: String, expected: Int64) throws {
        let credential = try plugin("").credential(from: Array(answer(status).utf8))
        #expect(credential.expiry == expected)
        #expect(credential.isValid(now: expected - 1))
        #expect(!credential.isValid(now: expected))
    }

    @Test(arguments: [
        ("{}", "exec plugin didn't return a token or cert/key pair"),
        ("{\"clientKeyData\":\"k\"}", "exec plugin returned only certificate or key, not both"),
        ("{\"token\":\"t\",\"expirationTimestamp\":\"soon\"}", "expirationTimestamp"),
        ("null", "exec plugin didn't return a status field"),
    ])
    func refusesOtherAnswers(status: String, expected: String) {
        #expect(fault(plugin("echo '\(answer(status))'")).contains(expected))
    }

    @Test func refusesAnotherVersion() {
        var plugin = plugin("echo '\(answer("{\"token\":\"t\"}"))'")
        plugin.apiVersion = "client.authentication.k8s.io/v1beta1"
        #expect(fault(plugin).contains("plugin returned version \(Self.version)"))
    }

    @Test func neverRepeatsWhatAPluginPrinted() {
        let fault = fault(plugin("echo 'secret-token'"))
        #expect(fault.hasPrefix("exec: decoding stdout of "))
        #expect(!fault.contains("secret-token"))
    }

    @Test func tellsHowAPluginFailed() {
        #expect(fault(plugin("exit 7")).hasSuffix("failed with exit code 7"))
        #expect(fault(plugin("kill -9 $$")).hasSuffix("was ended by signal 9"))
        #expect(fault(plugin("yes")).contains("prints more than 4 MiB"))
    }

    @Test func tellsHowToInstallAPlugin() {
        var plugin = ExecPlugin(apiVersion: Self.version, command: "no-such-plugin")
        plugin.installHint = "run \u{1b}[31minstall\nthen"
        #expect(fault(plugin, ["PATH": "/bin"]) == "exec: executable no-such-plugin not found\n\nrun [31minstall\nthen")
    }

    @Test func runsAPluginOnceForAllWhoAsk() async throws {
        let plugin = plugin("echo x >> '\(folder.path)/runs'; sleep 0.2; echo '\(answer("{\"token\":\"t\"}"))'")
        let url = try #require(ServerURL("https://x"))
        var configuration = ClientConfiguration(url: url)
        configuration.environment = ["PATH": "/bin:/usr/bin"]
        let source = ExecCredentials(plugin, configuration: configuration)
        let proofs = await withTaskGroup(of: Proof?.self) { group in
            for _ in 0..<10 { group.addTask { try? await source.proof() } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(proofs.allSatisfy { $0?.authorization == "Bearer t" })
        #expect(try FileSystem.read("\(folder.path)/runs").count == 2)
        let first = try await source.proof()
        #expect(await source.renew(refused: first))
        #expect(await source.renew(refused: first))
        #expect(try FileSystem.read("\(folder.path)/runs").count == 4)
    }

    @Test func runsAPluginAgainWhenItsCredentialEnds() async throws {
        let status = "{\"token\":\"t\",\"expirationTimestamp\":\"2001-09-09T01:46:40Z\"}"
        let plugin = plugin("echo x >> '\(folder.path)/runs'; echo '\(answer(status))'")
        var configuration = ClientConfiguration(url: try #require(ServerURL("https://x")))
        configuration.environment = ["PATH": "/bin:/usr/bin"]
        let source = ExecCredentials(plugin, configuration: configuration)
        let generations = [try await source.proof().generation, try await source.proof().generation]
        #expect(generations == [1, 2])
        #expect(try FileSystem.read("\(folder.path)/runs").count == 4)
    }

    // MARK: A plugin that hangs

    func hanging() throws -> KubernetesClient {
        let url = try #require(ServerURL("https://127.0.0.1:1"))
        var configuration = ClientConfiguration(url: url)
        configuration.environment = ["PATH": "/bin:/usr/bin"]
        // The shell's own child keeps the output open, and the shell doesn't go at the first word.
        configuration.credentials = .exec(
            plugin("trap '' TERM; echo $$ > '\(folder.path)/pid'; while :; do sleep 30; done"))
        return try KubernetesClient(configuration)
    }

    func began() async throws -> Int32 {
        while true {
            let text = (try? FileSystem.read("\(folder.path)/pid")).map { String(decoding: $0, as: UTF8.self) } ?? ""
            if let pid = Int32(text.trimmedOfSpace) { return pid }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    func isGone(_ pid: Int32) async -> Bool {
        for _ in 0..<300 {
            if kill(pid, 0) != 0 { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    static let settings = ObjectReference(type: .configMaps, namespace: "shop", name: "settings")

    @Test(.timeLimit(.minutes(1))) func endsAPluginWhoseTaskIsCancelled() async throws {
        let client = try hanging()
        let task = Task { try await client.get(Self.settings) }
        let pid = try await began()
        task.cancel()
        let error = await #expect(throws: ClientError.self) { try await task.value }
        #expect(error?.isCancelled == true)
        #expect(await isGone(pid))
    }

    @Test(.timeLimit(.minutes(1))) func waitsForAPluginNoLongerThanTheRequestMayTake() async throws {
        var configuration = try hanging().configuration
        configuration.requestTimeoutMilliseconds = 500
        let client = try KubernetesClient(configuration)
        let error = await #expect(throws: ClientError.self) { try await client.get(Self.settings) }
        #expect(error?.kind == .timeout)
        #expect(await isGone(try await began()))
    }

    /// After an interruption requests clear up, and they need credentials as well.
    @Test(.timeLimit(.minutes(1))) func waitsNotForEverForAPluginThatWasGivenUp() async throws {
        let client = try hanging()
        let task = Task { try await client.get(Self.settings) }
        let pid = try await began()
        task.cancel()
        _ = try? await task.value
        #expect(await isGone(pid))
        let error = await #expect(throws: ClientError.self) { try await client.get(Self.settings) }
        #expect(error?.message.hasSuffix("exec: /bin/sh gave no answer within 5s, as it gave none before") == true)
    }

    /// Others who need the credentials still get them.
    @Test(.timeLimit(.minutes(1))) func keepsAPluginForWhoStillWaits() async throws {
        let go = "\(folder.path)/go"
        let plugin = plugin(
            "echo $$ > '\(folder.path)/pid'; echo x >> '\(folder.path)/runs'; "
                + "while [ ! -e '\(go)' ]; do sleep 0.05; done; echo '\(answer("{\"token\":\"t\"}"))'")
        var configuration = ClientConfiguration(url: try #require(ServerURL("https://x")))
        configuration.environment = ["PATH": "/bin:/usr/bin"]
        let source = ExecCredentials(plugin, configuration: configuration)
        let stays = Task { try await source.proof() }
        _ = try await began()
        let leaves = Task { try await source.proof() }
        leaves.cancel()
        await #expect(throws: CredentialError.self) { try await leaves.value }
        try folder.write("go", "")
        #expect(try await stays.value.authorization == "Bearer t")
        #expect(try FileSystem.read("\(folder.path)/runs").count == 2)
    }

    @Test func readsARotatedToken() async throws {
        let path = try folder.write("token", "one\n")
        let source = TokenFileCredentials(path: path, initial: nil, identity: nil)
        let first = try await source.proof()
        #expect(first.authorization == "Bearer one")
        try folder.write("token", "two\n")
        #expect(try await source.proof().authorization == "Bearer one")
        #expect(await source.renew(refused: first))
        #expect(try await source.proof().authorization == "Bearer two")
    }
}

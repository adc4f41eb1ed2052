import FoundationEssentials
import TestFolders
import Testing

/// A server whose certificate isn't to be trusted is told from one that can't be reached, and gets nothing.
@Suite struct ServerCertificateTests {
    private static let openssl = "/usr/bin/openssl"

    /// Runs `body` with the address of a server that shows a certificate of its own making, and with that certificate.
    private func withServer(
        days: Int, _ names: String, _ body: @Sendable (Lab, Int, String) async throws -> Void
    ) async throws {
        let lab = try Lab.open()
        let folder = try TemporaryFolder()
        let (key, certificate) = ("\(folder.path)/key.pem", "\(folder.path)/cert.pem")
        try await lab.run(
            Self.openssl, ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key]
        ).succeeded()
        // Signed for no day at all, it has ended when it is made.
        try await lab.run(
            Self.openssl, ["req", "-new", "-key", key, "-subj", "/CN=test", "-out", "\(folder.path)/request"]
        ).succeeded()
        try folder.write("extensions", "subjectAltName=\(names)\n")
        try await lab.run(
            Self.openssl,
            [
                "x509", "-req", "-in", "\(folder.path)/request", "-signkey", key, "-days", "\(days)", "-extfile",
                "\(folder.path)/extensions", "-out", certificate,
            ]
        ).succeeded()
        let output = "\(folder.path)/output"
        _ = try await lab.run(
            "/bin/sh",
            [
                "-c", #"exec "$0" s_server -accept 127.0.0.1:0 -www -key "$1" -cert "$2" > "$3""#, Self.openssl, key,
                certificate, output,
            ]
        ) { server, _ in
            var port: Int?
            try await Lab.wait("openssl s_server doesn't listen") {
                port = Self.port(
                    in: (try? String(decoding: Data(contentsOf: URL(filePath: output)), as: UTF8.self)) ?? "")
                return port != nil
            }
            if let port { try await body(lab, port, certificate) }
            server.kill()
        }
    }

    /// The port in `ACCEPT 127.0.0.1:40001`, once the line is whole.
    private static func port(in text: String) -> Int? {
        guard
            let line = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().first(where: {
                $0.hasPrefix("ACCEPT ")
            })
        else { return nil }
        return line.split(separator: ":").last.flatMap { Int($0) }
    }

    private func expectRefused(
        _ lab: Lab, _ flags: [String], _ words: String..., location: SourceLocation = #_sourceLocation
    ) async throws {
        let commands = [
            ["list"], ["history", "app"], ["converge", lab.chart("slow"), "--release", "app", "--set", "count=1"],
        ]
        for command in commands {
            let outcome = try await lab.run(
                "\(lab.plugins)/kubectl-werf-\(command[0])", command.dropFirst() + ["-n", "default"] + flags)
            #expect(outcome.status == 1, sourceLocation: location)
            #expect(outcome.output == "", sourceLocation: location)
            #expect(outcome.errors.hasPrefix("Error: "), "\(outcome.errors)", sourceLocation: location)
            for word in words {
                #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: location)
            }
        }
    }

    @Test func expired() async throws {
        try await withServer(days: 0, "IP:127.0.0.1") { lab, port, certificate in
            let flags = ["--server", "https://127.0.0.1:\(port)", "--certificate-authority", certificate]
            try await expectRefused(lab, flags, "certificate has expired")
        }
    }

    @Test func ofSomebodyUnknown() async throws {
        try await withServer(days: 2, "IP:127.0.0.1") { lab, port, _ in
            // The kubeconfig's authority has signed another server's.
            try await expectRefused(
                lab, ["--server", "https://127.0.0.1:\(port)"], "self-signed certificate")
        }
    }

    @Test func ofAnotherHost() async throws {
        try await withServer(days: 2, "DNS:elsewhere.example") { lab, port, certificate in
            let flags = ["--server", "https://127.0.0.1:\(port)", "--certificate-authority", certificate]
            try await expectRefused(lab, flags, "certificate", "127.0.0.1")
        }
    }
}

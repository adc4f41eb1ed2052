import FoundationEssentials
import Testing

/// Half an answer is never taken for a whole one.
@Suite struct StandardOutputTests {
    private static let large = [
        "Chart.yaml": "apiVersion: v2\nname: large\nversion: 1.0.0\n",
        "templates/all.yaml": """
        {{- range until 2000 }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c-{{ . }}}
        data: {text: {{ repeat 20 "some text " | quote }}}
        {{- end }}
        """,
    ]

    @Test func aFullDeviceIsAnError() async throws {
        let lab = try Lab.open()
        try await withFolder(Self.large) { folder in
            let command = "exec '\(lab.plugins)/kubectl-werf-render' '\(folder)' > /dev/full"
            let outcome = try await lab.run("/bin/sh", ["-c", command])
            #expect(outcome.status == 1)
            #expect(outcome.errors == "Error: writing to standard output: No space left on device\n")
        }
    }

    /// Whoever made the pipe may have set it not to block.
    @Test func aSlowReaderGetsEverything() async throws {
        let lab = try Lab.open()
        let script = """
            import fcntl, os, struct, subprocess, sys, termios
            reader, writer = os.pipe()
            os.set_blocking(writer, False)
            plugin = subprocess.Popen(sys.argv[1:], stdout=writer)
            size = fcntl.fcntl(writer, fcntl.F_GETPIPE_SZ)
            waiting = 0
            # The pipe is full before the first byte is taken off.
            while waiting < size and plugin.poll() is None:
                waiting = struct.unpack("i", fcntl.ioctl(reader, termios.FIONREAD, b"1234"))[0]
            os.close(writer)
            while chunk := os.read(reader, 65536):
                sys.stdout.buffer.write(chunk)
            sys.exit(plugin.wait())
            """
        try await withFolder(Self.large) { folder in
            let render = ["\(lab.plugins)/kubectl-werf-render", folder]
            let whole = try await lab.run(render[0], [folder]).succeeded().output
            let slow = try await lab.run("/usr/bin/env", ["python3", "-c", script] + render).succeeded().output
            #expect(whole.utf8.count > 1 << 16)
            #expect(slow == whole)
        }
    }
}

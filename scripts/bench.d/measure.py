"""Running a command: its wall time, its peak memory, the requests it made and the bytes they took."""

import json
import os
import selectors
import socket
import subprocess
import tempfile
import threading
import time


class Failed(Exception):
    """A measured command ended with another status than 0."""


def run(argv, env, output=subprocess.DEVNULL):
    """Runs a command once; returns seconds and peak resident kilobytes."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(argv, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            text = errors.read().decode("utf-8", "replace")[-2000:]
            raise Failed(f"{' '.join(argv)} ended with {process.returncode}:\n{text}")
        return seconds, usage.ru_maxrss


class AuditLog:
    """Counts the requests of one client, told by its User-Agent, in the API server's audit log."""

    def __init__(self, path):
        self.path = path
        self.offset = 0

    def mark(self):
        self.offset = os.path.getsize(self.path)

    def count(self, agents):
        """Requests completed since mark() by clients whose User-Agent begins with one of `agents`."""
        # The server writes an entry just after it answered; wait until the log stands still.
        size = -1
        while size != os.path.getsize(self.path):
            size = os.path.getsize(self.path)
            time.sleep(0.2)
        requests = 0
        with open(self.path, "rb") as log:
            log.seek(self.offset)
            for line in log:
                entry = json.loads(line)
                if entry.get("stage") == "ResponseComplete" and entry.get("userAgent", "").startswith(agents):
                    requests += 1
        return requests


class Controllers:
    """Tells when the cluster's controllers are through with what a clean-up has set off."""

    def __init__(self, folder):
        try:
            with open(os.path.join(folder, "pid", "kube-controller-manager")) as file:
                self.stat = f"/proc/{int(file.read())}/stat"
        except (OSError, ValueError):
            # A cluster of somebody's own: nothing is known of its controllers.
            self.stat = None

    def settle(self, most=20):
        """Waits until they have hardly worked for half a second, `most` seconds at the most."""
        if self.stat is None:
            return
        end, before = time.monotonic() + most, self._ticks()
        while time.monotonic() < end:
            time.sleep(0.5)
            ticks = self._ticks()
            if ticks - before <= 2:
                return
            before = ticks

    def _ticks(self):
        with open(self.stat) as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])


class Forwarder:
    """Passes connections on to the API server and counts the bytes of both directions."""

    def __init__(self, host, port):
        self.target = (host, port)
        self.bytes = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(self.target)
            threading.Thread(target=self._pump, args=(client, server), daemon=True).start()

    def _pump(self, client, server):
        with selectors.DefaultSelector() as selector, client, server:
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in selector.select():
                    data = key.fileobj.recv(1 << 16)
                    if not data:
                        return
                    self.bytes += len(data)
                    key.data.sendall(data)

"""A forwarder between a plugin and the API server that counts writes, and kills the plugin at one of them."""

import base64
import collections
import http.client
import http.server
import json
import os
import re
import signal
import ssl
import subprocess
import tempfile
import threading
import urllib.parse


class Server:
    """How the API server is reached, as the kubeconfig of an administrator says."""

    def __init__(self, kubeconfig, kubectl):
        text = subprocess.run(
            [kubectl, "--kubeconfig", kubeconfig, "config", "view", "--raw", "--minify", "-o", "json"],
            check=True, capture_output=True, text=True).stdout
        config = json.loads(text)
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self.address = urllib.parse.urlsplit(cluster["server"])
        self.context = ssl.create_default_context(cadata=self._text(cluster, "certificate-authority"))
        self.context.check_hostname = False
        self.token = user.get("token")
        if "client-certificate" in user or "client-certificate-data" in user:
            with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
                file.write(self._text(user, "client-certificate") + "\n" + self._text(user, "client-key"))
                file.flush()
                self.context.load_cert_chain(file.name)

    @staticmethod
    def _text(section, key):
        if key + "-data" in section:
            return base64.b64decode(section[key + "-data"]).decode()
        with open(section[key]) as file:
            return file.read()

    def connect(self):
        return http.client.HTTPSConnection(
            self.address.hostname, self.address.port or 443, context=self.context, timeout=600)

    def headers(self):
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def get(self, path):
        connection = self.connect()
        connection.request("GET", path, headers=self.headers())
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, json.loads(body) if body else None


class Point(collections.namedtuple("Point", "write moment")):
    """A write, and whether the process dies `before` the server sees it or `after` it has answered."""

    def __str__(self):
        return f"{self.moment} {self.write}"


class _Quiet(http.server.ThreadingHTTPServer):
    """Says nothing of connections that a killed process leaves."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


class Forwarder:
    """Passes on everything that one process asks, until the point at which it is killed."""

    def __init__(self, server, point=None, counts_reads=False):
        self.server, self.point, self.counts_reads = server, point, counts_reads
        self.writes, self.process, self.reached = [], None, False
        self._counts, self._lock = collections.Counter(), threading.Lock()
        self._ready = threading.Event()
        handler = type("Handler", (_Handler,), {"forwarder": self})
        self.http = _Quiet(("127.0.0.1", 0), handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"

    def run(self, command, environment):
        """Runs a process through the forwarder; its exit status and what it said."""
        self._ready.clear()
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self._ready.set()
        output, _ = self.process.communicate()
        self.http.shutdown()
        self.http.server_close()
        return self.process.returncode, output

    def kill(self):
        self._ready.wait()
        self.reached = True
        os.kill(self.process.pid, signal.SIGKILL)

    def name(self, method, target, body):
        """The name of a write; None for a read or a trial, unless these count too."""
        parts = urllib.parse.urlsplit(target)
        is_trial = "dryRun=" in parts.query
        if (method == "GET" or is_trial) and not self.counts_reads:
            return None
        name = f"{method} {re.sub('/namespaces/kill-[^/]*', '', parts.path)}"
        if parts.path.endswith("/configmaps/werf-synchronization"):
            # How often a lease is renewed depends on the time a run takes.
            if body.startswith(b"["):
                name += " remove" if b'"remove"' in body else " renew"
            else:
                name += " take"
        if is_trial:
            name += " trial"
        with self._lock:
            self._counts[name] += 1
            name += f" #{self._counts[name]}"
            self.writes.append(name)
        return name


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    forwarder = None

    def log_message(self, *arguments):
        pass

    def _forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        forwarder = self.forwarder
        write = forwarder.name(self.command, self.path, body)
        point = forwarder.point if write and forwarder.point and forwarder.point.write == write else None
        if point and point.moment == "before":
            forwarder.kill()
            self.close_connection = True
            return
        connection = forwarder.server.connect()
        try:
            headers = {
                key: value for key, value in self.headers.items()
                if key.lower() not in ("host", "connection", "accept-encoding", "authorization")}
            headers.update(forwarder.server.headers())
            connection.request(self.command, self.path, body=body or None, headers=headers)
            self._answer(connection.getresponse(), point)
        except (ConnectionError, BrokenPipeError, OSError):
            self.close_connection = True
        finally:
            connection.close()

    def _answer(self, answer, point):
        streams = "watch=1" in self.path or "watch=true" in self.path or "follow=true" in self.path
        data = b"" if streams else answer.read()
        if point:
            self.forwarder.kill()
            self.close_connection = True
            return
        self.send_response(answer.status)
        for key, value in answer.getheaders():
            if key.lower() not in ("transfer-encoding", "content-length", "connection", "date", "server"):
                self.send_header(key, value)
        self.send_header("Transfer-Encoding", "chunked") if streams else self.send_header(
            "Content-Length", str(len(data)))
        self.end_headers()
        if not streams:
            self.wfile.write(data)
            return
        while piece := answer.read1(65536):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _forward

"""Times the plugins beside Helm and prints one table: see scripts/bench."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

import cases
import migration
import rendering
from measure import AuditLog, Controllers, Failed, Forwarder, run

HELMS = ("3.17.3", "4.3.1")
AGENTS = {"ours": ("kubectl-werf",), "3.17.3": ("Helm/", "helm/"), "4.3.1": ("Helm/", "helm/")}


@dataclass
class Figure:
    """What was measured of one program in one case."""

    seconds: list = field(default_factory=list)
    kilobytes: int = 0
    requests: int = 0
    bytes: int = 0

    @property
    def median(self):
        return statistics.median(self.seconds)


class Bench:
    """The cluster, the programs, and a way to run them against it."""

    def __init__(self, runs):
        self.runs = runs
        self.folder = tempfile.TemporaryDirectory(prefix="kubectl-werf-bench-")
        self.kubeconfig = os.environ["KW_TEST_KUBECONFIG"]
        self.plugins = os.environ["KW_PLUGINS"]
        peers = os.environ["KW_PEERS"]
        self.helms = {version: f"{peers}/helm-{version}/helm" for version in HELMS}
        self.kubectl = f"{peers}/kubectl-1.37.1/kubectl"
        log = os.environ.get("KW_TEST_AUDIT_LOG")
        self.audit = AuditLog(log) if log else None
        self.controllers = Controllers(os.path.dirname(self.kubeconfig))
        self.home = self.path("home")
        os.makedirs(self.home, exist_ok=True)
        self.forwarder, self.forwarded = self.forward()
        self.warm = set()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def env(self, kubeconfig=None):
        """A clean environment: no setting of the user's changes what is measured."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": self.home,
            "KUBECONFIG": kubeconfig or self.kubeconfig,
            "KUBECACHEDIR": self.path("cache"),
        }

    def plugin(self, name):
        return f"{self.plugins}/kubectl-werf-{name}"

    def call(self, *argv):
        """Runs a command that prepares or cleans; its output is shown only when it fails."""
        done = subprocess.run(argv, env=self.env(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"{' '.join(argv)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
        return done.stdout

    def forward(self):
        """A forwarder to the API server and a kubeconfig that leads there."""
        view = json.loads(self.call(self.kubectl, "config", "view", "--raw", "--minify", "-o", "json"))
        cluster = view["clusters"][0]["cluster"]
        host, port = cluster["server"].removeprefix("https://").rstrip("/").rsplit(":", 1)
        forwarder = Forwarder(host, int(port))
        cluster["server"] = f"https://127.0.0.1:{forwarder.port}"
        path = self.path("forwarded.kubeconfig")
        with open(path, "w") as file:
            json.dump(view, file)
        return forwarder, path

    def figures(self, case):
        """Measures every program in one case, in turns: what changes in the server meanwhile falls on all alike."""
        figures = {program: Figure() for program in ("ours", *HELMS)}
        for number in range(self.runs):
            for program, figure in figures.items():
                seconds, kilobytes = run(case.command(self, program, number), self.env())
                figure.seconds.append(seconds)
                figure.kilobytes = max(figure.kilobytes, kilobytes)
                case.clean(self, program, number)
                # What the clean-up sets off in the controllers isn't the next program's.
                if case.talks:
                    self.controllers.settle()
        if case.talks:
            for program, figure in figures.items():
                self.count(case, program, figure)
        return figures

    def count(self, case, program, figure):
        """Counts requests and bytes of one run, with the discovery cache of the forwarder's address warm."""
        if program not in self.warm:
            run(case.command(self, program, self.runs), self.env(self.forwarded))
            case.clean(self, program, self.runs)
            self.warm.add(program)
        before = self.forwarder.bytes
        if self.audit:
            self.audit.mark()
        run(case.command(self, program, self.runs + 1), self.env(self.forwarded))
        if self.audit:
            figure.requests = self.audit.count(AGENTS[program])
        figure.bytes = self.forwarder.bytes - before
        case.clean(self, program, self.runs + 1)


def line(case, figures):
    """One row of the table for each Helm."""
    ours = figures["ours"]
    for version in HELMS:
        helm = figures[version]
        yield (
            case.name,
            version,
            f"{ours.median:.3f}",
            f"{helm.median:.3f}",
            f"{ours.median / helm.median:.2f}",
            f"{case.reach:.2f}" if case.reach else "",
            f"{ours.kilobytes / 1024:.0f}/{helm.kilobytes / 1024:.0f}",
            f"{ours.requests}/{helm.requests}" if case.talks else "",
            f"{ours.bytes // 1024}/{helm.bytes // 1024}" if case.talks else "",
        )


HEADER = ("case", "helm", "ours s", "helm s", "ratio", "reach", "MiB ours/helm", "requests", "KiB on the wire")


def print_table(rows):
    widths = [max(len(row[column]) for row in [HEADER, *rows]) for column in range(len(HEADER))]
    for row in [HEADER, tuple("-" * width for width in widths), *rows]:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")


def print_sizes(bench):
    print("\nstripped binaries, MB: ", end="")
    sizes = {name: os.path.getsize(bench.plugin(name)) for name in ("list", "history", "get", "render", "migrate2to3", "converge")}
    sizes |= {f"helm {version}": os.path.getsize(path) for version, path in bench.helms.items()}
    print(", ".join(f"{name} {size / 1e6:.1f}" for name, size in sizes.items()))


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--render", action="store_true")
    parser.add_argument("--migrate", action="store_true")
    parser.add_argument("--json")
    arguments = parser.parse_args()

    bench = Bench(arguments.runs)
    rows, record = [], {}
    for case in cases.all(large=arguments.large):
        if arguments.only not in case.name:
            continue
        print(f"measuring {case.name}", file=sys.stderr)
        case.prepare(bench)
        try:
            figures = bench.figures(case)
        finally:
            case.finish(bench)
        rows += line(case, figures)
        record[case.name] = {program: vars(figure) for program, figure in figures.items()}
    if rows:
        print_table(rows)
    print_sizes(bench)
    if arguments.render:
        for version in HELMS:
            rendering.report(bench, version)
    if arguments.migrate:
        migration.report(bench, 1000)
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(record, file, indent=2)


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"bench: {failure}")

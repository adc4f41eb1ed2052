"""What is measured: for each case, how our plugin is called and how Helm is."""

import json
import os
import subprocess

import charts

SEED = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib", "seed-releases")


class Case:
    """One row: a name, the ratio of wall times to reach, and the two commands."""

    talks = True

    def __init__(self, name, reach=None):
        self.name = name
        self.reach = reach
        self.namespace = "bench-" + "".join(c if c.isalnum() else "-" for c in name.lower())[:40].strip("-")

    def prepare(self, bench):
        """Makes what all runs of the case need."""

    def command(self, bench, program, number):
        raise NotImplementedError

    def clean(self, bench, program, number):
        """Puts the cluster back between two runs; not timed."""

    def finish(self, bench):
        bench.call(bench.kubectl, "delete", "namespace", self.namespace, "--ignore-not-found", "--wait=false")

    def make_namespace(self, bench):
        manifest = bench.call(bench.kubectl, "create", "namespace", self.namespace, "--dry-run=client", "-o", "yaml")
        subprocess.run([bench.kubectl, "apply", "-f", "-"], input=manifest, text=True, check=True,
                       env=bench.env(), stdout=subprocess.DEVNULL)


class Start(Case):
    """How long it takes to say something without a cluster."""

    talks = False

    def command(self, bench, program, number):
        return [bench.plugin("list"), "--help"] if program == "ours" else [bench.helms[program], "version"]

    def finish(self, bench):
        pass


class Install(Case):
    """The first converge of a chart."""

    def __init__(self, name, reach, write):
        super().__init__(name, reach)
        self.write = write

    def prepare(self, bench):
        self.make_namespace(bench)
        self.chart = self.write(bench.path(self.namespace))
        # A first run fills both discovery caches.
        for program in ("ours", *bench.helms):
            bench.call(*self.command(bench, program, 99))
            self.clean(bench, program, 99)

    def release(self, program, number):
        return f"r{number}" + program.replace(".", "")

    def command(self, bench, program, number):
        name = self.release(program, number)
        if program == "ours":
            return [bench.plugin("converge"), self.chart, "--release", name, "-n", self.namespace, "--no-track"]
        return [bench.helms[program], "install", name, self.chart, "-n", self.namespace]

    def clean(self, bench, program, number):
        bench.call(bench.helms["3.17.3"], "uninstall", self.release(program, number), "-n", self.namespace)


class NoOp(Case):
    """Converging again what is there already, the history below its limit."""

    def prepare(self, bench):
        self.make_namespace(bench)
        self.chart = charts.ten(bench.path(self.namespace))
        for program in ("ours", *bench.helms):
            bench.call(*self.install(bench, program))
            bench.call(*self.command(bench, program, 0))

    def install(self, bench, program):
        name = "r" + program.replace(".", "")
        if program == "ours":
            return [bench.plugin("converge"), self.chart, "--release", name, "-n", self.namespace, "--no-track"]
        return [bench.helms[program], "install", name, self.chart, "-n", self.namespace]

    def command(self, bench, program, number):
        argv = self.install(bench, program)
        if program != "ours":
            argv[1] = "upgrade"
        return argv + ["--history-max", "100"]


class Upgrade(Case):
    """Changing five of 200 objects and waiting until all are ready."""

    def prepare(self, bench):
        self.make_namespace(bench)
        self.chart = charts.mixed(bench.path(self.namespace))
        for program in ("ours", *bench.helms):
            argv = self.command(bench, program, 1)
            bench.call(*(["install" if word == "upgrade" else word for word in argv]))

    def command(self, bench, program, number):
        name = "r" + program.replace(".", "")
        step = ["-n", self.namespace, "--set", f"step={number + 2}"]
        if program == "ours":
            tracking = ["env", "WERF_NO_TRACK=0", bench.plugin("converge")]
            return [*tracking, self.chart, "--release", name, *step]
        return [bench.helms[program], "upgrade", name, self.chart, "--wait", *step]


class ListAll(Case):
    """Listing a cluster full of releases."""

    def __init__(self, name, reach, releases, revisions):
        super().__init__(name, reach)
        self.releases, self.revisions = releases, revisions

    def prepare(self, bench):
        subprocess.run([SEED, "--releases", str(self.releases), "--revisions", str(self.revisions),
                        "--namespace", self.namespace], check=True,
                       env=bench.env() | {"KW_TEST_KUBECONFIG": bench.kubeconfig})
        self.compare(bench)

    def compare(self, bench):
        """Speed counts only where the answers are the same."""
        ours, *others = (json.loads(bench.call(*self.command(bench, program, 0), "-o", "json"))
                         for program in ("ours", *bench.helms))
        for program, theirs in zip(bench.helms, others):
            if ours != theirs:
                raise SystemExit(f"{self.name}: {len(ours)} rows of ours aren't the {len(theirs)} of Helm {program}")

    def command(self, bench, program, number):
        if program == "ours":
            return [bench.plugin("list"), "-A", "--max", "0"]
        return [bench.helms[program], "list", "-A", "--max", "0"]

    def finish(self, bench):
        bench.call(bench.kubectl, "delete", "namespace", self.namespace, "--ignore-not-found")


class History(ListAll):
    """The history of one release."""

    def command(self, bench, program, number):
        if program == "ours":
            return [bench.plugin("history"), "release-0", "-n", self.namespace, "--max", "100"]
        return [bench.helms[program], "history", "release-0", "-n", self.namespace, "--max", "100"]


def all(large):
    """The cases in the order in which they are measured."""
    yield Start("--help", 0.4)
    yield Install("first converge, 10 resources", 0.6, charts.ten)
    yield NoOp("no-op converge, 10 resources", 0.35)
    yield Install("first converge, 500 resources", 0.35, charts.many)
    yield Upgrade("upgrade, 5 of 200 changed, waiting", 0.35)
    yield History("history of 100 revisions", 0.5, 1, 100)
    yield ListAll("list -A, 1,000 releases of 10", 0.15, 1000, 10)
    if large:
        yield ListAll("list -A, 1,000 releases of 50", None, 1000, 50)

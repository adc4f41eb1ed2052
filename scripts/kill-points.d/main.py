"""The campaign: every write of every scenario, killed before and after."""

import argparse
import concurrent.futures
import os
import subprocess
import sys
import tempfile
import time

import forwarder
import state

CHART = "Tests/Interop/Fixtures/life"
LOCK = "configmaps/werf-synchronization"
JOURNAL = "configmaps/kubectl-werf.adoption."
HELMS = ["helm-3.17.3", "helm-4.3.1"]


class Lab:
    """The programs and the cluster."""

    def __init__(self, flags):
        self.plugins, self.peers = os.environ["KW_PLUGINS"], os.environ["KW_PEERS"]
        self.kubeconfig = os.environ["KW_TEST_KUBECONFIG"]
        self.kubectl = f"{self.peers}/kubectl-1.37.1/kubectl"
        self.server = forwarder.Server(self.kubeconfig, self.kubectl)
        self.values = [] if flags.control_plane else ["--set", "runs=true"]
        self.track = ["--no-track"] if flags.control_plane else []
        self.undo = tempfile.mkdtemp(prefix="kill-points-")
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "TZ": "UTC", "KUBECONFIG": "/dev/null"}

    def command(self, words, namespace, address):
        plugin, *rest = words
        rest = [word.replace("{undo}", f"{self.undo}/{namespace}") for word in rest]
        where = ["-n", namespace]
        where += ["--kubeconfig", self.kubeconfig] if address is None else ["--server", address]
        return [f"{self.plugins}/kubectl-werf-{plugin}", *rest, *where, "--lock-wait", "2m",
                *([] if plugin == "adopt" else self.track)]

    def run(self, words, namespace):
        """Runs a command undisturbed."""
        if words[0] == "kubectl":
            self.kube(*words[1:], "-n", namespace)
            return 0, ""
        done = subprocess.run(
            self.command(words, namespace, None), env=self.environment, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def kube(self, *words):
        subprocess.run([self.kubectl, "--kubeconfig", self.kubeconfig, *words], check=True, capture_output=True)

    def converge(self, step):
        return ["converge", CHART, "--release", "life", "--set", f"step={step}", *self.values]


class Scenario:
    """Commands that lead to a state, the one that is killed, and the one that settles it: the same unless given.

    One that takes things back leaves what was there before; it needs the undo file, which is written before any write.
    """

    def __init__(self, name, before, killed, settling=None, takes_back=False, has_release=True):
        self.name, self.before, self.killed = name, before, killed
        self.settling, self.takes_back, self.has_release = settling or killed, takes_back, has_release
        self.is_adoption = killed[0] == "adopt"

    @property
    def is_gone(self):
        return self.name == "dismiss"


def scenarios(lab):
    first, second = lab.converge(1), lab.converge(2)
    maps = [["kubectl", "create", "configmap", f"cm-{number}"] for number in range(8)]
    adopt = ["adopt", "heir", *[f"cm/cm-{number}" for number in range(8)], "--yes", "--undo-file"]
    inherit = ["adopt", "heir", "--from-release", "life", "--yes", "--undo-file"]
    undo = ["adopt", "--undo", "{undo}", "--yes"]
    return [
        Scenario("install", [], first), Scenario("upgrade", [first], second),
        Scenario("rollback", [first, second], ["rollback", "life", "1"]),
        Scenario("dismiss", [first, second], ["dismiss", "life"]),
        Scenario("adopt", maps, [*adopt, "{undo}"], [*adopt, "{undo}.again"], has_release=False),
        Scenario("adopt-undo", maps, [*adopt, "{undo}"], undo, takes_back=True, has_release=False),
        Scenario("hand-over", [first], [*inherit, "{undo}"], [*inherit, "{undo}.again"]),
        Scenario("hand-over-undo", [first], [*inherit, "{undo}"], undo, takes_back=True),
    ]


def prepared(lab, scenario, number):
    namespace = f"kill-{scenario.name}-{number}-{os.getpid()}"
    lab.kube("create", "namespace", namespace)
    for words in scenario.before:
        status, output = lab.run(words, namespace)
        if status != 0:
            raise RuntimeError(f"{scenario.name}: {' '.join(words)}: {output}")
    return namespace


def settled(lab, namespace):
    """The namespace's state once deletions are through."""
    for _ in range(40):
        found = state.of(lab.server, namespace)
        if not any(item["metadata"].get("deletionTimestamp") for item in found.values()):
            return found
        time.sleep(0.5)
    return found


def undisturbed(lab, scenario):
    """The writes of a scenario and what it leaves."""
    namespace = prepared(lab, scenario, "x")
    before = settled(lab, namespace)
    passing = forwarder.Forwarder(lab.server, counts_reads=scenario.is_adoption)
    status, output = passing.run(lab.command(scenario.killed, namespace, passing.address), lab.environment)
    if status != 0:
        raise RuntimeError(f"{scenario.name}: {output}")
    found = before if scenario.takes_back else settled(lab, namespace)
    lab.kube("delete", "namespace", namespace, "--wait=false")
    return passing.writes, found


def attempt(lab, scenario, point, wanted, number):
    """Kills at a point, runs once more, and tells what is wrong then."""
    namespace = prepared(lab, scenario, number)
    killing = forwarder.Forwarder(lab.server, point, scenario.is_adoption)
    status, output = killing.run(lab.command(scenario.killed, namespace, killing.address), lab.environment)
    faults = []
    if killing.reached and status != -9:
        faults.append(f"it wasn't killed but ended with {status}: {output}")
    if not killing.reached and status != 0:
        faults.append(f"it failed before the point: {output}")
    if not scenario.takes_back or os.path.exists(f"{lab.undo}/{namespace}"):
        status, output = lab.run(scenario.settling, namespace)
        if status != 0:
            faults.append(f"the second run ended with {status}: {output}")
    found = settled(lab, namespace)
    if scenario.is_adoption:
        # Where nothing is left to settle, the lock isn't taken either: the killed run's lease stays until it is needed.
        # Each run of an adoption leaves a journal of its own; an undo takes it away again.
        wanted, found = (
            {name: item for name, item in objects.items()
             if name != LOCK and (scenario.takes_back or not name.startswith(JOURNAL))} for objects in (wanted, found))
    faults += state.differences(wanted, found)
    for helm in HELMS if scenario.has_release else []:
        faults += state.history_faults(f"{lab.peers}/{helm}/helm", lab.kubeconfig, namespace, scenario.is_gone)
    lab.kube("delete", "namespace", namespace, "--wait=false")
    return killing.reached, faults


def chosen(writes, flags):
    points = [
        forwarder.Point(write, moment) for write in writes if " renew" not in write for moment in ("before", "after")]
    points = [point for point in points if flags.point in str(point)]
    return points[:: flags.every]


def campaign(lab, scenario, flags):
    writes, wanted = undisturbed(lab, scenario)
    points = chosen(writes, flags)
    failed, missed = 0, 0
    with concurrent.futures.ThreadPoolExecutor(flags.workers) as pool:
        runs = {
            pool.submit(attempt, lab, scenario, point, wanted, number): point for number, point in enumerate(points)}
        for run in concurrent.futures.as_completed(runs):
            try:
                reached, faults = run.result()
            except RuntimeError as error:
                reached, faults = True, [str(error)]
            missed += not reached
            failed += bool(faults)
            for fault in faults:
                print(f"{scenario.name}, {runs[run]}: {fault}", file=sys.stderr, flush=True)
    print(f"| {scenario.name} | {len(writes)} | {len(points)} | {missed} | {failed} |", flush=True)
    return failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--control-plane", action="store_true")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--point", default="")
    flags = parser.parse_args()
    lab = Lab(flags)
    print("| scenario | writes | kill points | not reached | failures |\n|---|---|---|---|---|", flush=True)
    failed = sum(
        campaign(lab, scenario, flags) for scenario in scenarios(lab) if flags.only in ("", scenario.name))
    sys.exit(1 if failed else 0)


main()

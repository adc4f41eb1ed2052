"""A release of Helm 2 with a long history, brought over to Helm 3: seconds, peak memory, requests."""

import base64
import json
import os
import random
import subprocess
import sys

from measure import run

RECORDS = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "Tests", "Interop", "Support", "tiller-records.py"
)
TILLER, NAMESPACE = "bench-tiller", "bench-helm2"


def text(words, size, seed):
    """Text that packs as templates do, to about a quarter."""
    source = random.Random(seed)
    return " ".join(source.choice(words) for _ in range(size // 7))


def record(number, last, words):
    """One revision: 20 templates and a manifest of 30 KB, with a few lines that differ from the one before."""
    templates = {f"templates/t{index}.yaml": text(words, 1500, index) for index in range(20)}
    objects = "".join(
        f"---\n# Source: big/templates/t{index}.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n"
        f"  name: big-{index}\ndata:\n  rev: \"{number}\"\n  text: {text(words, 1300, index)}\n"
        for index in range(20)
    )
    return {
        "tiller": TILLER, "name": "big", "namespace": NAMESPACE, "version": number,
        "status": "DEPLOYED" if number == last else "SUPERSEDED", "manifest": "\n" + objects,
        "config": f"revision: {number}\n",
        "chart": {
            "metadata": {"name": "big", "version": "1.0.0"}, "values": "a: 1\n",
            "templates": {name: base64.b64encode(data.encode()).decode() for name, data in templates.items()},
        },
    }


def seed(bench, count):
    """Stores the records, and the objects of the newest."""
    source = random.Random(0)
    words = ["".join(source.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(6)) for _ in range(400)]
    for namespace in (TILLER, NAMESPACE):
        bench.call(bench.kubectl, "create", "namespace", namespace)
    path = bench.path("records.json")
    made = bench.path("objects.json")
    environment = os.environ | {"PYTHONPATH": os.path.join(os.environ["KW_PEERS"], "pyhelm-2.14.5")}
    for start in range(1, count + 1, 100):
        batch = [record(number, count, words) for number in range(start, min(start + 100, count + 1))]
        with open(path, "w") as file:
            json.dump(batch, file)
        with open(made, "w") as file:
            subprocess.run([sys.executable, RECORDS, path], env=environment, stdout=file, check=True)
        bench.call(bench.kubectl, "create", "-f", made)
    with open(path, "w") as file:
        file.write(record(count, count, words)["manifest"])
    bench.call(bench.kubectl, "create", "-n", NAMESPACE, "-f", path)


def report(bench, count):
    """Prints what bringing the release over and taking that back took."""
    try:
        seed(bench, count)
        for name, extra in (("migrate", []), ("once more", []), ("undo", ["--undo"])):
            if bench.audit:
                bench.audit.mark()
            argv = [bench.plugin("migrate2to3"), "big", "--yes", "-t", TILLER, *extra]
            seconds, kilobytes = run(argv, bench.env())
            requests = bench.audit.count(("kubectl-werf",)) if bench.audit else 0
            print(f"Helm 2, {count} revisions, {name}: {seconds:.1f} s, {kilobytes / 1024:.0f} MiB, {requests} requests")
            if not extra:
                history = bench.call(
                    bench.helms["3.17.3"], "history", "big", "-n", NAMESPACE, "--max", str(2 * count), "-o", "json")
                assert len(json.loads(history)) == count, "revisions are missing"
    finally:
        for namespace in (TILLER, NAMESPACE):
            bench.call(bench.kubectl, "delete", "namespace", namespace, "--ignore-not-found", "--wait=false")

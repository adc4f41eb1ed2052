"""The life of public charts: converge, upgrade, roll back and dismiss, and what is left behind."""

import argparse
import json
import os
import re
import subprocess
import sys
import threading

PLUGINS = os.environ["KW_PLUGINS"]
PEERS = os.environ["KW_PEERS"]
# Without their pods, webhooks refuse everything and aggregated API services answer nothing.
NEEDS_PODS = re.compile(r"^kind: (ValidatingWebhookConfiguration|MutatingWebhookConfiguration|APIService)\s*$", re.M)
LIVES = re.compile(r"^\s*[\"']?helm\.sh/hook[\"']?:|^kind: CustomResourceDefinition\s*$", re.M)
SECONDS = 300


class Failed(Exception):
    """A step that didn't end as it should."""


def run(*argv):
    """A program's status, output and errors."""
    done = subprocess.run(argv, capture_output=True, text=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def plugin(name, *arguments):
    return run(f"{PLUGINS}/kubectl-werf-{name}", *arguments)


def kubectl(*arguments):
    return run(f"{PEERS}/kubectl-1.37.1/kubectl", *arguments)


def reason(errors):
    """The line of what a program wrote on stderr that says what is wrong."""
    lines = [line for line in errors.splitlines() if line.strip()]
    return next((line for line in lines if line.startswith("Error")), lines[0] if lines else "")[:300]


def must(step, outcome):
    status, output, errors = outcome
    if status != 0:
        raise Failed(f"{step}: {reason(errors)}")
    return output


def charts(root):
    """The folders below `root` that hold a chart and lie in no other one."""
    for base, folders, files in os.walk(root):
        if "Chart.yaml" in files:
            folders[:] = []
            yield base
        else:
            folders.sort()


def resources(namespaced):
    """The types whose objects can be listed and deleted."""
    names = must(
        "api-resources",
        kubectl("api-resources", f"--namespaced={str(namespaced).lower()}", "--verbs=list,delete", "-o", "name"))
    passing = {"events", "events.events.k8s.io", "endpoints", "leases.coordination.k8s.io"}
    return [name for name in names.split() if name not in passing]


def objects(kinds, *arguments):
    listed = must("get", kubectl("get", ",".join(kinds), *arguments, "-o", "json", "--ignore-not-found"))
    return json.loads(listed)["items"] if listed.strip() else []


def excuse(item):
    """Why an object may be left; None when it may not."""
    metadata = item["metadata"]
    annotations = metadata.get("annotations") or {}
    name = f"{item['kind']}/{metadata['name']}"
    if metadata.get("deletionTimestamp"):
        return "going"
    if "keep" in (annotations.get("helm.sh/resource-policy") or ""):
        return "kept"
    if "helm.sh/hook" in annotations:
        return "hook"
    if metadata.get("ownerReferences"):
        return "owned"
    if name in ("ConfigMap/kube-root-ca.crt", "ConfigMap/werf-synchronization", "ServiceAccount/default"):
        return "every namespace's"
    if item["kind"] == "PersistentVolumeClaim" and "meta.helm.sh/release-name" not in annotations:
        return "a StatefulSet's, which outlives it"
    if item["kind"] == "Secret" and "kubernetes.io/service-account.name" in annotations:
        return "every namespace's"
    return None


def left(namespace, release):
    """What is left of a release, in its namespace and outside of it, without excuse."""
    items = objects(resources(True), "-n", namespace)
    everywhere = objects(resources(False))
    items += [
        item for item in everywhere
        if (item["metadata"].get("annotations") or {}).get("meta.helm.sh/release-name") == release
        and item["metadata"]["annotations"].get("meta.helm.sh/release-namespace") == namespace
    ]
    return sorted(f"{item['kind']}/{item['metadata']['name']}" for item in items if excuse(item) is None)


def clear(namespace, release):
    """Takes away all that a life may have left."""
    plugin("dismiss", release, "-n", namespace, "--no-track", "--with-hooks", "--allow-crd-delete")
    kubectl("delete", "namespace", namespace, "--wait=false", "--ignore-not-found")


def crds():
    return {item["metadata"]["name"] for item in objects(["customresourcedefinitions"])}


def history(namespace, release):
    output = must("helm history", run(f"{PEERS}/helm-3.17.3/helm", "history", release, "-n", namespace, "-o", "json"))
    return [revision["status"] for revision in json.loads(output)]


def helm_installs(chart, namespace, release):
    """Whether a real Helm, with server-side apply as here, can install the chart; it is taken away again."""
    must("namespace", kubectl("create", "namespace", namespace))
    try:
        status, _, _ = run(f"{PEERS}/helm-4.3.1/helm", "install", release, chart, "-n", namespace)
        run(f"{PEERS}/helm-4.3.1/helm", "uninstall", release, "-n", namespace)
        return status == 0
    finally:
        kubectl("delete", "namespace", namespace, "--wait=false", "--ignore-not-found")


class Completion:
    """Says of each Job and Pod that a hook makes in a namespace that it has succeeded: nothing runs here."""

    def __init__(self, namespace):
        self.namespace = namespace
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.work)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.ended.set()
        self.thread.join()

    def work(self):
        while not self.ended.wait(0.5):
            status, text, _ = kubectl("get", "jobs,pods", "-n", self.namespace, "-o", "json")
            for item in json.loads(text)["items"] if status == 0 else []:
                if "helm.sh/hook" in (item["metadata"].get("annotations") or {}):
                    self.complete(item)

    def complete(self, item):
        status = item.get("status") or {}
        if item["kind"] == "Job" and not status.get("conditions"):
            done = {"succeeded": 1, "conditions": [{"type": "Complete", "status": "True"}]}
        elif item["kind"] == "Pod" and status.get("phase") != "Succeeded":
            done = {"phase": "Succeeded"}
        else:
            return
        kubectl("patch", item["kind"].lower(), item["metadata"]["name"], "-n", self.namespace, "--subresource=status",
                "--type=merge", "-p", json.dumps({"status": done}))


class Refused(Exception):
    """The server takes the chart from nobody."""


def live(chart, namespace, release, values=None):
    """One chart's life, from nothing to nothing; with values for the node everything is waited for."""
    tracking = () if values else ("--no-track",)
    common = ("--release", release, "-n", namespace, *tracking, *(("--values", values) if values else ()))
    first = plugin("converge", chart, *common)
    if first[0] != 0:
        clear(namespace, release)
        if not helm_installs(chart, f"{namespace}-helm", f"{release}-helm"):
            raise Refused(reason(first[2]))
    must("converge", first)
    must("upgrade", plugin("converge", chart, *common, "--add-annotation", "example.com/trial=2"))
    must("rollback", plugin("rollback", release, "-n", namespace, *tracking))
    statuses = history(namespace, release)
    if statuses != ["superseded", "superseded", "deployed"]:
        raise Failed(f"history: {statuses}")
    must("dismiss", plugin("dismiss", release, "-n", namespace, *(tracking and (*tracking, "--delete-propagation", "Background"))))
    remains = left(namespace, release)
    if remains:
        raise Failed(f"left behind: {' '.join(remains[:8])}")


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--node", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--most", type=int, default=0)
    options = parser.parse_args()
    counts = {"lived": 0, "failed": 0, "refused by the server": 0, "needs pods": 0, "no hooks or CRDs": 0, "unrendered": 0}
    for number, chart in enumerate(sorted(charts("../shared/corpus"))):
        name = os.path.relpath(chart, "../shared/corpus")
        values = f"scripts/public-charts.d/values/{name}.yaml" if options.node else None
        if options.only not in name or (values and not os.path.exists(values)):
            continue
        status, text, _ = plugin("render", chart, "--release", f"c{number}", "--include-crds", "--kube-version", "1.20.2")
        if status != 0:
            counts["unrendered"] += 1
            continue
        if not LIVES.search(text):
            counts["no hooks or CRDs"] += 1
            continue
        if NEEDS_PODS.search(text):
            counts["needs pods"] += 1
            continue
        release, namespace = f"c{number}", f"public-{number}"
        before = crds()
        try:
            must("namespace", kubectl("create", "namespace", namespace))
            status, _, errors = plugin("converge", chart, "--release", release, "-n", namespace, "--dry-run", "--no-track")
            if status != 0:
                counts["refused by the server"] += 1
                print(f"refused  {name}: {reason(errors)}", flush=True)
                continue
            if values:
                live(chart, namespace, release, values)
            else:
                with Completion(namespace), Completion(f"{namespace}-helm"):
                    live(chart, namespace, release)
            counts["lived"] += 1
            print(f"lived    {name}", flush=True)
        except Refused as error:
            counts["refused by the server"] += 1
            print(f"refused  {name}: {error}", flush=True)
        except (Failed, subprocess.TimeoutExpired) as error:
            counts["failed"] += 1
            print(f"FAILED   {name}: {error}", flush=True)
        finally:
            clear(namespace, release)
            new = sorted(crds() - before)
            if new:
                kubectl("delete", "crd", *new, "--wait=false", "--ignore-not-found")
        if options.most and counts["lived"] + counts["failed"] >= options.most:
            break
    print(", ".join(f"{count} {what}" for what, count in counts.items()))
    sys.exit(1 if counts["failed"] else 0)


main()

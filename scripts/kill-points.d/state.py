"""What a run leaves in a namespace, without what differs from run to run."""

import json
import subprocess

LISTS = [
    "/api/v1/namespaces/{}/configmaps", "/api/v1/namespaces/{}/secrets", "/api/v1/namespaces/{}/services",
    "/api/v1/namespaces/{}/serviceaccounts", "/apis/apps/v1/namespaces/{}/deployments",
    "/apis/batch/v1/namespaces/{}/jobs",
]
# Made by the API server, the time or the scheduler.
METADATA = ["uid", "resourceVersion", "creationTimestamp", "managedFields", "selfLink", "generation"]
# The annotation of hooks' objects counts revisions.
GENERATED = {"werf.io/release-revision", "controller-uid", "batch.kubernetes.io/controller-uid", "deployment.kubernetes.io/revision"}


def of(server, namespace):
    """The objects of a namespace by name, each as it is compared."""
    objects = {}
    for path in LISTS:
        status, answer = server.get(path.format(namespace))
        if status != 200:
            raise RuntimeError(f"GET {path}: {status}")
        for item in answer["items"]:
            if is_compared(item):
                kind = path.rsplit("/", 1)[1]
                objects[f"{kind}/{item['metadata']['name']}"] = json.loads(
                    json.dumps(stripped(item, kind)).replace(namespace, "NAMESPACE"))
    return objects


def is_compared(item):
    kind = item.get("type")
    return kind not in ("helm.sh/release.v1", "kubernetes.io/service-account-token")


def stripped(item, kind):
    metadata = item["metadata"]
    for key in METADATA:
        metadata.pop(key, None)
    for key in ("labels", "annotations"):
        drop_generated(metadata.get(key))
    if metadata.get("deletionTimestamp"):
        metadata["deletionTimestamp"] = "going"
    spec, status = item.get("spec", {}), item.pop("status", {})
    if kind == "services":
        for key in ("clusterIP", "clusterIPs"):
            spec.pop(key, None)
    if kind == "serviceaccounts":
        item.pop("secrets", None)
    if kind == "jobs":
        drop_generated(spec.get("selector", {}).get("matchLabels"))
        drop_generated(spec["template"]["metadata"].get("labels"))
        item["status"] = {"succeeded": status.get("succeeded"), "failed": status.get("failed")}
    if kind == "deployments":
        item["status"] = {"ready": status.get("readyReplicas")}
    return item


def drop_generated(members):
    for key in list(members or {}):
        if key in GENERATED:
            del members[key]


def differences(wanted, found):
    """What differs, one line each."""
    lines = [f"missing: {name}" for name in sorted(wanted.keys() - found.keys())]
    lines += [f"left over: {name}" for name in sorted(found.keys() - wanted.keys())]
    for name in sorted(wanted.keys() & found.keys()):
        if wanted[name] != found[name]:
            lines.append(f"differs: {name}: {json.dumps(wanted[name], sort_keys=True)} and "
                         f"{json.dumps(found[name], sort_keys=True)}")
    return lines


def history_faults(helm, kubeconfig, namespace, is_gone):
    """What a Helm finds wrong with the release's history."""
    run = subprocess.run(
        [helm, "--kubeconfig", kubeconfig, "history", "life", "-n", namespace, "-o", "json"],
        capture_output=True, text=True)
    version = helm.split("/")[-2]
    if is_gone:
        return [] if "release: not found" in run.stderr else [f"{version}: a history is left: {run.stdout}"]
    if run.returncode != 0:
        return [f"{version} can't read the history: {run.stderr}"]
    statuses = [revision["status"] for revision in json.loads(run.stdout)]
    deployed = [number for number, status in enumerate(statuses) if status == "deployed"]
    if deployed != [len(statuses) - 1] or any(status.startswith("pending") for status in statuses):
        return [f"{version}: {statuses}"]
    return []

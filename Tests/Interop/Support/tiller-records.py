"""Writes records as Helm 2's Tiller keeps them, by an encoder that isn't ours: the protobuf modules of pyhelm.

usage: tiller-records.py SPEC-FILE > objects.json

The spec is a JSON list of records: name, namespace, version, status, and what else `record` below takes. What comes
out is a `List` of ConfigMaps and Secrets for kubectl.
"""

import base64
import gzip
import json
import sys

from google.protobuf.any_pb2 import Any
from hapi.chart.chart_pb2 import Chart
from hapi.chart.config_pb2 import Config
from hapi.chart.metadata_pb2 import Metadata
from hapi.chart.template_pb2 import Template
from hapi.release.hook_pb2 import Hook
from hapi.release.release_pb2 import Release
from hapi.release.status_pb2 import Status
from hapi.release.test_run_pb2 import TestRun


def chart(spec):
    made = Chart(metadata=Metadata(apiVersion="v1", engine="gotpl", tillerVersion=">=2.0.0", **spec.get("metadata", {})))
    for name, data in spec.get("templates", {}).items():
        made.templates.append(Template(name=name, data=base64.b64decode(data)))
    for name, data in spec.get("files", {}).items():
        made.files.append(Any(type_url=name, value=base64.b64decode(data)))
    for dependency in spec.get("dependencies", []):
        made.dependencies.append(chart(dependency))
    if "values" in spec:
        made.values.CopyFrom(Config(raw=spec["values"]))
    return made


def hook(spec):
    made = Hook(name=spec["name"], kind=spec["kind"], path=spec["path"], manifest=spec["manifest"])
    made.weight = spec.get("weight", 0)
    made.events.extend(Hook.Event.Value(event) for event in spec.get("events", []))
    made.delete_policies.extend(Hook.DeletePolicy.Value(policy) for policy in spec.get("deletePolicies", []))
    made.delete_timeout = 30
    made.last_run.seconds = 1546300801
    return made


def release(spec):
    made = Release(name=spec["name"], namespace=spec["namespace"], version=spec["version"], manifest=spec["manifest"])
    made.chart.CopyFrom(chart(spec.get("chart", {"metadata": {"name": "old", "version": "0.1.0"}})))
    if "config" in spec:
        made.config.raw = spec["config"]
    made.hooks.extend(hook(each) for each in spec.get("hooks", []))
    info = made.info
    info.status.code = Status.Code.Value(spec["status"])
    info.status.resources = "==> v1/ConfigMap\nNAME DATA AGE\n"
    info.status.notes = spec.get("notes", "")
    info.first_deployed.seconds = spec.get("firstDeployed", 1546300800)
    info.last_deployed.seconds = spec.get("lastDeployed", 1546300800 + spec["version"])
    info.last_deployed.nanos = 5000
    if spec["status"] == "DELETED":
        info.deleted.seconds = 1546400000
    info.Description = spec.get("description", "Upgrade complete")
    for run in spec.get("tests", []):
        result = info.status.last_test_suite_run.results.add()
        result.name = run["name"]
        result.status = TestRun.Status.Value(run["status"])
        result.started_at.seconds = 1546304401
        result.completed_at.seconds = 1546304450
    return made


def payload(spec):
    packed = release(spec).SerializeToString()
    if not spec.get("plain"):
        packed = gzip.compress(packed, 9, mtime=0)
    if spec.get("damage") == "truncated":
        packed = packed[: len(packed) // 2]
    if spec.get("damage") == "garbage":
        packed = bytes(range(256))
    return base64.b64encode(packed).decode()


def record(spec):
    text = payload(spec)
    # What the API server refuses as an object's name Tiller couldn't store either; a test may name it otherwise.
    name = spec.get("objectName", f"{spec['name']}.v{spec['version']}")
    if spec.get("damage") == "text":
        text = "no base64 !"
    labels = {"OWNER": "TILLER", "NAME": spec["name"], "STATUS": spec["status"], "VERSION": str(spec["version"])}
    labels.update(spec.get("labels", {"MODIFIED_AT": "1546300800"}))
    kind = "Secret" if spec.get("storage") == "secret" else "ConfigMap"
    if kind == "Secret":
        text = base64.b64encode(text.encode()).decode()
    return {
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": spec["tiller"], "labels": labels},
        "data": {"release": text},
    }


with open(sys.argv[1], encoding="utf-8") as file:
    specs = json.load(file)
json.dump({"apiVersion": "v1", "kind": "List", "items": [record(spec) for spec in specs]}, sys.stdout)

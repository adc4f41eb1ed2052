"""Rendering public charts: wall time and peak memory, ours beside Helm, over the corpus or examples/."""

import os
import statistics
import sys

from measure import Failed, run

RUNS = 3


def charts(root):
    """The folders below `root` that hold a chart and lie in no other one."""
    for base, folders, files in os.walk(root):
        if "Chart.yaml" in files:
            folders[:] = []
            yield base
        else:
            folders.sort()


def median(argv, env):
    """Median seconds and peak kilobytes of a command, or None when it fails."""
    try:
        samples = [run(argv, env) for _ in range(RUNS)]
    except Failed:
        return None
    return statistics.median(seconds for seconds, _ in samples), max(kilobytes for _, kilobytes in samples)


def measure(bench, version):
    """Yields (chart, our seconds, Helm's, our kilobytes, Helm's) for each chart that both render."""
    roots = [root for root in ("examples", "../shared/corpus") if os.path.isdir(root)]
    if len(roots) == 1:
        print("../shared/corpus isn't there; measuring examples/ alone", file=sys.stderr)
    tail = ["-n", "ns", "--kube-version", "1.31.0"]
    for chart in (chart for root in roots for chart in charts(root)):
        helm = median([bench.helms[version], "template", "rel", chart, *tail], bench.env())
        ours = median([bench.plugin("render"), chart, "--release", "rel", *tail], bench.env())
        if helm and ours:
            yield (os.path.relpath(chart, roots[-1]), ours[0], helm[0], ours[1], helm[1])


def report(bench, version):
    """Prints the spread of the ratios, and the charts that take Helm longest."""
    rows = sorted(measure(bench, version), key=lambda row: row[2], reverse=True)
    if not rows:
        return
    times = sorted(row[1] / row[2] for row in rows)
    memory = sorted(row[3] / row[4] for row in rows)
    print(f"\nrendering {len(rows)} charts, ours/Helm {version}:")
    for what, ratios in (("wall time", times), ("peak memory", memory)):
        above = sum(ratio > 1 for ratio in ratios)
        print(f"  {what}: median {statistics.median(ratios):.3f}, worst {ratios[-1]:.3f}, above Helm's {above} times")
    print(f"  all together: {sum(row[1] for row in rows) / sum(row[2] for row in rows):.3f} of the time")
    print("| chart | ours s | helm s | ratio | MiB ours/helm |\n| --- | --- | --- | --- | --- |")
    for chart, ours, helm, our_memory, helm_memory in rows[:10]:
        print(f"| {chart} | {ours:.3f} | {helm:.3f} | {ours / helm:.2f} | {our_memory / 1024:.0f}/{helm_memory / 1024:.0f} |")

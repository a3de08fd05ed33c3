"""What a tracker's files hold, read by the tracker's own client, in one shape for all three."""

from __future__ import annotations

import ast
import csv
import io
import json
import struct
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mlflow

Points = dict[str, list[tuple[int, float]]]


@dataclass
class Read:
    """A run as its tracker has it."""

    name: str = ""
    group: str = ""
    values: dict[str, str] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    results: dict[str, float] = field(default_factory=dict)
    curves: Points = field(default_factory=lambda: defaultdict(list))
    """By metric: epoch and value, as they came."""
    files: set[str] = field(default_factory=set)


def mlflow_runs(uri: str) -> list[Read]:
    client = mlflow.MlflowClient(uri)
    found = []
    for experiment in client.search_experiments():
        for run in client.search_runs([experiment.experiment_id]):
            names = run.data.metrics
            read = Read(run.info.run_name, experiment.name, dict(run.data.params))
            read.tags = set(run.data.tags.get("tags", "").split(", "))
            for name in names:
                for point in client.get_metric_history(run.info.run_id, name):
                    if point.step:
                        read.curves[name].append((point.step, point.value))
                    else:
                        read.results[name] = point.value
            read.files = {file.path for file in client.list_artifacts(run.info.run_id)}
            found.append(read)
    return found


# -- Weights & Biases: the client's own messages, in the log format of LevelDB -----------------

BLOCK, HEADER, LAST = 32768, 7, (1, 4)


def wandb_runs(folder: Path) -> list[Read]:
    return [_wandb_run(path) for path in folder.glob("wandb/offline-run-*/run-*.wandb")]


def _wandb_run(path: Path) -> Read:
    read = Read()
    for record in _records(path.read_bytes()):
        kind = record.WhichOneof("record_type")
        if kind == "run" and record.run.run_id and not read.name:
            read.name, read.group = record.run.display_name, record.run.run_group
            read.tags = set(record.run.tags)
            read.values = {item.key: _plain(item) for item in record.run.config.update}
        elif kind == "history":
            row = {_name(item): json.loads(item.value_json) for item in record.history.item}
            for name, value in row.items():
                if "accuracy" in name or "loss" in name:
                    read.curves[name].append((row["epoch"], value))
        elif kind == "summary":
            told = {item.key: json.loads(item.value_json) for item in record.summary.update}
            read.results |= {k: v for k, v in told.items() if k and isinstance(v, float)}
        elif kind == "files":
            read.files |= {item.path for item in record.files.files}
    return read


def _records(data: bytes) -> Iterator[Any]:
    from wandb.proto.wandb_internal_pb2 import Record

    at, text = HEADER, b""
    while at + HEADER <= len(data):
        if BLOCK - at % BLOCK < HEADER:
            at += BLOCK - at % BLOCK
            continue
        _, length, kind = struct.unpack("<IHB", data[at : at + HEADER])
        text += data[at + HEADER : at + HEADER + length]
        at += HEADER + length
        if kind in LAST:
            yield Record.FromString(text)
            text = b""


def _name(item: Any) -> str:
    return item.key or "/".join(item.nested_key)


def _plain(item: Any) -> str:
    return str(json.loads(item.value_json))


# -- Comet: its own `comet offline` ------------------------------------------------------------


def comet_runs(folder: Path) -> list[Read]:
    code = "import sys; from comet_ml.scripts.comet import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "offline", "--csv", "--level", "detail"]
    files = sorted(map(str, folder.glob("*.zip")))
    text = subprocess.run([*command, *files], check=True, capture_output=True, text=True).stdout
    found: dict[str, Read] = defaultdict(Read)
    for row in csv.DictReader(io.StringIO(text)):
        _take(found[row["experiment"]], row["section"], row["name"], row["value"])
    for file in files:
        _take_messages(found[Path(file).stem.partition("-")[0]], Path(file))
    return list(found.values())


def _take(read: Read, section: str, name: str, value: str) -> None:
    """A line of `comet offline`, which tells everything but steps and the names of files."""
    if section == "param":
        read.values[name] = value
    elif section == "metric" and "/" in name:
        read.curves[name].append((len(read.curves[name]) + 1, float(value)))
    elif section == "metric":
        read.results[name] = float(value)
    elif (section, name) == ("data", "tags"):
        read.tags = set(ast.literal_eval(value))


def _take_messages(read: Read, archive: Path) -> None:
    """The rest, from the archive's messages; holds that the steps are the epochs."""
    with zipfile.ZipFile(archive) as opened:
        lines = opened.read("messages.json").decode().splitlines()
    steps: dict[str, list[int]] = defaultdict(list)
    for payload in (json.loads(line)["payload"] for line in lines):
        metric, key = payload.get("metric"), payload.get("key")
        if metric is not None:
            steps[metric["metricName"]].append(metric["step"])
        elif key == "Name":
            read.name = payload["value"].rpartition(": ")[2]
        elif key == "study":
            read.group = payload["value"]
        elif "additional_params" in payload:
            read.files.add(payload["additional_params"]["fileName"])
    for name, points in read.curves.items():
        assert steps[name] == [epoch for epoch, _ in points]

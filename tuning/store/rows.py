"""Rows of the tables -> records, and back: which columns are JSON, which are states."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Table

from tuning.store import schema
from tuning.store.records import (
    EngineRecord,
    EpochRecord,
    FitRecord,
    StudyRecord,
    TrialRecord,
)
from tuning.study import FitKind, FitState, StudyState, TrialState, Turn

_compactly = json.JSONEncoder(separators=(",", ":")).encode


def _columns(table: Table, record: type) -> list[Any]:
    """The columns that a record is made of, in the order of its fields."""
    return [table.c[field.name] for field in dataclasses.fields(record)]


TRIAL = _columns(schema.trials, TrialRecord)
FIT = _columns(schema.fits, FitRecord)
EPOCH = [schema.epochs.c[name] for name in EpochRecord._fields]


def study_record(row: Row) -> StudyRecord:
    """`row` has all columns of a study's table."""
    values = row._asdict()
    values["spec_json"] = values.pop("spec")
    values["state"], values["turn"] = StudyState(values["state"]), Turn(values["turn"])
    for name in ("result", "test"):
        values[name] = json.loads(values[name]) if values[name] else {}
    values["silenced"] = tuple(json.loads(values["silenced"] or "[]"))
    return StudyRecord(**values)


def study_columns(changes: Mapping[str, Any]) -> dict[str, Any]:
    """What a batch says of the study's own row."""
    columns = dict(changes)
    if "result" in columns:
        columns["result"] = json.dumps(columns["result"])
    if "test" in columns:
        columns["test"] = metrics_text(columns["test"].items())
    return columns


def trial_record(row: Row) -> TrialRecord:
    """`row` has the columns `TRIAL`."""
    values = row._asdict()
    values["state"] = TrialState(values["state"])
    values["values"] = json.loads(values["values"])
    values["reason"] = json.loads(values["reason"]) if values["reason"] else {}
    return TrialRecord(**values)


def trial_row(trial: TrialRecord) -> dict[str, Any]:
    """A trial as its table has it."""
    return vars(trial) | {
        "values": json.dumps(trial.values),
        "reason": json.dumps(trial.reason) if trial.reason else None,
    }


def fit_record(row: Row) -> FitRecord:
    """`row` has the columns `FIT`."""
    values = row._asdict()
    values["kind"], values["state"] = FitKind(values["kind"]), FitState(values["state"])
    return FitRecord(**values)


def epoch_records(rows: Sequence[Row]) -> list[EpochRecord]:
    """`rows` have the columns `EPOCH`.

    Their metrics are parsed as one text: each by itself takes 1.3 times as long, and its names
    take memory each time.
    """
    if not rows:
        return []
    trials, kinds, indices, epochs, texts, times = zip(*rows, strict=True)
    metrics = json.loads(f"[{','.join(texts)}]")
    return list(map(EpochRecord, trials, kinds, indices, epochs, metrics, times))


def epoch_row(epoch: EpochRecord) -> dict[str, Any]:
    return epoch._asdict() | {"metrics": metrics_text(epoch.metrics.items())}


def metrics_text(named: Iterable[tuple[str, float | None]]) -> str:
    """What was measured as the store keeps it; JSON has no NaN and no infinity."""
    return compact({name: v for name, v in named if v is not None and math.isfinite(v)})


def compact(values: Mapping[str, Any]) -> str:
    """JSON without a space."""
    return _compactly(values)


def engine_record(row: Row) -> EngineRecord:
    values = row._asdict()
    del values["id"]
    return EngineRecord(**values | {"speed": json.loads(row.speed)})


def engine_row(record: EngineRecord) -> dict[str, Any]:
    return {"id": 1} | vars(record) | {"speed": json.dumps(record.speed)}

"""What a worker reports of a fit while it trains, and the form in which Dask's log carries it.

Dask carries what msgpack can: `encode` makes a report a plain dict, and `decode` the report again.
Must not import TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tuning.engine.fits import FitOutcome
from tuning.space import Values
from tuning.store import EpochRecord, FitKey, RowScores
from tuning.study import FitKind


@dataclass(frozen=True)
class FitStarted:
    """A fit starts to train."""

    fit: FitKey
    time: float
    values: Values = field(default_factory=dict)
    """The trial's, where a library proposes trials by itself."""
    place: Mapping[str, int] = field(default_factory=dict)
    """Where in its search such a library is."""
    worker: str = ""
    """Its address, which Dask adds on the way."""


@dataclass(frozen=True)
class EpochEnded:
    """A fit has trained one more epoch."""

    epoch: EpochRecord

    @property
    def fit(self) -> FitKey:
        return (self.epoch.trial, FitKind(self.epoch.kind), self.epoch.index)


@dataclass(frozen=True)
class FitEnded:
    """A fit whose library keeps its result has ended. Weights are not reported."""

    outcome: FitOutcome

    @property
    def fit(self) -> FitKey:
        return self.outcome.key


Report = FitStarted | EpochEnded | FitEnded
Send = Callable[[Report], None]
"""How a worker hands its reports on."""


def encode(report: Report) -> dict[str, Any]:
    """A report as msgpack can carry it."""
    match report:
        case FitStarted():
            more = {"time": report.time, "values": report.values, "place": dict(report.place)}
        case EpochEnded():
            more = {"epoch": _plain(report.epoch)}
        case FitEnded(outcome):
            more = {
                "score": outcome.score,
                "seconds": outcome.seconds,
                "program": outcome.program,
                "epochs": [_plain(epoch) for epoch in outcome.epochs],
                "error": outcome.error,
                "row_scores": outcome.row_scores and vars(outcome.row_scores),
            }
    trial, kind, index = report.fit
    return {"report": type(report).__name__, "fit": (trial, kind.value, index), **more}


def decode(message: Mapping[str, Any]) -> Report:
    """The report that was encoded; a report of a start with the worker that Dask has added."""
    trial, kind, index = message["fit"]
    key = (trial, FitKind(kind), index)
    match message["report"]:
        case "FitStarted":
            worker = message.get("worker", "")
            return FitStarted(key, message["time"], message["values"], message["place"], worker)
        case "EpochEnded":
            return EpochEnded(_epoch(key, message["epoch"]))
        case _:
            return FitEnded(
                FitOutcome(
                    *key,
                    message["score"],
                    message["seconds"],
                    message["program"],
                    [_epoch(key, epoch) for epoch in message["epochs"]],
                    error=message["error"],
                    row_scores=RowScores(**rows) if (rows := message["row_scores"]) else None,
                )
            )


def _plain(epoch: EpochRecord) -> dict[str, Any]:
    return {"epoch": epoch.epoch, "metrics": dict(epoch.metrics), "time": epoch.time}


def _epoch(fit: FitKey, plain: Mapping[str, Any]) -> EpochRecord:
    return EpochRecord(*fit, plain["epoch"], plain["metrics"], plain["time"])

"""What a worker reports of fits while it trains, and the form in which Dask's log carries it.

Dask carries what msgpack can: `encode` makes reports a plain dict, and `decode` the reports again.
What many of them have in common stands there once: which fit, and the names of what is measured.
Must not import TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    trained: float = 0.0
    """The seconds that the fit has trained by then."""

    @property
    def fit(self) -> FitKey:
        return (self.epoch.trial, FitKind(self.epoch.kind), self.epoch.index)


@dataclass(frozen=True)
class FitLeft:
    """A fit of a pack has ended; what it gave comes with that of the others."""

    fit: FitKey
    seconds: float
    """How long it trained."""


@dataclass(frozen=True)
class FitEnded:
    """A fit whose library keeps its result has ended. Weights are not reported."""

    outcome: FitOutcome

    @property
    def fit(self) -> FitKey:
        return self.outcome.key


Report = FitStarted | EpochEnded | FitLeft | FitEnded
Send = Callable[[Report], None]
"""How a worker hands its reports on."""


def encode(reports: Sequence[Report]) -> dict[str, Any]:
    """Reports as msgpack can carry them."""
    fits: dict[FitKey, int] = {}
    names: dict[tuple[str, ...], int] = {}
    rows = [(fits.setdefault(report.fit, len(fits)), *_row(report, names)) for report in reports]
    plain = [(trial, kind.value, index) for trial, kind, index in fits]
    return {"fits": plain, "names": list(names), "reports": rows}


def decode(message: Mapping[str, Any]) -> list[Report]:
    """The reports that were encoded; those of a start with the worker that Dask has added."""
    fits = [(trial, FitKind(kind), index) for trial, kind, index in message["fits"]]
    worker, names = message.get("worker", ""), message["names"]
    return [_report(fits[fit], row, names, worker) for fit, *row in message["reports"]]


def _row(report: Report, names: dict[tuple[str, ...], int]) -> tuple[Any, ...]:
    match report:
        case FitStarted():
            return ("started", report.time, report.values, dict(report.place))
        case EpochEnded():
            return ("epoch", report.trained, _plain(report.epoch, names))
        case FitLeft():
            return ("left", report.seconds)
        case FitEnded(outcome):
            return (
                "ended",
                outcome.score,
                outcome.seconds,
                outcome.program,
                [_plain(epoch, names) for epoch in outcome.epochs],
                outcome.error,
                outcome.row_scores and vars(outcome.row_scores),
                outcome.preparing,
            )


def _report(key: FitKey, row: Sequence[Any], names: Sequence[Any], worker: str) -> Report:
    match row:
        case ["epoch", trained, plain]:
            return EpochEnded(_epoch(key, plain, names), trained)
        case ["started", time, values, place]:
            return FitStarted(key, time, values, place, worker)
        case ["left", seconds]:
            return FitLeft(key, seconds)
        case _:
            _, score, seconds, program, epochs, error, rows, preparing = row
            found = [_epoch(key, epoch, names) for epoch in epochs]
            kept = RowScores(**rows) if rows else None
            return FitEnded(
                FitOutcome(
                    *key,
                    score,
                    seconds,
                    program,
                    found,
                    error=error,
                    row_scores=kept,
                    preparing=preparing,
                )
            )


def _plain(epoch: EpochRecord, names: dict[tuple[str, ...], int]) -> tuple[Any, ...]:
    measured = names.setdefault(tuple(epoch.metrics), len(names))
    return (epoch.epoch, epoch.time, measured, *epoch.metrics.values())


def _epoch(fit: FitKey, plain: Sequence[Any], names: Sequence[Any]) -> EpochRecord:
    number, time, measured, *values = plain
    return EpochRecord(*fit, number, dict(zip(names[measured], values, strict=True)), time)

"""What runs inside a Dask worker: one fit, and warming up.

A worker reports every epoch as it ends through Dask's event log; the engine listens and records.
"""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Iterable
from importlib import import_module

import tensorflow as tf
from distributed import get_worker

from tuning import metrics, tasks
from tuning.datasets import Dataset
from tuning.engine import calibration, data, measuring, models, modes
from tuning.engine.compiled import fused
from tuning.engine.compiled.listening import LogsOnly
from tuning.engine.fits import FitOutcome, FitTask, Weights
from tuning.engine.redrawn import Models
from tuning.engine.reports import EpochEnded, FitStarted, Report, Send, encode
from tuning.engine.stopping import Patience
from tuning.engine.stops import check_stopped
from tuning.errors import TrialFailed
from tuning.objective import Objective
from tuning.store import EpochRecord, RowScores
from tuning.study import FitKind
from tuning.tasks import Scale

FAILURES = (TrialFailed, tf.errors.OpError, ValueError, MemoryError)
"""What ends a fit without a result; anything else is a fault of ours, or an order to stop."""
_MODELS = Models()
"""Of the one thread that trains fits here."""


def topic(study_id: int) -> str:
    """The name under which a study's fits report."""
    return f"tuning-{study_id}"


def send_through_dask(study_id: int) -> Send:
    """Sends reports to whoever subscribed to the study's topic."""
    worker = get_worker()
    return lambda report: worker.log_event(topic(study_id), encode([report]))


def send_nothing(report: Report) -> None:
    """For fits that are no part of the record."""


def why_failed(failure: Exception) -> str:
    """One of `FAILURES` as a sentence."""
    if isinstance(failure, TrialFailed):
        return str(failure)
    first, *_ = str(failure).splitlines() or [""]
    return f"Training failed: {first or type(failure).__name__}"


def run_fit(
    task: FitTask, dataset: Dataset, send: Send | None = None, keep_last: bool = False
) -> FitOutcome:
    """Trains one fit and reports it epoch by epoch.

    A fit that cannot be trained comes back with its `error`. Raises StudyStopped.
    """
    check_stopped(task.study_id)
    send = send or send_through_dask(task.study_id)
    send(FitStarted(task.key, time.time()))
    started = time.perf_counter()
    reporter = EpochReporter(task, send)
    program, error = "", None
    try:
        data.hold(task.split.dataset, dataset)
        model = _train(task, reporter, keep_last)
        program = model.program
    except FAILURES as failure:
        error = why_failed(failure)
    score = None if error or task.kind is FitKind.REFIT else reporter.score
    ended = time.perf_counter()
    wanted = (
        error is None
        and task.wants_weights
        and (task.bar is None or score is None or not task.objective.is_better(task.bar, score))
    )
    return FitOutcome(
        *task.key,
        score,
        ended - started,
        program,
        reporter.epochs,
        weights=(reporter.best_weights or model.get_weights()) if wanted else None,
        last_weights=model.get_weights() if keep_last and not error else None,
        error=error,
        row_scores=reporter.row_scores if error is None else None,
        preparing=(reporter.began or ended) - started,
    )


def build(task: FitTask) -> tuple[fused.FusedModel, data.Prepared]:
    """A fit's model, untrained, and its data, which must be held. Raises TrialFailed."""
    ready = data.prepare(task.split)
    model = _MODELS.build(
        task.family,
        task.values,
        ready.shape,
        task.classes,
        task.seed,
        task.metrics,
        tasks.task(task.learns),
        _steps(task, ready),
    )
    model.largest = ready.largest
    model.widest = modes.shared_by(task, model, ready.x, len(ready.truth))
    return model, ready


def _train(task: FitTask, reporter: EpochReporter, keep_last: bool) -> fused.FusedModel:
    """The model; it is left with what it learned if that may be wanted of it."""
    model, ready = build(task)
    if task.weights is not None:
        model.set_weights(task.weights)
    stores = keep_last or (task.wants_weights and not reporter.keeps)
    validate = task.kind is not FitKind.REFIT
    train(model, task, ready, reporter, validate=validate, stores=stores)
    return model


def train(
    model: fused.FusedModel,
    task: FitTask,
    ready: data.Prepared,
    reporter: EpochReporter,
    *,
    validate: bool = True,
    stores: bool = True,
) -> None:
    """Trains a built model as its task says, on the rows that are ready.

    stores: the model is left with what it learned; else that is void.
    With early stopping it is left with its best epoch's weights, whether it stopped or not.
    """
    batch, steps = _batch(task, ready), _steps(task, ready)
    models.lay_out(model, task.family, task.values, steps)  # a library may train on fewer rows
    model.class_weights = measuring.class_weights(task, ready)
    many = fused.has_many(model, ready.x, len(ready.truth) if validate else 0)
    mode = modes.choose(model, batch, round(steps * task.alike), task.program, many)
    reporter.target, reporter.measure = ready.target, measuring.OfValidation(task, ready)
    fused.train(
        model,
        ready.x,
        ready.y,
        rows=ready.rows,
        validation=ready.validation if validate else None,
        batch=batch,
        first_epoch=task.first_epoch,
        epochs=task.epochs,
        callbacks=[*models.callbacks(task.family, task.values, validate), reporter],
        mode=mode,
        measure=reporter.measure,
        stores=stores,
    )
    if task.patience is not None and (best := reporter.best_weights) is not None:
        model.set_weights(best)


def _batch(task: FitTask, ready: data.Prepared) -> int:
    return min(int(task.values.get("batch_size") or 32), len(ready.rows))


def _steps(task: FitTask, ready: data.Prepared) -> int:
    """How many steps a fit is laid out for: its learning rate may fall along them."""
    epochs = task.planned or task.new_epochs
    return math.ceil(len(ready.rows) / _batch(task, ready)) * epochs


class EpochReporter(LogsOnly):
    """Reports each epoch, keeps the best one's weights, and ends the fit when it must."""

    def __init__(self, task: FitTask, send: Send) -> None:
        super().__init__()
        self._task, self._send = task, send
        self.epochs: list[EpochRecord] = []
        self.values: list[float] = []
        self._best: Callable[[], Weights] | None = None
        self.target: Scale | None = None
        """How quantities are learned: Keras measures training rows as standardised."""
        self.measure: measuring.OfValidation | None = None
        """What measures the validation rows, once it trains."""
        self.began: float | None = None
        """When its training began, on `time.perf_counter`: all is compiled by then."""
        self._best_rank: tuple[float, float] | None = None
        self._patience = Patience(task.objective, task.patience)

    @property
    def score(self) -> float | None:
        """The fit's; None of one that validates on nothing and is not measured by its aim."""
        return self._task.objective.score(self.values) if self.values else None

    @property
    def keeps(self) -> bool:
        """Whether it keeps the best epoch's weights."""
        task = self._task
        wanted = task.wants_weights or task.patience is not None
        return wanted and task.objective.reduce == "best"

    @property
    def best_weights(self) -> Weights | None:
        """Those of the best epoch; None where none is to be kept."""
        return self._best() if self._best else None

    @property
    def row_scores(self) -> RowScores | None:
        """What the kept validation rows gave it; None of one that validates on nothing."""
        return self.measure.row_scores() if self.measure else None

    def surely(self) -> int:
        return self._patience.left

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        task = self._task
        row = {name: self._own(name, float(value)) for name, value in (logs or {}).items()}
        if not all(math.isfinite(number) for number in row.values()):
            self._add(epoch, {k: v for k, v in row.items() if math.isfinite(v)})
            rate = task.values.get("learning_rate")
            hint = f" (learning rate {rate:g})" if isinstance(rate, int | float) else ""
            raise TrialFailed(f"The loss became {row['loss']} in epoch {epoch + 1}{hint}.")
        self._add(epoch, row)
        value = task.objective.value(row)
        if value is not None:
            self.values.append(value)
            if self._patience.is_spent(value):
                self.model.stop_training = True
        elif metrics.TIES in row:
            raise TrialFailed(undefined(task.objective))
        if self.keeps and self._is_best(row):
            self._best = self.keep_now()
        check_stopped(task.study_id)

    def _own(self, name: str, value: float) -> float:
        """What Keras measured on training rows, in the target's own unit."""
        measure = metrics.MEASURES.get(name)
        if self.target is None or measure is None:
            return value
        return value * self.target.deviation**measure.power

    def _is_best(self, row: dict[str, float]) -> bool:
        rank = self._task.objective.rank(row)
        if self._best_rank is not None and rank >= self._best_rank:
            return False
        self._best_rank = rank
        return True

    def _add(self, epoch: int, row: dict[str, float]) -> None:
        measured = {name: row[name] for name in metrics.METRICS if name in row}
        record = EpochRecord(*self._task.key, epoch + 1, measured, self.ended_now)
        self.epochs.append(record)
        now = time.perf_counter()
        self._send(EpochEnded(record, now - (self.began or now)))


def undefined(objective: Objective) -> str:
    """Why a fit has no score whose aim says nothing of its rows."""
    return (
        f"{metrics.title(objective.metric)} is undefined on the rows that validate, so that the "
        "fit has no score."
    )


def prepare(key: str, dataset: Dataset) -> None:
    """Holds a data set, ready for the first fit of a study."""
    data.hold(key, dataset)
    data.prepare_images(key)


def warm(modules: Iterable[str] = ()) -> dict[str, float]:
    """Imports and traces what the first fit would otherwise wait for; returns what it measured.

    `modules`: the names of those that strategies train with here, besides this one.
    """
    for name in modules:
        import_module(name)
    measured = calibration.measure()
    gc.freeze()  # the libraries stay: looking through them took longer than a short epoch
    return measured

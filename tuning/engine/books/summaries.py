"""TensorBoard's event files: one folder a study, one run a trial, one run below it a fit.

The study's own run holds the HParams experiment (which hyperparameters, which metrics); a trial's
run holds its values and, epoch by epoch, the mean of its fits; with several fits each has a run
of its own, written live.
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any

from tensorboard.compat.proto import summary_pb2
from tensorboard.plugins.hparams import api_pb2, summary, summary_v2

from tuning import metrics, strategies, tasks
from tuning.engine.books.event_file import EventFile, as_os_errors
from tuning.space import AnyParameter, Boolean, Choice, Float, Int
from tuning.store import Batch, EpochRecord, TrialRecord
from tuning.study import FitKind, StudySpec, TrialState


class _StudyRuns:
    """What is open for one study."""

    def __init__(self, spec: StudySpec, folder: Path) -> None:
        self.folder = folder
        self.fits = spec.evaluation.fits
        self.hparams = article_names(spec) if _is_hparams(spec) else {}
        measured = [metrics.MEASURES[name] for name in strategies.measured(spec)]
        self.shown = {name for each in measured for name in (each.training, each.validation)}
        """The metrics that are written down, of the many that an epoch has."""
        self.runs: dict[str, EventFile] = {}
        self.curves: dict[int, dict[int, dict[Any, dict[str, float]]]] = defaultdict(
            lambda: defaultdict(dict)
        )

    def run(self, name: str) -> EventFile:
        if name not in self.runs:
            self.runs[name] = EventFile(self.folder / name)
        return self.runs[name]

    def trial_name(self, number: int) -> str:
        return f"trial-{number:04d}"

    def leave(self) -> None:
        """Goes on in new files."""
        for run in self.runs.values():
            with suppress(OSError), as_os_errors():
                run.close()
        self.runs.clear()

    def flush(self) -> None:
        for run in self.runs.values():
            run.flush()

    def end(self, numbers: Collection[int]) -> None:
        """Closes the runs of trials of which all is written."""
        ended = {self.trial_name(number) for number in numbers}
        for name in [name for name in self.runs if name.split("/")[0] in ended]:
            self.runs.pop(name).close()
        for number in numbers:
            self.curves.pop(number, None)


class Summaries:
    """Writes batches of records as event files below `logs`. Not for two threads at once."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._studies: dict[int, _StudyRuns] = {}

    def open(self, study_id: int, spec: StudySpec) -> None:
        """Begins (or goes on with) a study's folder."""
        runs = _StudyRuns(spec, self._logs / str(study_id))
        if not runs.folder.exists():
            with as_os_errors():
                experiment = EventFile(runs.folder)
                experiment.summary(experiment_pb(spec))
                experiment.close()
        self._studies[study_id] = runs

    def close(self, study_id: int | None = None) -> None:
        for key in [study_id] if study_id is not None else list(self._studies):
            runs = self._studies.pop(key, None)
            with as_os_errors():
                for run in list(runs.runs.values()) if runs else []:
                    run.close()

    def write(self, study_id: int, batch: Batch) -> None:
        """Writes a batch. Raises OSError where the disk is full; the same may be written again."""
        runs = self._studies.get(study_id)
        if runs is None:
            return
        try:
            with as_os_errors():
                self._write(runs, batch)
        except OSError:
            # A file may end amid a record now: what follows begins another.
            runs.leave()
            raise

    def _write(self, runs: _StudyRuns, batch: Batch) -> None:
        for trial in batch.trials:
            # A short trial begins and ends in one batch: of it only the end is told here.
            told = trial.state is TrialState.RUNNING or trial.state.is_finished()
            if told and runs.trial_name(trial.number) not in runs.runs:
                self._begin(runs, trial)
        for epoch in batch.epochs:
            self._epoch(runs, epoch)
        ended = [trial for trial in batch.trials if trial.state.is_finished()]
        for trial in ended:
            self._end(runs, trial)
        runs.flush()  # what cannot be written is found out before anything is forgotten
        runs.end([trial.number for trial in ended])

    def _begin(self, runs: _StudyRuns, trial: TrialRecord) -> None:
        name = runs.trial_name(trial.number)
        values = {k: v for k, v in trial.values.items() if v is not None}
        runs.run(name).summary(
            summary_v2.hparams_pb(values, trial_id=name, start_time_secs=trial.started)
        )

    def _epoch(self, runs: _StudyRuns, epoch: EpochRecord) -> None:
        name = runs.trial_name(epoch.trial)
        known = epoch.metrics.items()
        values = {name: v for name, v in known if name in runs.shown and math.isfinite(v)}
        kind = FitKind(epoch.kind)
        if not kind.scores:
            own = "refit" if kind is FitKind.REFIT else f"{kind}-{epoch.index}"
            runs.run(f"{name}/{own}").scalars(values, epoch.epoch, epoch.time)
            return
        if runs.fits > 1:
            run = runs.run(f"{name}/{epoch.kind}-{epoch.index}")
            run.scalars(values, epoch.epoch, epoch.time)
        else:
            runs.run(name).scalars(values, epoch.epoch, epoch.time)
        runs.curves[epoch.trial][epoch.epoch][epoch.kind, epoch.index] = values

    def _end(self, runs: _StudyRuns, trial: TrialRecord) -> None:
        name = runs.trial_name(trial.number)
        curve = runs.curves.get(trial.number, {})
        run = runs.run(name)
        if runs.fits > 1:
            for step in sorted(curve):
                run.scalars(_means(curve[step].values()), step)
        status = api_pb2.STATUS_SUCCESS if trial.score is not None else api_pb2.STATUS_FAILURE
        # TensorBoard makes this one of TensorFlow's class of the same message.
        ended = summary.session_end_pb(status, trial.finished).SerializeToString()
        run.summary(summary_pb2.Summary.FromString(ended))
        last = max(curve, default=0)
        if trial.score is not None:
            run.scalars({"score": trial.score}, last)
        if runs.hparams and curve:
            ended = _means(curve[last].values())
            tags = {tag: ended[name] for tag, name in runs.hparams.items() if name in ended}
            run.scalars(tags, last)


def _is_hparams(spec: StudySpec) -> bool:
    """Whether the study is made for TensorBoard's HParams tab."""
    return strategies.strategy_of(spec).report == "hparams"


def experiment_pb(spec: StudySpec) -> summary_pb2.Summary:
    """The HParams experiment of a study: its hyperparameters with their domains, its metrics."""
    hparams = [
        summary_v2.HParam(name, _domain(parameter))
        for name, parameter in spec.space.searched.items()
    ]
    if strategies.decides_epochs(spec):
        hparams.append(
            summary_v2.HParam("epochs", summary_v2.IntInterval(1, strategies.most_epochs(spec)))
        )
    if _is_hparams(spec):
        named = [
            summary_v2.Metric(tag, display_name=tag.replace("hp", "HP"))
            for tag in article_names(spec)
        ]
        return summary_v2.hparams_config_pb(hparams, named)
    shown = [summary_v2.Metric("score", display_name=f"score ({spec.objective.metric})")]
    named = tasks.columns(spec)
    shown += [
        summary_v2.Metric(name, display_name=name.replace("_", " "))
        for name in metrics.METRICS  # validation first
        if name in named
    ]
    return summary_v2.hparams_config_pb(hparams, shown)


def article_names(spec: StudySpec) -> dict[str, str]:
    """The metrics of the HParams strategy, of a run's end, by the article's names for them."""
    return {f"hp{name}": metrics.MEASURES[name].validation for name in strategies.measured(spec)}


def _means(parts: Collection[dict[str, float]]) -> dict[str, float]:
    names = {name for part in parts for name in part}
    return {name: statistics.fmean(part[name] for part in parts if name in part) for name in names}


def _domain(parameter: AnyParameter) -> summary_v2.Domain:
    if isinstance(parameter, Float):
        if parameter.high > parameter.low:
            return summary_v2.RealInterval(float(parameter.low), float(parameter.high))
        return summary_v2.Discrete([float(parameter.low)])
    if isinstance(parameter, Int):
        return summary_v2.IntInterval(parameter.low, parameter.high)
    if isinstance(parameter, Choice):
        numbers = any(isinstance(v, float) for v in parameter.values)
        return summary_v2.Discrete(
            [float(v) for v in parameter.values] if numbers else list(parameter.values)
        )
    if isinstance(parameter, Boolean):
        return summary_v2.Discrete([False, True])
    return summary_v2.Discrete([v for v in parameter.points() if v is not None])

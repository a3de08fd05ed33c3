"""What the command line shows people: progress on standard error, tables on standard output.

Reads views and the catalog, decides nothing. Must not import TensorFlow or Streamlit.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from tuning import catalog, strategies
from tuning.cli.group import program
from tuning.honesty import words
from tuning.planning import plan
from tuning.planning.sums import bound
from tuning.space import Values, show
from tuning.store import StudyRecord, TrialRecord
from tuning.store.early_stopping import saved
from tuning.store.honest import honest_of
from tuning.store.view import StudyView
from tuning.study import TrialState
from tuning.text.words import duration

PIPE_WIDTH = 400
"""Letters of a line where no terminal sets a width."""
PLAIN_SECONDS = 10.0
"""Without a terminal, how often a line says how far it is while no trial ends."""


def console(stderr: bool = False) -> Console:
    """Prints texts as they are: no name is markup, a number or an emoji's word.

    What goes to a file or a pipe has no edge at which columns would be cut.
    """
    plain = Console(stderr=stderr, markup=False, emoji=False, highlight=False)
    if not plain.is_terminal:
        plain.width = PIPE_WIDTH
    return plain


class Meter:
    """Epochs a second and the time left, from what came since it was made."""

    def __init__(self, view: StudyView) -> None:
        self._view = view
        self._first = self.epochs
        self._since: float | None = None
        self._plan = plan.plan(view.study.spec)

    @property
    def epochs(self) -> int:
        totals = self._view.totals
        return totals.epochs + totals.refit_epochs

    @property
    def epochs_planned(self) -> int:
        return max(self._view.study.epochs_planned or self._plan.epochs, self.epochs)

    @property
    def saved(self) -> int:
        """Epochs that early stopping has saved so far."""
        early = saved(self._view)
        return early.epochs if early else 0

    @property
    def trials_planned(self) -> int:
        return max(self._view.study.trials_planned or self._plan.trials, len(self._view.trials))

    @property
    def fits(self) -> int:
        """That have ended, those that train the winner on all rows included."""
        fits = self._view.fits.values()
        return sum(fit.state.is_finished() for fit in fits if fit.kind.is_of_search)

    @property
    def fits_planned(self) -> int:
        return max(self.trials_planned * self._view.study.spec.evaluation.fits, self.fits)

    @property
    def _searches(self) -> bool:
        """Whether it is still to be told how long it takes: not of what comes after the trials."""
        return self._view.study.state.is_active() and not self._view.ending

    def rate(self) -> float | None:
        """Epochs a second; None until two moments can be compared."""
        if self.epochs == self._first:
            return None
        if self._since is None:
            self._since, self._first = time.monotonic(), self.epochs
            return None
        return (self.epochs - self._first) / max(time.monotonic() - self._since, 1e-6)

    def sentence(self) -> str:
        """`trials 2/5 · fits 7/15 · 12.3 epochs/s · about 20 s left · best 0.9712`."""
        view = self._view
        ended = sum(trial.state.is_finished() for trial in view.trials.values())
        parts = [f"trials {ended}/{self.trials_planned}", f"fits {self.fits}/{self.fits_planned}"]
        rate = self.rate()
        if rate:
            left = (self.epochs_planned - self.epochs - self.saved) / rate
            parts += [f"{rate:.1f} epochs/s"]
            parts += [f"about {duration(left)} left"] if left > 0 and self._searches else []
        if view.study.best_score is not None:
            parts.append(f"best {show(view.study.best_score)}")
        if view.ending:
            parts.append(f"ending: {view.ending}")
        return " · ".join(parts)


class Bar:
    """Progress on standard error: a bar in a terminal, else a plain line now and then."""

    def __init__(self) -> None:
        self._console = console(stderr=True)
        self._last_line = time.monotonic()
        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=24),
            TextColumn("{task.description}", markup=False),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("waiting for the engine", total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._bar.stop()

    def say(self, text: str) -> None:
        """A line that stays; never folded where it could be read by a program."""
        self._console.print(text, soft_wrap=not self._console.is_terminal)

    def move(self, done: int, total: int | None, sentence: str) -> None:
        """The bar itself, and what stands beside it."""
        self._bar.update(self._task, completed=done, total=total, description=sentence)

    def say_if_late(self, sentence: str) -> None:
        """A plain line, where there is no bar and none was said for a while."""
        late = time.monotonic() - self._last_line > PLAIN_SECONDS
        if late and not self._console.is_terminal:
            self._last_line = time.monotonic()
            self.say(sentence)


class RunProgress(Bar):
    """The progress of one study."""

    def __init__(self, view: StudyView) -> None:
        super().__init__()
        self._view = view
        self._meter = Meter(view)
        self._told = {n for n, t in view.trials.items() if t.state.is_finished()}
        self._ending = ""

    def __enter__(self) -> Self:
        study = self._view.study
        self.say(f"Study {study.id}, {study.name}: {self._size()}.")
        return super().__enter__()

    def update(self) -> None:
        """Shows what the view holds now."""
        self._tell_ended_trials()
        sentence, meter = self._meter.sentence(), self._meter
        if meter.epochs:
            self.move(meter.epochs + meter.saved, meter.epochs_planned, sentence)
        if self._view.ending != self._ending and not self._console.is_terminal:
            self.say(sentence)
        self._ending = self._view.ending
        self.say_if_late(sentence)

    def _tell_ended_trials(self) -> None:
        trials = self._view.trials
        self._told &= {n for n, t in trials.items() if t.state.is_finished()}  # others go on
        for number, trial in trials.items():
            if trial.state.is_finished() and number not in self._told:
                self._told.add(number)
                self._last_line = time.monotonic()
                self.say(f"{trial_line(trial)} · {self._meter.sentence()}")

    def _size(self) -> str:
        meter = self._meter
        return (
            f"{meter.trials_planned} trials, {meter.fits_planned} fits, "
            f"{bound(True, self._view.study.spec.patience is not None)}"
            f"{meter.epochs_planned} epochs"
        )


def trial_line(trial: TrialRecord) -> str:
    """`trial 2 COMPLETED 0.9712` or `trial 2 FAILED: The loss became NaN.`"""
    if trial.state is TrialState.FAILED:
        return f"trial {trial.number} FAILED: {trial.error or 'without a reason'}"
    score = f" {show(trial.score)}" if trial.score is not None else ""
    return f"trial {trial.number} {trial.state.value}{score}"


def values_line(values: Values) -> str:
    """`activation relu, units 352, …`"""
    return ", ".join(f"{name} {show(value)}" for name, value in values.items())


def state(study: StudyRecord) -> str:
    """`RUNNING`, and whether a person has paused it."""
    return f"{study.state.value}{', paused' if study.is_paused else ''}"


def print_study(view: StudyView) -> None:
    """A study as a person reads it: its trials, the best, the test."""
    study, out = view.study, console()
    out.print(f"Study {study.id}, {study.name}: {state(study)}")
    out.print(f"{study.strategy} on {study.dataset}, {len(view.trials)} trials")
    if study.error:
        out.print(study.error)
    varied = list(study.spec.space.searched)
    table = Table("trial", "state", "score", *varied)
    for number in sorted(view.trials):
        trial = view.trials[number]
        cells = [show(trial.values.get(name)) for name in varied]
        table.add_row(str(number), trial.state.value, show(trial.score), *cells)
    if view.trials:
        out.print(table)
    early = saved(view)
    if early is not None:
        out.print(early.text)
    best = view.trials.get(study.best_number) if study.best_number is not None else None
    if best is not None:
        score = f"{study.spec.objective.metric} {show(study.best_score)}"
        out.print(f"Best: trial {best.number}, {score}: {values_line(best.values)}")
    told = words.told(honest_of(view)) if best is not None else []
    for sentence in [*told, *_gravest(view, told)]:
        out.print(sentence)
    if study.test:
        tested = (f"{name} {show(value)}" for name, value in study.test.items())
        out.print(f"Test: {', '.join(tested)}")


def _gravest(view: StudyView, told: list[str]) -> list[str]:
    """What to be careful about besides."""
    from tuning.analysis import cards  # needs pandas, which other commands begin without

    return cards.gravest(view, told)


def print_studies(studies: Iterable[StudyRecord]) -> None:
    """A table of studies, or what to do where there is none."""
    table = Table("id", "name", "strategy", "data set", "state", "trials", "best")
    for study in studies:
        cells = [str(study.id), study.name, study.strategy, study.dataset]
        trials = str(study.trials_finished)
        table.add_row(*cells, state(study), trials, show(study.best_score))
    if table.row_count:
        console().print(table)
    else:
        console().print(f"There is no study yet: {program()} run examples/digits_quick.toml")


def print_strategies(known: Iterable[strategies.Strategy]) -> None:
    """A table of strategies with their options and defaults."""
    table = Table("name", "what it does", "library", "options and defaults", show_lines=True)
    for one in known:
        options = "\n".join(f"{option.name} = {option.default}" for option in one.options)
        table.add_row(one.name, one.help, one.library, options)
    console().print(table)


def print_datasets(rows: Iterable[tuple[catalog.DatasetInfo, str]]) -> None:
    """`rows`: each data set, and where it is."""
    table = Table("name", "what it is", "rows", "test", "features", "classes", "where")
    for one, where in rows:
        sizes = [f"{n:,}" for n in (one.rows, one.test_rows, one.features, one.classes)]
        table.add_row(one.name, one.help, *sizes, where)
    console().print(table)

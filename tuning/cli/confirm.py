"""The command `confirm`: a study's top trials are trained again on fresh seeds and splits."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from rich.table import Table

from tuning import metrics
from tuning.cli import follow, terminal
from tuning.cli.group import ELSE, INTERRUPTED, complain, program
from tuning.cli.shared import home_option, json_option, open_home, print_json
from tuning.errors import EngineDied
from tuning.export.confirmation import confirmation_json
from tuning.processes.home import home_to_ourselves
from tuning.processes.own_engine import OwnEngine
from tuning.settings import Settings
from tuning.store import ConfirmationRecord, ConfirmationState, Store
from tuning.store.view import StudyView
from tuning.text.words import score

if TYPE_CHECKING:  # what reckons is imported where it is needed: pandas takes half a second
    from tuning.analysis.confirmation import Confirmed


@click.command()
@click.argument("study_id", metavar="ID", type=click.IntRange(min=1))
@click.option(
    "--top",
    type=int,
    metavar="K",
    help="The best K trials. [those that cannot be told from the winner, at most 8; else 3]",
)
@click.option("--repeats", type=int, default=5, show_default=True, metavar="N", help="Of each.")
@home_option
@json_option
def confirm(study_id: int, top: int | None, repeats: int, home: str | None, as_json: bool) -> int:
    """Train a study's top trials again, on fresh seeds and splits, and say which stays the best.

    What was trained by an earlier confirmation is not trained again: more repeats go on from there.
    """
    from tuning.analysis.confirmation import asked, words

    place, store = open_home(home)
    view = StudyView(store, study_id)
    _settle(place, store, view)
    given = asked(view, top, repeats, place.workers)
    click.echo(f"Study {study_id}, {view.study.name}: {words.cost(given)}", err=True)
    number = store.confirm(study_id, given.trials, repeats)
    if not given.fits:  # no engine need be started for it
        store.set_confirmation(number, ConfirmationState.COMPLETED)
    again = " ".join(
        [
            f"{program()} confirm {study_id}",
            *([f"--top {top}"] if top else []),
            f"--repeats {repeats}",
        ]
    )
    return _to_the_end(place, Followed(store, view, number), as_json, again)


@dataclass(frozen=True)
class Followed:
    """A confirmation that is followed."""

    store: Store
    view: StudyView
    number: int

    @property
    def record(self) -> ConfirmationRecord:
        """As the view has it."""
        return next(one for one in self.view.confirmations if one.id == self.number)

    def found(self) -> Confirmed:
        from tuning.analysis.confirmation import confirmed

        found = confirmed(self.view, self.record)
        assert found is not None
        return found


def _settle(place: Settings, store: Store, view: StudyView) -> None:
    """One that an engine left which is gone is stopped: what it trained stays."""
    with home_to_ourselves(place) as ours:
        view.refresh()
        for record in view.confirmations if ours else ():
            if record.state.is_active():
                store.set_confirmation(record.id, ConfirmationState.STOPPED)
    view.refresh()


def _to_the_end(place: Settings, followed: Followed, as_json: bool, again: str) -> int:
    """Follows a confirmation to its end; prints it; returns the exit code."""
    view, died = followed.view, None
    view.refresh()
    with follow.Interrupts() as interrupts:
        with OwnEngine(place) as engine, ConfirmProgress(followed) as progress:
            try:
                _follow(followed, engine, interrupts, progress)
            except EngineDied as error:
                died = error
            if interrupts.count:
                engine.end(patience=1 if interrupts.count == 1 else 0)
        _settle(place, followed.store, view)
    if as_json:
        print_json({"study": view.study.id, "confirmation": confirmation_json(view)})
    else:
        print_confirmation(followed.found())
    if died is not None:
        raise EngineDied(f"{str(died).rstrip('.')}; go on with: {again}") from died
    record = followed.record
    if record.state is ConfirmationState.COMPLETED:
        return 0
    if record.state is ConfirmationState.FAILED:
        return complain(record.error or "The confirmation failed without a reason.", ELSE)
    how = "is asked to stop" if record.state.is_active() else "was stopped"
    told = f"The confirmation of study {view.study.id} {how}; go on with: {again}"
    return complain(told, INTERRUPTED)


def _follow(
    followed: Followed,
    engine: OwnEngine,
    interrupts: follow.Interrupts,
    progress: ConfirmProgress,
) -> None:
    """Waits for its end. The first interrupt stops it, the second does not wait for that."""
    store, view, deadline, warned = followed.store, followed.view, float("inf"), ""
    while followed.record.state.is_active():
        engine.ensure()
        interrupts.wait(follow.POLL_SECONDS)
        if interrupts.count and deadline == float("inf"):
            store.stop_confirmation(view.study.id)
            deadline = time.monotonic() + follow.STOP_SECONDS
        if interrupts.count > 1 or time.monotonic() > deadline:
            return
        view.refresh()
        progress.update()
        record = store.engine()
        if record is not None and record.trouble not in ("", warned):
            warned = record.trouble
            progress.say(warned)


class ConfirmProgress(terminal.Bar):
    """How far a confirmation is."""

    def __init__(self, followed: Followed) -> None:
        super().__init__()
        self._followed = followed

    def update(self) -> None:
        """Shows what the view holds now."""
        fits, record = self._followed.found().done, self._followed.record
        sentence = f"fits {fits}/{record.fits}"
        if record.state is ConfirmationState.RUNNING:
            self.move(fits, record.fits, sentence)
        self.say_if_late(sentence)


def print_confirmation(found: Confirmed) -> None:
    """For people: a row a trial, the best by the search first, and what became of the order."""
    from tuning.analysis.confirmation import words

    out = terminal.console()
    metric = metrics.title(found.objective.metric)
    out.print(f"{metric}, {found.record.repeats} fresh repeats: {found.record.state.value}")
    table = Table("trial", "chosen", "corrected", "epoch", "fresh mean (90%)", "rank", "repeats")
    ranks = {number: str(rank) for rank, number in enumerate(found.order, start=1)}
    for trial in found.trials:
        cells = [str(trial.number), score(trial.chosen), score(trial.corrected), str(trial.epoch)]
        repeats = " ".join(score(one) for one in trial.scores)
        table.add_row(*cells, words.mean(trial, level=""), ranks.get(trial.number, "–"), repeats)
    out.print(table)
    out.print(words.text(found))
    out.print(words.AT)

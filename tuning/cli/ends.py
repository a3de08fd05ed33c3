"""Following what was sent to the engine to its end: what is printed then, and the exit code."""

from __future__ import annotations

import click

from tuning.cli import follow
from tuning.cli.group import ELSE, INTERRUPTED, complain, program
from tuning.cli.targets import Target
from tuning.errors import EngineDied
from tuning.processes.home import home_to_ourselves
from tuning.processes.own_engine import OwnEngine
from tuning.processes.tracking import track_rest
from tuning.settings import Settings
from tuning.study import StudyState


def to_the_end(place: Settings, target: Target, as_json: bool) -> int:
    """Follows a study or a race that was sent to the engine; prints it; returns the exit code."""
    views = target.views()
    died: EngineDied | None = None
    with follow.Interrupts() as interrupts:
        with OwnEngine(place) as engine, target.progress(views) as progress:
            try:
                follow.follow(
                    target.store, views, engine, interrupts, progress.update, progress.say
                )
            except EngineDied as error:
                died = error
            if interrupts.count:
                engine.end(patience=1 if interrupts.count == 1 else 0)
        _settle_if_left(place, target, bool(interrupts.count))
    for view in views:
        view.refresh()
    target.print(views, as_json)
    if not interrupts.count:
        _send_on(place, target)
    if died is not None:
        again = f"{program()} resume {target.name}"
        raise EngineDied(f"{str(died).rstrip('.')}; go on with: {again}") from died
    return _exit_code(target, bool(interrupts.count))


def _send_on(place: Settings, target: Target) -> None:
    """Says where the trackers have it; whatever they do, the study is done."""
    for study in target.studies():
        if study.spec.track:
            click.echo(track_rest(place, study.id, study.spec.track), err=True)


def _settle_if_left(place: Settings, target: Target, stopped: bool) -> None:
    """What is still open although no engine is here does not stay so."""
    with home_to_ourselves(place) as ours:
        for study in target.studies() if ours else ():
            if study.state.is_active():
                left = StudyState.STOPPED if stopped else StudyState.INTERRUPTED
                follow.settle(target.store, study.id, left)


def _exit_code(target: Target, interrupted: bool) -> int:
    """0 done, 130 if anything can go on, else 1 if anything failed; with a sentence why."""
    studies = target.studies()
    left = [
        study for study in studies if study.state not in (StudyState.COMPLETED, StudyState.FAILED)
    ]
    if not left:
        failed = [study for study in studies if study.state is StudyState.FAILED]
        for study in failed:
            complain(study.error or f"Study {study.id} failed without a reason.", ELSE)
        return ELSE if failed else 0
    how = "was interrupted"
    if any(study.state is StudyState.STOPPED for study in left):
        how = "was stopped"
    if interrupted and any(study.state.is_active() for study in left):
        how = "is asked to stop"
    again = f"{program()} resume {target.name}"
    return complain(
        f"{target.kind.capitalize()} {target.name} {how}; go on with: {again}", INTERRUPTED
    )

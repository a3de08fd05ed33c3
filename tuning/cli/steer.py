"""The commands that steer what another process follows: `stop` and `turn`."""

from __future__ import annotations

import click

from tuning.cli import follow
from tuning.cli.shared import home_option, open_home
from tuning.cli.targets import Target, Which, target_argument
from tuning.errors import InvalidInput
from tuning.processes.home import home_to_ourselves
from tuning.study import StudyState, Turn


@click.command()
@target_argument
@home_option
def stop(which: Which, home: str | None) -> int:
    """Stop a study, or all of a race, within one epoch; what was recorded stays."""
    place, store = open_home(home)
    target = Target(store, which)
    ended = (StudyState.COMPLETED, StudyState.FAILED)
    open_ended = [study for study in target.studies() if study.state not in ended]
    if not open_ended:
        raise InvalidInput(
            f"A {target.kind} can be stopped until it has ended, but {target.kind} {target.name} "
            f"is {target.state().value}."
        )
    with home_to_ourselves(place) as ours:
        for study in open_ended if ours else ():
            if study.state is not StudyState.STOPPED:
                follow.settle(store, study.id, StudyState.STOPPED)
    if not ours:
        for study in open_ended:
            store.send("stop", study.id)
        _wait_until_stopped(target)
    state = target.state()
    done = "is asked to stop" if state.is_active() else f"is {state.value}"
    click.echo(f"{target.kind.capitalize()} {target.name} {done}.")
    return 0


@click.command()
@target_argument
@click.argument("turn", type=click.Choice([turn.lower() for turn in Turn]))
@home_option
def turn(which: Which, turn: str, home: str | None) -> int:
    """Have a study or a race share the workers with others (fair), come first, or pause."""
    _, store = open_home(home)
    target = Target(store, which)
    active = [study for study in target.studies() if study.state.is_active()]
    if not active:
        raise InvalidInput(
            f"A {target.kind} has turns while it runs, but {target.kind} {target.name} is "
            f"{target.state().value}."
        )
    for study in active:
        store.set_turn(study.id, Turn(turn.upper()))
    many = "" if len(active) == 1 else f", {len(active)} studies"
    click.echo(f"{target.kind.capitalize()} {target.name}{many}: {Turn(turn.upper()).told}")
    return 0


def _wait_until_stopped(target: Target) -> None:
    with follow.Interrupts() as interrupts:
        for _ in range(round(follow.STOP_SECONDS / follow.POLL_SECONDS)):
            if interrupts.count or not target.state().is_active():
                return
            interrupts.wait(follow.POLL_SECONDS)

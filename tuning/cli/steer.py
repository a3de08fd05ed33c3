"""The commands that steer a study that another process follows: `stop` and `turn`."""

from __future__ import annotations

import click

from tuning.cli import follow
from tuning.cli.shared import home_option, open_home, study_argument
from tuning.errors import InvalidInput
from tuning.processes.home import home_to_ourselves
from tuning.store import Store
from tuning.study import StudyState, Turn


@click.command()
@study_argument
@home_option
def stop(study_id: int, home: str | None) -> int:
    """Stop a study within one epoch; what was recorded stays."""
    place, store = open_home(home)
    record = store.study(study_id)
    if record.state in (StudyState.COMPLETED, StudyState.FAILED):
        raise InvalidInput(
            f"A study can be stopped until it has ended, but study {study_id} is "
            f"{record.state.value}."
        )
    with home_to_ourselves(place) as ours:
        if ours and record.state is not StudyState.STOPPED:
            follow.settle(store, study_id, StudyState.STOPPED)
    if not ours:
        store.send("stop", study_id)
        _wait_until_stopped(store, study_id)
    state = store.study(study_id).state
    done = "is asked to stop" if state.is_active() else f"is {state.value}"
    click.echo(f"Study {study_id} {done}.")
    return 0


@click.command()
@study_argument
@click.argument("turn", type=click.Choice([turn.lower() for turn in Turn]))
@home_option
def turn(study_id: int, turn: str, home: str | None) -> int:
    """Have a study share the workers with others (fair), come first, or pause."""
    _, store = open_home(home)
    record = store.study(study_id)
    if not record.state.is_active():
        raise InvalidInput(
            f"A study has turns while it runs, but study {study_id} is {record.state.value}."
        )
    store.set_turn(study_id, Turn(turn.upper()))
    click.echo(f"Study {study_id}: {store.study(study_id).turn.told}")
    return 0


def _wait_until_stopped(store: Store, study_id: int) -> None:
    with follow.Interrupts() as interrupts:
        for _ in range(round(follow.STOP_SECONDS / follow.POLL_SECONDS)):
            if interrupts.count or not store.study(study_id).state.is_active():
                return
            interrupts.wait(follow.POLL_SECONDS)

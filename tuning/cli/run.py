"""The commands that follow a study to its end: `run` and `resume`."""

from __future__ import annotations

import click

from tuning import datasets, settings
from tuning.cli import follow, terminal
from tuning.cli.group import ELSE, INTERRUPTED, complain, program
from tuning.cli.overrides import overridden
from tuning.cli.shared import home_option, json_option, open_home, print_study, study_argument
from tuning.errors import EngineDied, InvalidInput
from tuning.planning import files, large_grids
from tuning.planning.checks import check
from tuning.planning.remarks import remarks
from tuning.processes.home import home_to_ourselves
from tuning.processes.own_engine import OwnEngine
from tuning.settings import Settings
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import StudyState


@click.command()
@click.argument("spec", metavar="SPEC.toml")
@click.option(
    "--dataset", metavar="NAME", help="Another data set than the file's; a path adds one."
)
@click.option("--target", metavar="COLUMN", help="The column of a CSV to predict.")
@click.option("--max-trials", type=int, metavar="N", help="The most trials.")
@click.option("--epochs", type=int, metavar="N", help="Epochs of every fit.")
@click.option("--name", metavar="TEXT", help="The study's name.")
@click.option("--yes", is_flag=True, help="Run a grid of more than 1,000 fits without asking.")
@home_option
@json_option
def run(
    spec: str,
    dataset: str | None,
    target: str | None,
    max_trials: int | None,
    epochs: int | None,
    name: str | None,
    yes: bool,
    home: str | None,
    as_json: bool,
) -> int:
    """Run the study of a file to its end."""
    place = settings.load(home)
    asked = overridden(
        files.read(spec),
        place,
        dataset=dataset,
        target=target,
        max_trials=max_trials,
        epochs=epochs,
        name=name,
    )
    checked = check(asked, place)
    many = large_grids.too_many(checked)
    if many and not yes:
        raise InvalidInput(f"{many}: to run them all the same, add --yes.")
    for sentence in remarks(asked).values():
        click.echo(sentence, err=True)
    store = Store(place.prepare().store_path)
    checked = checked.model_copy(update={"data": datasets.adopt(checked.data, place)})
    study_id = store.create_study(checked)
    store.send("start", study_id)
    return _to_the_end(place, store, study_id, as_json)


@click.command()
@study_argument
@home_option
@json_option
def resume(study_id: int, home: str | None, as_json: bool) -> int:
    """Go on with a study that was stopped, interrupted or failed."""
    place, store = open_home(home)
    record = store.study(study_id)
    with home_to_ourselves(place) as ours:
        if ours and record.state.is_active():  # its engine died
            follow.settle(store, study_id, StudyState.INTERRUPTED)
    record = store.study(study_id)
    if not record.state.can_resume():
        raise InvalidInput(
            "A study can be resumed when it was stopped, interrupted or failed, "
            f"but study {study_id} is {record.state.value}."
        )
    follow.send_again(store, study_id)
    return _to_the_end(place, store, study_id, as_json)


def _to_the_end(place: Settings, store: Store, study_id: int, as_json: bool) -> int:
    """Follows a study that was sent to the engine; prints it; returns the exit code."""
    view = StudyView(store, study_id)
    died: EngineDied | None = None
    with follow.Interrupts() as interrupts:
        with OwnEngine(place) as engine, terminal.RunProgress(view) as progress:
            try:
                follow.follow(store, view, engine, interrupts, progress.update, progress.say)
            except EngineDied as error:
                died = error
            if interrupts.count:
                engine.end(patience=1 if interrupts.count == 1 else 0)
        _settle_if_left(place, store, study_id, bool(interrupts.count))
    view.refresh()
    print_study(view, as_json)
    if died is not None:
        raise died
    return _exit_code(view, bool(interrupts.count))


def _settle_if_left(place: Settings, store: Store, study_id: int, stopped: bool) -> None:
    """A study that is still open although no engine is here does not stay so."""
    with home_to_ourselves(place) as ours:
        if ours and store.study(study_id).state.is_active():
            follow.settle(
                store, study_id, StudyState.STOPPED if stopped else StudyState.INTERRUPTED
            )


def _exit_code(view: StudyView, interrupted: bool) -> int:
    record = view.study
    if record.state is StudyState.COMPLETED:
        return 0
    if record.state is StudyState.FAILED:
        return complain(record.error or f"Study {record.id} failed without a reason.", ELSE)
    how = "was stopped" if record.state is StudyState.STOPPED else "was interrupted"
    if interrupted and record.state.is_active():
        how = "is asked to stop"
    again = f"{program()} resume {record.id}"
    return complain(f"Study {record.id} {how}; go on with: {again}", INTERRUPTED)

"""The commands that follow a study to its end: `run` and `resume`."""

from __future__ import annotations

import click

from tuning import datasets, settings
from tuning.cli import follow
from tuning.cli.ends import to_the_end
from tuning.cli.overrides import overridden
from tuning.cli.shared import home_option, json_option, open_home
from tuning.cli.targets import Target, Which, target_argument
from tuning.errors import InvalidInput
from tuning.planning import files, large_grids
from tuning.planning.checks import check
from tuning.planning.remarks import remarks
from tuning.processes.home import home_to_ourselves
from tuning.store import Store
from tuning.study import StudyState


@click.command()
@click.argument("spec", metavar="SPEC.toml")
@click.option(
    "--dataset", metavar="NAME", help="Another data set than the file's; a path adds one."
)
@click.option("--target", metavar="COLUMN", help="The column of a table to predict.")
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
    for sentence in datasets.warnings_on(checked.data, place):
        click.echo(sentence, err=True)
    store = Store(place.prepare().store_path)
    checked = checked.model_copy(update={"data": datasets.adopt(checked.data, place)})
    study_id = store.create_study(checked)
    store.send("start", study_id)
    return to_the_end(place, Target(store, Which(study_id)), as_json)


@click.command()
@target_argument
@home_option
@json_option
def resume(which: Which, home: str | None, as_json: bool) -> int:
    """Go on with a study, or those of a race, that was stopped, interrupted or failed."""
    place, store = open_home(home)
    target = Target(store, which)
    with home_to_ourselves(place) as ours:
        for study in target.studies():
            if ours and study.state.is_active():  # its engine died
                follow.settle(store, study.id, StudyState.INTERRUPTED)
    waiting = [study for study in target.studies() if study.state.can_resume()]
    if not waiting:
        raise InvalidInput(
            f"A {target.kind} can be resumed when it was stopped, interrupted or failed, "
            f"but {target.kind} {target.name} is {target.state().value}."
        )
    for study in waiting:
        follow.send_again(store, study.id)
    return to_the_end(place, target, as_json)

"""The command that runs a race to its end: `race`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tuning import datasets, settings
from tuning.cli.ends import to_the_end
from tuning.cli.overrides import overridden
from tuning.cli.shared import home_option, json_option
from tuning.cli.targets import Target, Which
from tuning.planning import files, titles
from tuning.planning.estimate import Past, past
from tuning.planning.race_plan import RacePlan, RaceSpec, check_race
from tuning.planning.speed import Speed
from tuning.settings import Settings
from tuning.store import Store
from tuning.study import StudySpec

MOST_PAST = 200
"""Studies of this home from which the time of others is told."""


@click.command()
@click.argument("file", metavar="RACE.toml")
@click.option(
    "--dataset",
    "named",
    metavar="NAME",
    multiple=True,
    help="Another data set than the file's; a path adds one. Given several times, it is one race "
    "on several.",
)
@click.option("--target", metavar="COLUMN", help="The column of a table to predict.")
@click.option("--budget", type=float, metavar="N", help="What each study may train.")
@click.option("--by", type=click.Choice(["epochs", "seconds"]), help="What the budget counts.")
@click.option("--seeds", type=int, metavar="N", help="Studies of each strategy.")
@click.option("--epochs", type=int, metavar="N", help="Epochs of every fit.")
@click.option("--name", metavar="TEXT", help="The race's name.")
@home_option
@json_option
def race(
    file: str,
    named: tuple[str, ...],
    target: str | None,
    budget: float | None,
    by: str | None,
    seeds: int | None,
    epochs: int | None,
    name: str | None,
    home: str | None,
    as_json: bool,
) -> int:
    """Run the race of a file to its end: several strategies, one search, one budget."""
    place = settings.load(home)
    written, asked = files.read_race(file)
    bases = [
        overridden(
            written, place, dataset=name, target=target, max_trials=None, epochs=epochs, name=None
        )
        for name in named or asked.datasets or (None,)
    ]
    given = {"budget": budget, "by": by, "seeds": seeds, "name": name}
    called = titles.with_data(asked.name, written.data, bases[0].data)
    changed = {"name": called if len(bases) == 1 else asked.name} | {
        key: value for key, value in given.items() if value is not None
    }
    planned = _checked(bases, asked.model_copy(update=changed), place)
    for data in {study.data.name: study.data for study in planned.studies}.values():
        for sentence in datasets.warnings_on(data, place):
            click.echo(sentence, err=True)
    store = Store(place.prepare().store_path)
    race_id = _created(store, planned, place)
    for study in store.race_studies(race_id):
        store.send("start", study.id)
    return to_the_end(place, Target(store, Which(race_id, is_race=True)), as_json)


def _checked(bases: Sequence[StudySpec], asked: RaceSpec, place: Settings) -> RacePlan:
    """Through the gate, by what this home knows of the time that studies take."""
    speed, known = _measured(place, bases[0].model)
    data = [base.data for base in bases]
    return check_race(bases[0], asked, place, speed, known, data)


def _measured(place: Settings, model: str) -> tuple[Speed, list[Past]]:
    """What was measured in this home, which is not made for the sake of asking."""
    if not place.store_path.exists():
        return Speed(), []
    store = Store(place.store_path)
    record = store.engine()
    speed = Speed.from_json(record.speed if record else None)
    return speed, past(store.completed(MOST_PAST), model, speed, place)


def _created(store: Store, planned: RacePlan, place: Settings) -> int:
    adopted = {spec.data: datasets.adopt(spec.data, place) for spec in planned.studies}
    specs = [spec.model_copy(update={"data": adopted[spec.data]}) for spec in planned.studies]
    return store.create_race(specs, name=planned.name, by=planned.by, budget=planned.budget)

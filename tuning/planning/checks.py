"""The gate: `check` completes a study's spec and holds all its rules, those on its data included.

The pages, the command line and the engine call it before anything is made or trained. `completed`
and the functions below it are its parts that need no data, for what is tried many times before it
is meant. Raises InvalidInput, one sentence each.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable, Mapping
from functools import lru_cache

from tuning import catalog, datasets, strategies, tasks, trackers
from tuning import settings as settings_module
from tuning.errors import DatasetUnavailable, InvalidInput, quoted
from tuning.planning import aims, defaults, titles
from tuning.planning.suggest import filled
from tuning.settings import Settings
from tuning.space import Fixed, Space, Value
from tuning.strategies import Strategy
from tuning.study import DataSpec, Evaluation, StrategySpec, StudySpec
from tuning.text import names

MOST_DECIDING = 10_000


def check(spec: StudySpec, settings: Settings) -> StudySpec:
    """The completed spec of a study that can run on this home's data.

    Data that Keras is still to download pass: the engine calls this again when they are there.
    Raises InvalidInput with its field for the first rule that is broken, DatasetUnavailable for
    data that are gone.
    """
    spec = completed(filled(spec, settings), settings)
    trackers.check_installed(spec.track)
    _check_data(spec, settings)
    return spec


def completed(spec: StudySpec, settings: Settings | None = None) -> StudySpec:
    """The spec with its task, name, options and conditions, by the rules that need no rows.

    Not the gate: what it lets pass may not fit its data. A person's own data are looked at for what
    can be learned from them, and for their rows where a strategy's rounds count those; data that
    are not here pass. Raises InvalidInput.
    """
    spec = _with_task(spec, settings)
    strategy = strategies.strategy(spec.strategy.name)
    family = catalog.family(spec.model)
    options = strategies.check_options(strategy.options, spec.strategy.options, "strategy")
    # What is drawn is drawn from the whole range.
    space = spec.space if strategy.needs_points else spec.space.without_grids()
    space = check_space(space, family)
    spec = spec.model_copy(
        update={
            "name": names.of_a_study(spec.name) or titles.automatic(strategy.name, spec.data),
            "space": space,
            "strategy": StrategySpec(name=strategy.name, options=options),
            "track": trackers.known(spec.track),
        }
    )
    aims.check_task(spec, family)
    _check_options(spec, strategy, family)
    return strategy.check(_stopping_early(spec))


def _stopping_early(spec: StudySpec) -> StudySpec:
    """With early stopping a fit ends with its best epoch's weights, so that one scores it.

    Raises InvalidInput where the objective asks for others.
    """
    reduce = spec.objective.reduce
    if spec.patience is None or reduce == "best":
        return spec
    if reduce == "mean_last":
        raise InvalidInput(
            "Early stopping keeps the best epoch's weights, which the mean of the last epochs says "
            f"nothing of: reduce must be best while patience is {spec.patience}, got {reduce}.",
            "objective.reduce",
        )
    best = spec.objective.model_copy(update={"reduce": "best"})
    return spec.model_copy(update={"objective": best})


def _with_task(spec: StudySpec, settings: Settings | None) -> StudySpec:
    """With what its data suggest to learn, and how that is evaluated, where nobody chose."""
    datasets.check_name(spec.data)
    data, settings = spec.data, settings or settings_module.load()
    with contextlib.suppress(InvalidInput, DatasetUnavailable):  # the check of the data tells
        data = datasets.resolve(data, settings)
    spec = defaults.settled(spec.model_copy(update={"data": data}), settings)
    if "metric" not in spec.objective.model_fields_set:  # the data are not here
        usual = spec.objective.model_copy(update={"metric": tasks.of(data).objective})
        spec = spec.model_copy(update={"objective": usual})
    return spec


def _check_options(spec: StudySpec, strategy: Strategy, family: catalog.Family) -> None:
    """What a strategy's options ask of the space. Raises InvalidInput."""
    space = spec.space
    if strategy.sets_epochs and "epochs" in space.searched:
        raise InvalidInput(
            f"{strategy.title} decides itself how many epochs a trial gets: fix epochs or leave it "
            f"out of the space.",
            "space.epochs",
        )
    for option in strategy.options:
        value = spec.strategy.options[option.name]
        if option.kind == "names":
            _check_names(option.name, value, space)
        elif option.kind == "trials":
            for values in value:
                check_values(values, space, family)


def _check_names(option: str, given: Iterable[str], space: Space) -> None:
    for name in given:
        if name not in space.searched:
            raise InvalidInput(
                f"{option} must name searched hyperparameters ({', '.join(space.searched)}), "
                f"got {quoted(name)}.",
                f"strategy.{option}",
            )


def check_values(values: Mapping[str, Value], space: Space, family: catalog.Family) -> None:
    """Whether a person's own trial can be trained. Raises InvalidInput."""
    for name, value in values.items():
        if name not in space:
            raise InvalidInput(
                f"A trial has the hyperparameters of its space ({', '.join(space)}), "
                f"got {quoted(name)}.",
                f"values.{name}",
            )
        family[name].check(Fixed(value=value))


def check_space(space: Space, family: catalog.Family) -> Space:
    """The space with the family's conditions. Raises InvalidInput."""
    _check_parameters(space, family)
    for name in space.searched:
        _check_condition(name, space, family)
    space = family.complete(space)
    for name in space.unreachable():
        raise InvalidInput(
            f"{name} would never be used: its condition is never met.", f"space.{name}"
        )
    _check_deciding(space)
    return space


def _check_parameters(space: Space, family: catalog.Family) -> None:
    """Each hyperparameter by itself, and that one of them is searched."""
    for name, parameter in space.parameters.items():
        if name not in family.names:
            raise InvalidInput(
                f"The model {quoted(family.name)} has no hyperparameter {quoted(name)}; "
                f"it has {', '.join(family.names)}.",
                f"space.{name}",
            )
        family[name].check(parameter)
    if not space.searched:
        raise InvalidInput(
            "The space has nothing to search: give at least one hyperparameter two values or more.",
            "space",
        )


def _check_condition(name: str, space: Space, family: catalog.Family) -> None:
    """That those which decide about a hyperparameter can have a value with which it is used."""
    defaults = family.defaults()
    for parent, wanted in family[name].when.items():
        reachable = space[parent].contains if parent in space else [defaults[parent]].__contains__
        if not any(reachable(value) for value in wanted):
            raise InvalidInput(
                f"{name} would never be used: it needs {parent} to be one of "
                f"{', '.join(map(str, wanted))}, which this space does not allow.",
                f"space.{name}",
            )
    for parent, idle in family[name].unless.items():
        allowed = space[parent].points() if parent in space else [defaults[parent]]
        if set(allowed) <= set(idle):
            raise InvalidInput(
                f"{name} would never be used: it needs {parent} to be other than "
                f"{', '.join(map(str, idle))}, which this space does not allow.",
                f"space.{name}",
            )


def _check_deciding(space: Space) -> None:
    """Those that decide about others are walked one combination after the other."""
    deciding = sorted({parent for p in space.parameters.values() for parent in p.when})
    ways = math.prod(len(space[name].points()) for name in deciding)
    if ways > MOST_DECIDING:
        raise InvalidInput(
            f"What decides whether others are used ({', '.join(deciding)}) may have at most "
            f"{MOST_DECIDING:,} combinations of values, got {ways:,}.",
            f"space.{deciding[0]}",
        )


def _check_data(spec: StudySpec, settings: Settings) -> None:
    """What a model and an evaluation ask of the data. Raises InvalidInput, DatasetUnavailable."""
    info = datasets.describe(spec.data, settings)
    if catalog.family(spec.model).images_only and not info.image:
        raise InvalidInput(
            f"The model {quoted(spec.model)} needs images, but {info.title} is a table.", "model"
        )
    aims.check_classes(spec, info.classes)
    if not spec.data.is_own and info.is_file and datasets.locate(spec.data.name, settings) is None:
        return
    stamp = datasets.stamp(spec.data, settings)
    _check_split(spec.data, spec.evaluation, spec.seed, settings, stamp)


@lru_cache(maxsize=64)
def _check_split(
    data: DataSpec, evaluation: Evaluation, seed: int, settings: Settings, _stamp: datasets.Stamp
) -> None:
    """Whether rows and splits can be drawn; asked once for a file, however often one types."""
    datasets.load(data, settings).subset(data.rows, seed).splits(evaluation, seed)

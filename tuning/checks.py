"""The rules a study must keep before anything is made. Raises InvalidInput, one sentence each."""

from __future__ import annotations

from tuning import catalog, datasets
from tuning.errors import InvalidInput
from tuning.space import Space
from tuning.study import StrategySpec, StudySpec


def check_study(spec: StudySpec) -> StudySpec:
    """The completed spec. Raises InvalidInput for the first rule that is broken."""
    strategy = catalog.strategy(spec.strategy.name)
    family = catalog.family(spec.model)
    options = catalog.check_options(strategy.options, spec.strategy.options, "strategy")
    space = check_space(spec.space, family)
    datasets.check_name(spec.data)
    return spec.model_copy(
        update={
            "name": spec.name.strip()[:200] or f"{strategy.title} on {spec.data.title}",
            "space": space,
            "strategy": StrategySpec(name=strategy.name, options=options),
        }
    )


def check_space(space: Space, family: catalog.Family) -> Space:
    """The space with the family's conditions. Raises InvalidInput."""
    for name, parameter in space.parameters.items():
        if name not in family.names:
            raise InvalidInput(
                f"The model {family.name!r} has no hyperparameter {name!r}; "
                f"it has {', '.join(family.names)}.",
                f"space.{name}",
            )
        family[name].check(parameter)
    if not space.searched:
        raise InvalidInput(
            "The space has nothing to search: give at least one hyperparameter two values or more.",
            "space",
        )
    defaults = family.defaults()
    for name in space.searched:
        for parent, wanted in family[name].when.items():
            reachable = (
                space[parent].contains if parent in space else [defaults[parent]].__contains__
            )
            if not any(reachable(value) for value in wanted):
                raise InvalidInput(
                    f"{name} would never be used: it needs {parent} to be one of "
                    f"{', '.join(map(str, wanted))}, which this space does not allow.",
                    f"space.{name}",
                )
    space = family.complete(space)
    for name in space.unreachable():
        raise InvalidInput(
            f"{name} would never be used: its condition is never met.", f"space.{name}"
        )
    return space

"""A study with what the command line says otherwise than its file."""

from __future__ import annotations

from typing import Any

from tuning import datasets, strategies
from tuning.errors import InvalidInput
from tuning.planning import titles
from tuning.settings import Settings
from tuning.study import DataSpec, StudySpec


def overridden(
    spec: StudySpec,
    place: Settings,
    *,
    dataset: str | None,
    target: str | None,
    max_trials: int | None,
    epochs: int | None,
    name: str | None,
) -> StudySpec:
    """The spec with each of these that is not None in place of its own; not checked.

    A name that tells of the file's data tells of the new data. Raises InvalidInput for a number
    of trials where the strategy decides it, and for a data set whose title is another's, too.
    """
    data = _data(spec.data, dataset, target, place)
    called = titles.with_data(spec.name, spec.data, data)
    spec = spec.model_copy(update={"data": data, "name": called})
    return _changed(spec, max_trials, epochs, name)


def _data(data: DataSpec, dataset: str | None, target: str | None, place: Settings) -> DataSpec:
    """Another data set keeps of the file's what fits it."""
    if dataset is not None:
        found = datasets.find(dataset, place)
        kept = data.target if found.is_table else None
        same = {"rows": data.rows, "missing": data.missing, "target": kept}
        data = found.model_copy(update=same)
    if target is None or target == data.target:
        return data
    return data.model_copy(update={"target": target, "task": None})  # it was the other target's


def _changed(
    spec: StudySpec,
    max_trials: int | None,
    epochs: int | None,
    name: str | None,
) -> StudySpec:
    changes: dict[str, Any] = {}
    if max_trials is not None:
        known = strategies.strategy(spec.strategy.name)
        if "max_trials" not in {option.name for option in known.options}:
            raise InvalidInput(
                f"--max-trials must be left out for {known.name}, which decides the number of "
                f"its trials itself, got {max_trials}."
            )
        options = {**spec.strategy.options, "max_trials": max_trials}
        changes["strategy"] = spec.strategy.model_copy(update={"options": options})
    if epochs is not None:
        changes["space"] = spec.space.replace(epochs=epochs)
    if name is not None:
        changes["name"] = name
    return spec.model_copy(update=changes)

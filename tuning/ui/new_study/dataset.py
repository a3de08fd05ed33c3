"""The data set that a new study names: what is known of it, and the fields that follow it.

A lookup that fails is None or empty here: the form shows its error beside the field.
"""

from __future__ import annotations

import contextlib

from tuning import datasets
from tuning.catalog import DatasetInfo
from tuning.datasets.reading import Table
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.planning import titles
from tuning.study import DataSpec
from tuning.ui import context
from tuning.ui.new_study import session
from tuning.ui.new_study.form import Form


def chosen(form: Form) -> DataSpec:
    """The data that the fields name."""
    name = form["data.name"]
    data = DataSpec(name=name, missing=form["data.missing"])
    target = form["data.target"] if data.is_table else None
    return data.model_copy(update={"target": target})


def info_of(data: DataSpec) -> DatasetInfo | None:
    """Its rows, classes and kind."""
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        return datasets.describe(data, context.settings())
    return None


def table_of(data: DataSpec) -> Table | None:
    """The table of a CSV."""
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        return datasets.table(data, context.settings())
    return None


def possible_targets(data: DataSpec) -> list[str]:
    """What can be predicted, the likeliest first."""
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        return datasets.possible_targets(data, context.settings())
    return []


def choose(name: str) -> None:
    """Names another data set in the form."""
    suit(name)
    session.put("data.name", name)


def suit(name: str) -> None:
    """Sets the fields that follow the data set: the likeliest target, a name that tells of it."""
    data, target = DataSpec(name=name), None
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        target = datasets.likely_target(data, context.settings())
    session.put("data.target", target)
    before, called = session.before("data.name"), session.now("name")
    if before and (other := titles.with_data(called, DataSpec(name=before), data)) != called:
        session.put("name", other)

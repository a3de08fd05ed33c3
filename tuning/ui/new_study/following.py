"""Fields that follow others: what a study is decided by follows what is learned.

Called before the widgets are drawn, whatever changed the data: a widget, a preset, another study.
"""

from __future__ import annotations

import contextlib

from tuning import datasets, tasks
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.ui import context
from tuning.ui.new_study import session
from tuning.ui.new_study.draft import data_of
from tuning.ui.new_study.fields import Fields

METRIC = "objective.metric"


def settle(fields: Fields) -> None:
    """Sets the metric to the task's own where the one chosen says nothing of such targets."""
    known = aims(fields)
    if known and fields[METRIC] not in known:
        session.put(METRIC, known[0])


def aims(fields: Fields) -> tuple[str, ...]:
    """The metrics that may decide a study on these data, the usual one first."""
    data = data_of(fields)
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        data = datasets.resolve(data, context.settings())
        info = datasets.describe(data, context.settings())
        return tasks.of(data).aims(info.classes)
    return ()

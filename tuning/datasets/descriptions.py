"""What a data set is, in words and sizes, and which column of a CSV it may predict."""

from __future__ import annotations

from functools import lru_cache

from tuning import catalog, tasks
from tuning import settings as settings_module
from tuning.catalog import DatasetInfo
from tuning.datasets import own, tables
from tuning.datasets.loading import ANY_TARGET, Stamp, check_name, load, stamp, table
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.settings import Settings
from tuning.study import DataSpec


def describe(data: DataSpec | str, settings: Settings | None = None) -> DatasetInfo:
    """What a data set is: its sizes for the plan, its words for the pages.

    Own data are read for it, once a file. Raises InvalidInput or DatasetUnavailable.
    """
    data = DataSpec(name=data) if isinstance(data, str) else data
    check_name(data)
    if not data.is_own:
        return catalog.DATASETS[data.name]
    settings = settings or settings_module.load()
    return _described(data.model_copy(update={"rows": None}), settings, stamp(data, settings))


@lru_cache(maxsize=256)
def _described(data: DataSpec, settings: Settings, _stamp: Stamp) -> DatasetInfo:
    found = load(data, settings)
    rows, tests = len(found.y_train), len(found.y_test)
    if found.image_shape:
        what = f"{rows + tests:,} images of {'×'.join(map(str, found.image_shape))}"
    else:
        texts = sum(column.is_text for column in found.columns)
        parts = (_count(len(found.columns) - texts, "number"), _count(texts, "text"))
        what = f"{rows + tests:,} rows of {' and '.join(part for part in parts if part)}"
    goal = f", to predict {data.target}" if data.target else ""
    return DatasetInfo(
        data.name,
        data.title,
        f"{what}{goal}: {found.classes} classes, {tests:,} rows kept for the test.",
        bool(found.image_shape),
        rows,
        tests,
        found.features,
        found.classes,
        is_file=True,
        task=found.task,
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}" if number else ""


def listed(settings: Settings) -> list[DatasetInfo]:
    """The data sets that can be chosen: those built in, then a person's own."""
    return [
        *catalog.DATASETS.values(),
        *(_outlined(name, settings) for name in own.names(settings)),
    ]


def _outlined(name: str, settings: Settings) -> DatasetInfo:
    """An own data set with the target that is likeliest, or the sentence why it is unusable."""
    data = DataSpec(name=name)
    try:
        return describe(data.model_copy(update={"target": likely_target(data, settings)}), settings)
    except (InvalidInput, DatasetUnavailable) as error:
        return DatasetInfo(name, data.title, str(error), False, 0, 0, 0, 0, is_file=True)


def likely_target(data: DataSpec, settings: Settings) -> str | None:
    """The column that a CSV is likeliest to predict; None for other data."""
    if not data.is_table:
        return None
    possible = possible_targets(data, settings)
    return possible[0] if possible else None


def possible_targets(data: DataSpec, settings: Settings) -> list[str]:
    """The columns of a CSV that can be predicted, the likeliest first."""
    return [*_possible(data.model_copy(update=ANY_TARGET), settings, stamp(data, settings))]


@lru_cache(maxsize=64)
def _possible(data: DataSpec, settings: Settings, _stamp: Stamp) -> tuple[str, ...]:
    return tuple(tables.possible_targets(table(data, settings), tasks.of(data)))

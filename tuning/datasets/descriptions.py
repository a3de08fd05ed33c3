"""What a data set is, in words and sizes, and which column of a CSV it may predict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from tuning import catalog
from tuning import settings as settings_module
from tuning.catalog import DatasetInfo
from tuning.datasets import own, tables
from tuning.datasets.base import Column
from tuning.datasets.loading import ANY_TARGET, Stamp, check_name, load, stamp, table
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.settings import Settings
from tuning.study import DataSpec, TaskName
from tuning.text.words import counted


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
    if data.is_table and data.rules != 1:  # needs no array, and so no scikit-learn
        return _of_outline(data, tables.outline(table(data, settings), data))
    found = load(data, settings)
    shape = found.image_shape
    what = f"images of {'×'.join(map(str, shape))}" if shape else _columns(found.columns)
    sizes = (len(found.y_train), len(found.y_test), found.features, found.classes)
    return _info(data, what, sizes, bool(shape), found.task)


def _of_outline(data: DataSpec, found: tables.Outline) -> DatasetInfo:
    rows, columns = len(found.target.y), found.columns
    features, classes = sum(each.width for each in columns), len(found.target.class_names)
    sizes = (rows - found.test_rows, found.test_rows, features, classes)
    return _info(data, _columns(columns), sizes, False, found.target.task)


def _info(
    data: DataSpec, what: str, sizes: tuple[int, int, int, int], image: bool, task: str
) -> DatasetInfo:
    """`sizes`: training rows, test rows, features, classes."""
    rows, tests, _, classes = sizes
    goal = f", to predict {data.target}" if data.target else ""
    learned = f"{classes} classes" if classes else "a quantity"
    return DatasetInfo(
        data.name,
        data.title,
        f"{rows + tests:,} {what}{goal}: {learned}, {tests:,} rows kept for the test.",
        image,
        *sizes,
        is_file=True,
        task=task,
    )


def _columns(columns: Sequence[Column]) -> str:
    """`rows of 3 numbers, 2 texts and 1 date`."""
    kinds = {"number": "number", "category": "text", "date": "date"}
    counts = {what: sum(each.kind == kind for each in columns) for kind, what in kinds.items()}
    parts = [counted(n, what) for what, n in counts.items() if n]
    return "rows of " + " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


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
    """The columns of a table that can be predicted, the likeliest first."""
    return [*target_tasks(data, settings)]


def target_tasks(data: DataSpec, settings: Settings) -> Mapping[str, TaskName]:
    """The same columns, and what is learned of each where nobody chose. Raises as `load` does."""
    asked = data.model_copy(update=ANY_TARGET | {"columns": data.columns})
    return _possible(asked, settings, stamp(data, settings))


@lru_cache(maxsize=64)
def _possible(data: DataSpec, settings: Settings, _stamp: Stamp) -> Mapping[str, TaskName]:
    return tables.possible_targets(table(data, settings), data)

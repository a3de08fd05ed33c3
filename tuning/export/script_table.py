"""The part of an exported script that reads a table, as the reader and the treatments did.

It reads texts with pandas alone, and makes numbers of each column that is learned from: a number
itself, the place of a category's value, days of a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tuning import datasets
from tuning.datasets import Column, Dataset
from tuning.datasets.base import OTHER
from tuning.datasets.cells import cleaned
from tuning.datasets.reading import Cells, Table
from tuning.export.python import (
    DAY,
    NUMBER,
    PARTS,
    PLACE,
    WORD,
    WRITTEN,
    code,
    names,
    place_of,
    read_text,
)
from tuning.settings import Settings
from tuning.study import DataSpec

WORKBOOK = """\
table = pd.read_excel(DATA, header=None, dtype=str, keep_default_na=False)
table = table[(table != "").any(axis=1)].tail({rows})
table = table.iloc[:, {places}].set_axis({names}, axis=1)
"""
PARQUET = """\
table = pd.read_parquet(DATA).iloc[:, {places}].set_axis({names}, axis=1)
table = table.astype("string").fillna("").astype(object)
"""
STRIPPED = "table = table.apply(lambda cells: cells.str.strip())\n"
PREPARED = """\
# Missing values filled, numbers to mean 0 and deviation 1, categories one-hot, dates as their
# parts, all by the training rows alone.
transformer = ColumnTransformer(
    [
{parts}    ]
)
"""
TRANSFORMERS = {
    "number": """\
        (
            "numbers",
            make_pipeline(
                SimpleImputer(strategy="{missing}", keep_empty_features=True), StandardScaler()
            ),
            {places},
        ),
""",
    "category": """\
        (
            "categories",
            make_pipeline(
                SimpleImputer(strategy="most_frequent", keep_empty_features=True),
                OneHotEncoder(handle_unknown="ignore", sparse_output=False),
            ),
            {places},
        ),
""",
    "date": """\
        (
            "dates",
            make_pipeline(
                SimpleImputer(strategy="median", keep_empty_features=True),
                FunctionTransformer(parts),
                StandardScaler(),
            ),
            {places},
        ),
""",
}


def lines(data: DataSpec, settings: Settings) -> Iterator[str]:
    """The blocks that leave `x` (rows, columns) and `y` (rows,) of the rows that are used.

    Raises InvalidInput or DatasetUnavailable.
    """
    read, dataset = datasets.table(data, settings), datasets.load(data, settings)
    used = [column.name for column in dataset.columns]
    yield _read(data, read, [*used, data.target or ""])
    text = "".join([*_columns(read, dataset), *_target(read, dataset, data)])
    numbers = [read.cells[name] for name in (*used, data.target or "") if name in read.cells]
    is_plain = not any(cells.form for cells in numbers if cells.kind == "number")
    helpers = {"number(": NUMBER if is_plain else WRITTEN, "place(": PLACE, "word(": WORD}
    helpers["day("] = DAY
    yield "".join(helper for call, helper in helpers.items() if call in text) + "\n\n"
    yield text


def _read(data: DataSpec, read: Table, used: Sequence[str]) -> str:
    """Reads the columns that are used, the target among them, in their order in the file."""
    ordered = sorted(used, key=place_of(read).__getitem__)
    if read.separator:
        return read_text(read, ordered, "DATA") + STRIPPED
    places = [place_of(read)[name] for name in ordered]
    template = PARQUET if data.kind == ".parquet" else WORKBOOK
    return template.format(places=places, names=names(ordered), rows=len(read.frame)) + STRIPPED


def _columns(read: Table, dataset: Dataset) -> Iterator[str]:
    yield "# Columns as numbers: a number itself, a text's place among its values, a date's days.\n"
    yield "x = np.column_stack(\n    [\n"
    for column in dataset.columns:
        yield f"        {_column(column, _written(read, column.name))},\n"
    yield "    ]\n)\n"


def _written(read: Table, name: str) -> Cells:
    """How a column's cells are written; pandas writes dates of typed files as ISO has it."""
    cells = read.cells.get(name, Cells("text"))
    is_typed = cells.kind == "date" and not read.separator
    return replace(cells, form="ISO8601") if is_typed else cells


def _column(column: Column, cells: Cells) -> str:
    given = f"table[{code(column.name)}]"
    if column.kind == "number":
        return _as_number(given, cells, column.missing)
    if column.kind == "date":
        return f"day({given}, {code(cells.form)}{_option('missing', column.missing)})"
    return _as_place(given, cells, column.values, column.missing, column.values[-1] == OTHER)


def _as_number(given: str, cells: Cells, missing: Sequence[str]) -> str:
    mark = f", {code(cells.decimal)}" if cells.decimal != "." else ""
    stated = f", missing=[{', '.join(repr(float(word)) for word in missing)}]" if missing else ""
    return f"number({given}{mark}{_option('odd', cells.odd)}{stated})"


def _as_place(
    given: str, cells: Cells, values: Sequence[str], missing: Sequence[str], has_rest: bool
) -> str:
    rest = f", rest={values.index(OTHER)}" if has_rest else ""
    if cells.kind == "number":
        return f"place(word({_as_number(given, cells, missing)}), {names(values, 8)}{rest})"
    if cells.kind == "date":
        form = code(cells.form)
        given = f'pd.to_datetime({given}, format={form}, errors="coerce").dt.strftime({form})'
        given += '.fillna("")'
    return f"place({given}, {names(values, 8)}{_option('missing', missing)}{rest})"


def _option(name: str, words: Sequence[str]) -> str:
    return f", {name}={names(words, 8)}" if words else ""


def _target(read: Table, dataset: Dataset, data: DataSpec) -> Iterator[str]:
    """`y`, and the rows in which it is known."""
    target = data.target or ""
    cells = _written(read, target)
    missing = [word for word, _ in cleaned(read, data.columns)[target].words]
    given = f"table[{code(target)}]"
    if not dataset.classes:
        yield f"y = {_as_number(given, cells, missing)}.to_numpy()\n"
    else:
        merged = data.small_classes == "merge" and OTHER in dataset.class_names
        yield f"y = {_as_place(given, cells, dataset.class_names, missing, merged)}.to_numpy()\n"
    yield "known = ~np.isnan(y)  # rows without a target, or of a class left out, are not used\n"
    kind = ".astype(int)" if dataset.classes else ""
    yield f"x, y = x[known], y[known]{kind}\n"


def transformer(data: DataSpec, settings: Settings) -> str:
    """What makes the columns fit for the network."""
    columns = datasets.load(data, settings).columns
    found = ""
    for kind, template in TRANSFORMERS.items():
        places = [place for place, column in enumerate(columns) if column.kind == kind]
        if places:
            found += template.format(missing=data.missing, places=places)
    return (PARTS + "\n\n" if "FunctionTransformer" in found else "") + PREPARED.format(parts=found)

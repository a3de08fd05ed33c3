"""What a table's columns become inside a model that takes raw rows: numbers, categories, dates.

Each part of the study's fitted transformer (`tuning.datasets.preprocessing`) is built once more of
Keras' layers and operations. Depends on Keras alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import keras
import numpy as np
from keras import layers, ops

from tuning.datasets.base import OTHER, Column
from tuning.datasets.reading import dates
from tuning.datasets.rules import LARGEST
from tuning.datasets.tables import days as days_of
from tuning.engine import dates_inside

KNOWN = 2
"""`StringLookup`'s number of the first text it knows; 0 is an empty one, 1 one it does not know."""
DIGITS = 1e-14
"""How far a number may be from its text, which has 15 digits."""
Tensor: TypeAlias = keras.KerasTensor


class Names:
    """The inputs of a table, and names for layers that none of its columns has.

    Keras finds inputs by the names of their layers, and then leaves superfluous columns aside.
    Where it refuses a column's name for a layer, they are found by their places in a dict.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._taken = {column.name for column in columns}
        self.columns = columns
        self.tensors = [self._input(column, place) for place, column in enumerate(columns)]

    @property
    def inputs(self) -> Any:
        """As `keras.Model` takes them."""
        if all(_is_legal(column.name) for column in self.columns):
            return self.tensors
        return {
            column.name: tensor for column, tensor in zip(self.columns, self.tensors, strict=True)
        }

    def free(self, name: str) -> str:
        """A name like this that is not taken; letters, digits and `_`, as TensorFlow wants it."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def _input(self, column: Column, place: int) -> Tensor:
        name = column.name if _is_legal(column.name) else self.free(f"column_{place}")
        return keras.Input((1,), dtype="string" if is_written(column) else "float64", name=name)


def is_written(column: Column) -> bool:
    """Whether its cells are texts; dates in a form that cannot be read inside come as days."""
    if column.kind == "date":
        return dates_inside.is_readable(column.form)
    return column.kind == "category" and not column.is_numeric


def _is_legal(name: str) -> bool:
    """Whether Keras takes it for a layer."""
    return bool(name) and "/" not in name


@dataclass(frozen=True, eq=False)
class Part:
    """Columns of one kind: as tensors, and how those are made fit for the network."""

    given: list[Tensor]
    prepare: Callable[..., Tensor]


def parts(transformer: Any, named: Names) -> list[Part]:
    """Of a fitted transformer, in its order."""
    return [
        _PARTS[name](fitted, [int(place) for place in places], named)
        for name, fitted, places in transformer.transformers_
        if len(places) and name in _PARTS
    ]


def array(transformer: Any, given: Tensor) -> list[Part]:
    """Of one that was fitted on an array of numbers, which come as one tensor."""
    [fitted] = [fitted for name, fitted, places in transformer.transformers_ if len(places)]
    return [Part([given], lambda x: _scaled(fitted, _filled(fitted, x)))]


def _together(tensors: Sequence[Tensor], dtype: str, name: str, named: Names) -> list[Tensor]:
    """Tensors (n, 1, …) side by side; none of none."""
    beside = layers.Concatenate(axis=1, dtype=dtype, name=named.free(name))
    return [beside(list(tensors))] if tensors else []


# -- numbers --------------------------------------------------------------------------------------


def _numbers(fitted: Any, places: Sequence[int], named: Names) -> Part:
    given = _together([named.tensors[place] for place in places], "float64", "numbers", named)
    words = [named.columns[place].missing for place in places]
    return Part(given, lambda x: _scaled(fitted, _filled(fitted, _without(x, words))))


def _without(x: Tensor, words: Sequence[Sequence[str]]) -> Tensor:
    """Numbers (n, columns) with NaN for those that stand for a missing value."""
    if not any(words):
        return x
    return ops.where(ops.any(_same(x, words), axis=2), np.nan, x)


def _same(x: Tensor, words: Sequence[Sequence[str]]) -> Tensor:
    """Which of the words that are numbers each number is, (n, columns, words).

    A number may come as it is, or in single precision, as Keras' `predict` rounds it: codes of
    nine digits are told apart as long as they come whole.
    """
    known = np.full((len(words), max(map(len, words))), np.nan)
    for row, own in zip(known, words, strict=True):
        row[: len(own)] = [float(word) for word in own]
    x = ops.expand_dims(x, 2)
    whole = ops.abs(x - known) <= DIGITS * np.abs(known)
    rounded = ops.equal(x, known.astype(np.float32).astype(np.float64))
    return ops.where(ops.any(whole, axis=2, keepdims=True), whole, rounded)


def _filled(fitted: Any, x: Tensor) -> Tensor:
    """With what the study's imputer puts in place of missing numbers, or of any too large."""
    return ops.where(ops.abs(x) <= LARGEST, x, _fill(fitted.steps[0][1]))


def _scaled(fitted: Any, x: Tensor) -> Tensor:
    """Mean 0 and deviation 1; in double precision, as in the study."""
    scaler = fitted.steps[-1][1]
    return ops.divide(ops.subtract(x, scaler.mean_), scaler.scale_)


def _fill(imputer: Any) -> np.ndarray:
    """What takes the place of a missing value in each column."""
    filled: np.ndarray = imputer.transform(np.full((1, imputer.n_features_in_), np.nan))[0]
    return filled


# -- categories -----------------------------------------------------------------------------------


def _categories(fitted: Any, places: Sequence[int], named: Names) -> Part:
    """Each value as a one-hot row of those that the training rows have; an unknown one as zeros."""
    columns = [named.columns[place] for place in places]
    texts = [k for k, column in enumerate(columns) if not column.is_numeric]
    numbers = [k for k, column in enumerate(columns) if column.is_numeric]
    found = [_looked_up(places[k], named) for k in texts]
    given = _together(found, "int64", "texts", named)
    tensors = [named.tensors[places[k]] for k in numbers]
    given += _together(tensors, "float64", "number_texts", named)
    imputer, encoder = (step for _, step in fitted.steps)
    counts = [len(known) for known in encoder.categories_]
    column = np.repeat(np.arange(len(places)), counts)
    value = np.concatenate(encoder.categories_).astype(np.int64) + KNOWN
    fill = _fill(imputer).astype(np.int64) + KNOWN
    unknown = np.array([_number_of_unknown(column) for column in columns])

    def prepare(*given: Tensor) -> Tensor:
        kinds = list(given)
        if texts:
            kinds[0] = _meant(kinds[0], [columns[k] for k in texts])
        if numbers:
            kinds[-1] = _compared(kinds[-1], [columns[k] for k in numbers])
        x = ops.concatenate(kinds, axis=1) if len(kinds) > 1 else kinds[0]
        x = ops.take(x, np.argsort([*texts, *numbers]), axis=1)
        x = ops.where(ops.equal(x, 1), unknown, ops.where(ops.equal(x, 0), fill, x))
        return ops.equal(ops.take(x, column, axis=1), value)

    return Part(given, prepare)


def _number_of_unknown(column: Column) -> int:
    """What a value that is none of the column's counts as: one of the rare ones, if they are."""
    return KNOWN + len(_known(column)) if _known(column) != column.values else 1


def _known(column: Column) -> tuple[str, ...]:
    """The values that stand by themselves."""
    return column.values[:-1] if column.values[-1] == OTHER else column.values


def _looked_up(place: int, named: Names) -> Tensor:
    """A text's place in its column's vocabulary, from `KNOWN`; 0 missing, 1 unknown."""
    known, unknown = _vocabulary(named.columns[place]), "[UNK]"
    while unknown in known:
        unknown += "_"
    lookup = layers.StringLookup(
        vocabulary=[*known] or [unknown + "_"],
        mask_token="",
        oov_token=unknown,
        name=named.free(f"lookup_{place}"),
    )
    return lookup(named.tensors[place])


def _vocabulary(column: Column) -> dict[str, int]:
    """The texts that a column may hold: its values, then others, by what each counts as."""
    known = {value: KNOWN + place for place, value in enumerate(_known(column))}
    others = dict.fromkeys(column.missing, 0)
    if {value.casefold() for value in known} <= {"true", "false"}:  # as pandas writes them, too
        others |= {
            form: place
            for value, place in known.items()
            for form in (value.lower(), value.upper(), value.capitalize())
        }
    return known | {text: place for text, place in others.items() if text not in known}


def _meant(x: Tensor, columns: Sequence[Column]) -> Tensor:
    """Places in vocabularies (n, columns) as what they count as."""
    counts = [[0, 1, *_vocabulary(column).values()] for column in columns]
    if all(each == [*range(len(each))] for each in counts):
        return x
    first = np.cumsum([0, *map(len, counts[:-1])])
    return ops.take(np.concatenate(counts), x + first)


def _compared(x: Tensor, columns: Sequence[Column]) -> Tensor:
    """The same for categories whose cells are numbers: (n, columns)."""
    x = _without(x, [column.missing for column in columns])
    same = _same(x, [_known(column) for column in columns])
    place = ops.max(ops.where(same, np.arange(same.shape[2]) + KNOWN - 1, 0), axis=2)
    return ops.cast(ops.where(ops.isnan(x), 0, place + 1), "int64")


# -- dates ----------------------------------------------------------------------------------------


def _dates(fitted: Any, places: Sequence[int], named: Names) -> Part:
    """Each date as its year, month, day of the week and days since the first, like numbers."""
    written = [place for place in places if is_written(named.columns[place])]
    others = [place for place in places if place not in written]
    forms = [named.columns[place].form for place in written]
    characters = [
        layers.Reshape((1, dates_inside.LENGTH), name=named.free(f"characters_{place}"))(
            dates_inside.characters(named.free(f"date_{place}"))(named.tensors[place])
        )
        for place in written
    ]
    given = _together(characters, "int64", "dates", named)
    given += _together([named.tensors[place] for place in others], "float64", "days", named)
    words = [_stated(named.columns[place]) for place in places]
    parts, scaler = (step for _, step in fitted.steps[1:])

    def prepare(*given: Tensor) -> Tensor:
        found = list(given)
        if forms:
            found[0] = dates_inside.days(found[0], forms)
        days = ops.concatenate(found, axis=1) if len(found) > 1 else found[0]
        days = ops.take(days, np.argsort([*written, *others]), axis=1)
        days = _filled(fitted, _without(days, words))
        whole = ops.floor(days)
        four = (*dates_inside.civil(whole), (whole + 3) % 7, ops.subtract(days, parts.first_))
        x = ops.reshape(ops.stack(four, axis=2), (-1, len(scaler.mean_)))
        return _scaled(fitted, x)

    return Part(given, prepare)


def _stated(column: Column) -> list[str]:
    """The dates that stand for a missing one, as days."""
    stated = days_of(dates.read(column.missing, column.form).to_numpy()) if column.missing else ()
    return [repr(float(day)) for day in stated if np.isfinite(day)]


_PARTS = {"numbers": _numbers, "categories": _categories, "dates": _dates}
"""By the transformer's names of its parts."""

"""Dates read inside a model: texts in a table's own form become days, by Keras' layers alone.

`TextVectorization` gives a text's characters as numbers; what stands in a row of digits, or of
letters, is then reckoned by operations. Depends on Keras alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import keras
import numpy as np
from keras import layers, ops

Tensor: TypeAlias = keras.KerasTensor
LENGTH = 40
"""Characters of a date that are looked at."""
DIGITS, LETTERS = "0123456789", "abcdefghijklmnopqrstuvwxyz"
FIRST = 2
"""`TextVectorization`'s number of the first character that it knows; 0 is the end of the text."""
FIRST_LETTER = FIRST + len(DIGITS)
MINUS = FIRST_LETTER + len(LETTERS)
WIDTHS = {"Y": 4, "m": 2, "d": 2, "y": 2, "H": 2, "I": 2, "M": 2, "S": 2, "f": 6}
"""Digits of `strptime`'s directives, where several stand in one row of digits."""
WORDS = "bp"
"""What is written in letters: a month's name, am or pm."""
WHOLE = 15
"""Digits at the most that are taken for one number."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ISO = "%Y-%m-%d %H:%M:%S.%f"
"""The form of dates that came as such, from a workbook, say. A time may be left out in any form."""
_PARTS = re.compile(r"%(?P<directive>[A-Za-z])|(?P<literal>.)", re.DOTALL)


@dataclass(frozen=True)
class _Place:
    """Where a form has a directive: in which row of digits or of letters, and where in it."""

    row: int
    right: int = 0
    """Digits that stand right of it in its row."""
    width: int = WHOLE
    """Its own digits."""


def is_readable(form: str) -> bool:
    """Whether dates of that form can be read inside."""
    try:
        places = _places(form or ISO)
    except KeyError:
        return False
    return bool({"Y", "y"} & set(places)) and bool({"m", "b"} & set(places))


def characters(name: str) -> keras.Layer:
    """The layer that makes numbers (n, LENGTH) of texts (n, 1)."""
    return layers.TextVectorization(
        standardize="lower",
        split="character",
        output_sequence_length=LENGTH,
        vocabulary=[*DIGITS, *LETTERS, "-"],
        name=name,
    )


def days(x: Tensor, forms: Sequence[str]) -> Tensor:
    """Days (n, columns) since 1970-01-01; NaN where a text is no date.

    x: characters (n, columns, LENGTH), in a form each. Dates with a zone are taken to UTC.
    """
    places = [_places(form or ISO) for form in forms]
    x = ops.cast(x, "int64")
    digits = _rows(ops.logical_and(x >= FIRST, x < FIRST_LETTER))
    number, length = _numbers(x, digits, places)
    words = _words(x, places)
    year = number("Y") + _century(number("y"), _has("y", places))
    month = number("m") + _month(words, places)
    day = number("d") + 1.0 - _has("d", places)
    seconds = 3600 * _hours(number, words, places) + 60 * number("M") + number("S")
    if any("f" in each for each in places):
        seconds = seconds + number("f") / _power(length("f"))
    is_date = ops.logical_and(_is_complete(digits, places), _is_day(year, month, day))
    is_date = ops.logical_and(is_date, seconds < 86400)
    if any("z" in each for each in places):
        seconds = seconds - _offset(x, digits, number, length, places)
    return ops.where(is_date, _days(year, month, day) + seconds / 86400, np.nan)


def civil(days: Tensor) -> tuple[Tensor, Tensor]:
    """Year and month of whole days since 1970-01-01.

    H. Hinnant, chrono-compatible low-level date algorithms, `civil_from_days`.
    """
    since = days + 719468
    era = ops.floor(since / 146097)
    of_era = since - era * 146097
    leap = ops.floor(of_era / 1460) - ops.floor(of_era / 36524) + ops.floor(of_era / 146096)
    year = ops.floor((of_era - leap) / 365)
    of_year = of_era - (365 * year + ops.floor(year / 4) - ops.floor(year / 100))
    march = ops.floor((5 * of_year + 2) / 153)
    month = ops.where(march < 10, march + 3, march - 9)
    return year + era * 400 + ops.cast(month <= 2, "float64"), month


# -- from parts to days ---------------------------------------------------------------------------

_LENGTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.float64)


def _days(year: Tensor, month: Tensor, day: Tensor) -> Tensor:
    """Of the proleptic Gregorian calendar, since 1970-01-01."""
    before = year - 1
    leap = ops.floor(before / 4) - ops.floor(before / 100) + ops.floor(before / 400)
    of_year = _of_month(np.cumsum(_LENGTHS) - _LENGTHS, month)
    later = ops.cast(ops.logical_and(month > 2, _is_leap(year)), "float64")
    return 365 * before + leap + of_year + later + day - 719163


def _is_day(year: Tensor, month: Tensor, day: Tensor) -> Tensor:
    """Whether there is such a day."""
    february = ops.cast(ops.logical_and(ops.equal(month, 2), _is_leap(year)), "float64")
    is_day = ops.logical_and(day >= 1, day <= _of_month(_LENGTHS, month) + february)
    return ops.logical_and(is_day, month <= 12)


def _of_month(known: np.ndarray, month: Tensor) -> Tensor:
    return ops.take(known, ops.cast(ops.clip(month, 0, 12), "int64"))


def _is_leap(year: Tensor) -> Tensor:
    fourth = ops.logical_and(ops.equal(year % 4, 0), ops.not_equal(year % 100, 0))
    return ops.logical_or(fourth, ops.equal(year % 400, 0))


# -- from characters to parts ---------------------------------------------------------------------

Places: TypeAlias = "Sequence[dict[str, _Place]]"
Get: TypeAlias = Callable[[str], Tensor]


def _has(name: str, places: Places) -> np.ndarray:
    """Which columns' forms have a directive, as 0 and 1."""
    return np.array([float(name in each) for each in places])


def _each(name: str, places: Places, what: str, otherwise: int) -> list[int]:
    """Of the place of a directive in each column's form; `otherwise` without one."""
    return [getattr(each[name], what) if name in each else otherwise for each in places]


def _numbers(x: Tensor, digits: Tensor, places: Places) -> tuple[Get, Get]:
    """The number at a directive, 0 without it, and how many digits its row has: (n, columns)."""
    names = [*WIDTHS, "z", "minutes"]
    names = [name for name in names if any(name in each for each in places)]
    row = np.array([_each(name, places, "row", -1) for name in names])
    right = np.array([_each(name, places, "right", 0) for name in names])
    width = np.array([_each(name, places, "width", WHOLE) for name in names])
    own = ops.cast(ops.equal(ops.expand_dims(digits, 1), row[:, :, None]), "int64")
    found = ops.floor(_base(own, ops.expand_dims(x - FIRST, 1), 10) / 10.0**right)
    found = found - ops.floor(found / 10.0**width) * 10.0**width
    length = ops.sum(own, axis=-1)
    known = {name: (found[:, k], length[:, k]) for k, name in enumerate(names)}
    nothing = (0.0 * found[:, 0], 0 * length[:, 0])
    return lambda name: known.get(name, nothing)[0], lambda name: known.get(name, nothing)[1]


def _words(x: Tensor, places: Places) -> Get:
    """The first letters of the word at a directive, as one number: (n, columns)."""
    names = [name for name in WORDS if any(name in each for each in places)]
    if not names:
        return lambda name: ops.zeros_like(x[:, :, 0])
    rows = _rows(ops.logical_and(x >= FIRST_LETTER, x < MINUS))
    row = np.array([_each(name, places, "row", -1) for name in names])
    own = ops.cast(ops.equal(ops.expand_dims(rows, 1), row[:, :, None]), "int64")
    own = own * ops.cast(ops.cumsum(own, axis=-1) <= 3, "int64")
    found = _base(own, ops.expand_dims(x - FIRST_LETTER, 1), len(LETTERS))
    known = {name: found[:, k] for k, name in enumerate(names)}
    return lambda name: known[name]


def _century(short: Tensor, has: np.ndarray) -> Tensor | float:
    """The whole year of its last two digits, as POSIX has it: 69 to 99 are of 1900."""
    if not has.any():
        return 0.0
    return has * (1900 + 100 * ops.cast(short < 69, "float64")) + short


def _month(words: Get, places: Places) -> Tensor | float:
    """Of its name."""
    has = _has("b", places)
    if not has.any():
        return 0.0
    same = ops.equal(ops.expand_dims(words("b"), 2), [_letters(month) for month in MONTHS])
    return has * ops.sum(ops.where(same, np.arange(1.0, 13.0), 0.0), axis=2)


def _hours(number: Get, words: Get, places: Places) -> Tensor:
    if not _has("p", places).any():
        return number("H")
    twelve = number("I") - 12 * ops.cast(number("I") >= 12, "float64")
    late = 12 * _has("p", places) * ops.cast(words("p") >= _letters("pa"), "float64")
    return number("H") + twelve + late


def _is_complete(digits: Tensor, places: Places) -> Tensor:
    """Whether a text has as many rows of digits as its form; a time may be left out."""
    rows = [{name: place.row for name, place in each.items() if name in WIDTHS} for each in places]
    least = np.array([max(row for name, row in each.items() if name in "Ymdy") for each in rows])
    zones = 2 * _has("z", places).astype(np.int64)
    most = np.array([max(each.values()) for each in rows]) + zones
    count = ops.max(digits, axis=-1)
    return ops.logical_and(count >= least, count <= most)


def _offset(x: Tensor, digits: Tensor, number: Get, length: Get, places: Places) -> Tensor:
    """Seconds before UTC that a zone is, written as +02:00, +0200 or Z; 0 without one."""
    hours = number("z")
    packed = 3600 * ops.floor(hours / 100) + 60 * (hours % 100)
    seconds = ops.where(length("z") > 2, packed, 3600 * hours + 60 * number("minutes"))
    row = np.array(_each("z", places, "row", -1))
    is_west = ops.logical_and(ops.equal(_before(x), MINUS), ops.equal(digits, row[:, None]))
    return seconds * (1 - 2 * ops.cast(ops.any(is_west, axis=-1), "float64"))


def _rows(belongs: Tensor) -> Tensor:
    """Which row of its kind each character stands in, from 1; 0: in none."""
    own = ops.cast(belongs, "int64")
    return ops.cumsum(own * (1 - _before(own)), axis=-1) * own


def _before(x: Tensor) -> Tensor:
    """At each character, the one before it; 0 at the first."""
    return ops.pad(x[..., :-1], [[0, 0], [0, 0], [1, 0]])


def _base(own: Tensor, values: Tensor, base: int) -> Tensor:
    """The number that the own characters' values (…, LENGTH) write in a base."""
    after = ops.flip(ops.cumsum(ops.flip(own, -1), axis=-1), -1) - own
    return ops.sum(ops.cast(own * values, "float64") * _power(after, base), axis=-1)


def _power(exponent: Tensor, base: int = 10) -> Tensor:
    return ops.take(float(base) ** np.arange(LENGTH + 1), exponent)


def _letters(text: str) -> float:
    return float(sum(LETTERS.index(c) * len(LETTERS) ** k for k, c in enumerate(reversed(text))))


def _places(form: str) -> dict[str, _Place]:
    """Where a form has each of its directives. Raises KeyError for one that is not known here."""
    found: dict[str, _Place] = {}
    digits = letters = 0
    for names in _runs(form.replace("%B", "%b")):
        if names[0] in WIDTHS:
            digits += 1
            for k, name in enumerate(names):
                right = sum(WIDTHS[after] for after in names[k + 1 :])
                found[name] = _Place(digits, right, WIDTHS[name] if len(names) > 1 else WHOLE)
        elif names[0] == "z":
            found |= {"z": _Place(digits + 1), "minutes": _Place(digits + 2)}
        else:
            letters += 1
            found |= {name: _Place(letters) for name in names if name in WORDS}
    return found


def _runs(form: str) -> Iterator[list[str]]:
    """The directives of each row of digits or letters; `-` for letters that are the form's own."""
    run: list[str] = []
    for found in _PARTS.finditer(form):
        name = found["directive"] or ("-" if found["literal"].isalpha() else "")
        if found["directive"] and name not in (*WIDTHS, *WORDS, "z"):
            raise KeyError(name)
        if found["literal"] and found["literal"].isdigit():
            raise KeyError(found["literal"])
        if run and (not name or (name in WIDTHS) != (run[0] in WIDTHS) or "z" in (name, run[0])):
            yield run
            run = []
        run += [name] if name else []
    if run:
        yield run

"""Numbers as a person writes them: lists of them read, single values shown.

Owns the rule about commas: they separate numbers, unless semicolons do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from tuning.errors import InvalidInput, quoted
from tuning.space.parameters import Value, tidy
from tuning.text.words import number as written

_GLUED = re.compile(r"[+-]?\d+,\d+")
"""Two numbers, or one with a decimal comma: nobody knows."""
_DECIMAL_COMMA = re.compile(r"^([+-]?\d*),(\d+)")
_LED_BY_ZERO = re.compile(r"[+-]?0\d+")
_RATIO = re.compile(r"\s*[+-]?\d{1,9}\s*/\s*\d{1,9}\s*")
_MOST_DIGITS = 10
"""Digits that somebody types; a number of more is the outcome of a division."""
_LARGEST_DIVISOR = 1000


def numbers(text: str, whole: bool = False) -> list[int | float]:
    """`8, 16, 32` as numbers; with semicolons, `0,001; 0,01` too. `whole`: whole numbers alone.

    Raises InvalidInput with one sentence for a word that is none, for a comma that may be a
    decimal one, and for a number that stands there twice.
    """
    if ";" in text:
        words = [word.strip() for word in text.split(";")]
        if not whole:
            words = [_DECIMAL_COMMA.sub(r"\1.\2", word) for word in words]
    else:
        _check_commas(text, whole)
        words = [word.strip() for word in text.split(",")]
    found = [_number(word, whole) for word in words if word]
    if not found:
        raise InvalidInput("The list needs at least one value, got none.")
    _check_repeats(found)
    return found


def _check_commas(text: str, whole: bool) -> None:
    """Refuses `0,001`, `1,5` and, of whole numbers, `1,024`; `8,16,32` and `0.1,0.2` are lists."""
    for part in re.split(r",\s", text):
        led = any(_LED_BY_ZERO.fullmatch(word.strip()) for word in part.split(","))
        if led or (not whole and _GLUED.fullmatch(part.strip())):
            first = ",".join(part.strip().split(",")[:2])
            mended = first.replace(",", "" if whole else ".")
            raise InvalidInput(
                f"The comma in {quoted(first)} separates two numbers: write {mended} for one, "
                f"{first.replace(',', '; ')} for two."
            )


def _number(word: str, whole: bool) -> int | float:
    number = _read(word)
    if not math.isfinite(number) or "_" in word or (whole and number != int(number)):
        what = "whole numbers" if whole else "numbers"
        raise InvalidInput(f"The list takes {what}, got {quoted(word)}.")
    return int(number) if whole else number


def _read(word: str) -> float:
    """A number or a ratio such as `1/6`; NaN for what is neither."""
    try:
        return float(Fraction(word.replace(" ", ""))) if _RATIO.fullmatch(word) else float(word)
    except (ValueError, ZeroDivisionError):
        return math.nan


def _check_repeats(found: Sequence[float]) -> None:
    seen: set[float] = set()
    for number in found:
        if tidy(number) in seen:
            raise InvalidInput(f"The list has {spell(number)} twice: give every value once.")
        seen.add(tidy(number))


def spell(number: Any) -> str:
    """A number as it is typed, nothing of it lost: `0.0001`, `1e-07`, `1048576`, `1/6`."""
    text = f"{number:.12g}"
    digits = text.partition("e")[0].replace(".", "").lstrip("-0")
    if len(digits) > _MOST_DIGITS and math.isfinite(number):
        ratio = Fraction(number).limit_denominator(_LARGEST_DIVISOR)
        if float(ratio) == number and ratio.denominator > 1:
            return str(ratio)
    return text


def show(value: Value | Sequence[Value]) -> str:
    """A value as a person writes it: `0.00287`, `relu`, `on`."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return written(value)
    return "–" if value is None else str(value)

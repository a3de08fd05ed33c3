"""Numbers as people write them: decimal comma, thousands, money, percent, brackets for minus."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tuning.datasets.reading.distinct import Distinct

_MONEY = (
    r"[$€£¥₹₽₺₩₪]|(?:US|CA|AU|NZ|HK|R)\$|zł|Kč|kr\.?"
    r"|USD|EUR|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|HUF|CAD|AUD|INR|CNY|BRL|MXN|ZAR|RUB|TRY"
)
_SPACES = " \u00a0\u2009\u202f"
_SIGN = "[+\\-\u2212]?"
_WRITTEN = {
    decimal: re.compile(
        rf"(?P<open>\()?(?P<sign>{_SIGN})\s*(?P<before>{_MONEY})?\s*(?P<then>{_SIGN})"
        rf"(?P<digits>\d{{1,3}}(?P<mark>[{thousands}{_SPACES}'’])\d{{3}}(?:(?P=mark)\d{{3}})*"
        rf"(?:{point}\d*)?|\d+(?:{point}\d*)?|{point}\d+)(?P<power>[eE][+-]?\d{{1,3}})?"
        rf"\s*(?P<after>%|{_MONEY})?(?(open)\))"
    )
    for decimal, thousands, point in ((".", ",", r"\."), (",", ".", ","))
}
_PLAIN = {
    decimal: rf"^[+-]?(\d+{point}?\d*|{point}\d+)([eE][+-]?\d{{1,3}})?$"
    for decimal, point in ((".", r"\."), (",", ","))
}
_BELONGS = {
    mark: re.compile(
        rf"\D*(?:\d{{1,3}}(?:[{other}]\d{{3}})+{point}\d+|(?!\d{{1,3}}{point}\d{{3}}\b)\d*{point}\d+"
        rf"|0{point}\d+|\d{{4,}}{point}\d+)\D{{0,5}}(?:[eE][+-]?\d+)?"
    )
    for mark, other, point in ((".", ",", r"\."), (",", ".", ","))
}
"""Numbers of which the mark can be no thousands mark."""
_UNSURE = re.compile(r"\D{0,4}[1-9]\d{0,2}(?P<mark>[.,])\d{3}\D{0,4}")
LOOKS = re.compile(
    rf"(?:[<>≤≥~≈±*]|ca\.?|about|<=|>=)?\s*{_SIGN}\s*(?:{_MONEY})?\s*\d[\d.,'’{_SPACES}]*"
    r"(?:[eE][+-]?\d+)?\s*[\w%*°+?†()/.-]{0,6}"
)
"""What is nearly a number: below a limit, about, with a star or a unit."""


@dataclass(frozen=True)
class Written:
    """One number, and what stood around it."""

    value: float
    form: str


def number(cell: str, decimal: str) -> Written | None:
    """The number that a cell is with this decimal mark; None if it is none, or not finite."""
    found = _WRITTEN[decimal].fullmatch(cell)
    if found is None or (found["sign"] and found["then"]):
        return None
    digits = found["digits"]
    if found["mark"]:
        digits = digits.replace(found["mark"], "")
    value = float(digits.replace(decimal, ".") + (found["power"] or ""))
    if not math.isfinite(value):
        return None
    minus = bool(found["open"]) != ((found["sign"] or found["then"]) in ("-", "\u2212"))
    return Written(-value if minus else value, _form(found, decimal))


def is_one(cell: str) -> bool:
    """Whether a cell is a number with one decimal mark or the other."""
    return any(written.fullmatch(cell) for written in _WRITTEN.values())


def _form(found: re.Match[str], decimal: str) -> str:
    money = (found["before"] or "", found["after"] or "")
    thousands = f"1{found['mark']}234{decimal}5" if found["mark"] else ""
    return money[0] + thousands + money[1]


def read(column: Distinct, decimal: str) -> tuple[np.ndarray, Counter[str]]:
    """The number of each different cell, NaN where it is none, and what stood around numbers."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.compute as pc  # type: ignore[import-untyped]

    plain = pc.match_substring_regex(column.texts, _PLAIN[decimal])
    texts = pc.if_else(plain, column.texts, pa.scalar(None, column.texts.type))
    if decimal != ".":
        texts = pc.replace_substring(texts, decimal, ".")
    values = texts.cast(pa.float64()).to_numpy(zero_copy_only=False).copy()
    values[~np.isfinite(values)] = np.nan
    rest = np.flatnonzero(np.isnan(values) & column.filled)
    written = [number(cell, decimal) for cell in column.texts.take(rest).to_pylist()]
    forms: Counter[str] = Counter()
    for one, rows in zip(written, column.counts[rest].tolist(), strict=True):
        if one is not None:
            forms[one.form] += rows
    percent = sum(rows for form, rows in forms.items() if "%" in form)
    if percent < 0.5 * column.counts[column.filled].sum():  # a few of them among numbers are odd
        written = [None if one is None or "%" in one.form else one for one in written]
        forms = Counter({form: rows for form, rows in forms.items() if "%" not in form})
    values[rest] = [np.nan if one is None else one.value for one in written]
    return values, forms


def decimal_of(cells: Iterable[str]) -> str:
    """The decimal mark that cells are written with, `.` or `,`; nothing if they do not tell."""
    votes = Counter(mark for cell in cells for mark in ".," if _BELONGS[mark].fullmatch(cell))
    if not votes:
        return ""
    return max(votes, key=votes.__getitem__)


def unsure(cells: Iterable[str]) -> str:
    """The mark of numbers such as 1,234, of which nothing tells what it means; else nothing."""
    marks = Counter(found["mark"] for cell in cells if (found := _UNSURE.fullmatch(cell)))
    return marks.most_common(1)[0][0] if marks else ""

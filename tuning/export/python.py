"""Texts, and what reads a table's cells, as Python that others run."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tuning.datasets.reading import Table

TEXT = """\
table = pd.read_csv(
    {file},
    sep={separator},
    header=None,
    skiprows={skipped},
    usecols={places},
    names={names},
    index_col=False,
    dtype=str,
    keep_default_na=False,
    encoding={encoding},
    quotechar={quote},
    skipinitialspace=True,
    on_bad_lines="skip",
)
"""
NUMBER = '''

def number(cells, decimal=".", odd=(), missing=()):
    """Cells as numbers; NaN where one is none, or stands for a missing value."""
    plain = cells.where(~cells.isin(odd), "").str.replace(decimal, ".", regex=False)
    values = pd.to_numeric(plain, errors="coerce")
    return values.where((values.abs() <= 1e30) & ~values.isin(missing))
'''
WRITTEN = '''

def number(cells, decimal=".", odd=(), missing=()):
    """Cells as numbers without what stands around them; NaN where one is none, or is missing."""
    cells = cells.where(~cells.isin(odd), "")
    around = r"\\(?\\s*([+−-]?)\\s*[^\\d\\s.,()%+−-]*\\s*([+−-]?)\\s*"
    digits = r"(\\d[\\d.,\\s'’]*|[.,]\\d+)([eE][+-]?\\d{1,3})?\\s*[^\\d\\s.,()+−-]*\\)?"
    parts = cells.str.extract(f"^{around}{digits}$")
    plain = parts[2].str.replace(rf"[^\\d{decimal}]", "", regex=True)
    plain = plain.str.replace(decimal, ".", regex=False) + parts[3].fillna("")
    values = pd.to_numeric(plain, errors="coerce")
    signs = parts[0].fillna("") + parts[1].fillna("")
    values = values.where(signs.isin(["-", "−"]) == cells.str.startswith("("), -values)
    return values.where((values.abs() <= 1e30) & ~values.isin(missing))
'''
PLACE = '''

def place(cells, values, missing=(), rest=np.nan):
    """The place of each cell among the values, `rest` of another; NaN where it is missing."""
    known = {value: float(k) for k, value in enumerate(values)}
    known |= dict.fromkeys(["", *missing], np.nan)
    return cells.map(lambda cell: known.get(cell, rest))
'''
WORD = '''

def word(numbers):
    """Numbers as the texts that stand for them among the values of a category."""
    return numbers.map(lambda value: "" if np.isnan(value) else f"{value:.15g}")
'''
DAY = '''

def day(cells, form, missing=()):
    """Dates as days since 1970-01-01; NaN where a cell is none."""
    dates = pd.to_datetime(cells, format=form, errors="coerce", utc=True).dt.tz_localize(None)
    days = (dates - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    return days.where(~cells.isin(missing))
'''
PARTS = '''

def parts(days):
    """Year, month, day of the week and days of each date, date by date."""
    whole = np.floor(days).astype(int)
    months = whole.astype("datetime64[D]").astype("datetime64[M]").astype(int)
    four = (1970 + months // 12, 1 + months % 12, (whole + 3) % 7, days)
    return np.stack(four, axis=2).reshape(len(days), -1)
'''


def names(given: Sequence[str], indent: int = 0) -> str:
    """A list of texts as Python; a long one has a line for each, indented."""
    text = json.dumps([*given], ensure_ascii=False)
    if len(text) < 80 - indent:
        return text
    space = " " * indent
    return "[\n" + "".join(f"{space}    {code(name)},\n" for name in given) + f"{space}]"


def code(text: str) -> str:
    """A text as Python has it."""
    return json.dumps(text, ensure_ascii=False)


def read_text(read: Table, used: Sequence[str], file: str) -> str:
    """The statement that reads columns of a text file as texts. `file`: code that names it."""
    return TEXT.format(
        file=file,
        separator='r"\\s+"' if read.separator == " " else code(read.separator),
        skipped=read.skipped,
        places=[place_of(read)[name] for name in used],
        names=names(used, 4),
        encoding=code(read.encoding or "utf-8"),
        quote=code(read.quote),
    )


def place_of(read: Table) -> dict[str, int]:
    """Which column of the file each of a table's is, from 0."""
    return dict(zip(map(str, read.frame), read.places, strict=True))

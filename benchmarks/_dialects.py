"""A table as other programs would write it, and whether it comes back the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from tuning.datasets.reading import Table

Made = tuple[bytes, pd.DataFrame]
"""A file, and what is to come back of it."""


def _text(
    frame: pd.DataFrame, code: str = "utf-8", lines: str = "\n", index: bool = False, **how: Any
) -> bytes:
    written = frame.to_csv(index=index, lineterminator=lines, **how)
    return written.encode(code, errors="replace")


def _plain(**how: Any) -> Callable[[pd.DataFrame], Made]:
    return lambda frame: (_text(frame, **how), frame)


def _accented(code: str, **how: Any) -> Callable[[pd.DataFrame], Made]:
    def made(frame: pd.DataFrame) -> Made:
        accents = str.maketrans({"a": "ä", "e": "é", "s": "ß"})
        changed = frame.copy()
        for place, name in enumerate(frame):
            column = frame.iloc[:, place]
            if not pd.api.types.is_numeric_dtype(column):
                texts = [v if pd.isna(v) else _in(code, str(v).translate(accents)) for v in column]
                changed[name] = pd.Series(texts, dtype=object)
        return _text(changed, code, **how), changed

    return made


def _in(code: str, text: str) -> str:
    """What is left of a text where an encoding has not all of its letters."""
    return text.encode(code, errors="replace").decode(code)


def _no_header(**how: Any) -> Callable[[pd.DataFrame], Made]:
    names = "column {}".format
    return lambda frame: (
        _text(frame, header=False, **how),
        frame.set_axis([names(k + 1) for k in range(frame.shape[1])], axis=1),
    )


def _thousands(frame: pd.DataFrame) -> Made:
    changed = frame.copy()
    for name in frame.select_dtypes("number"):
        changed[name] = frame[name].map(lambda v: "" if pd.isna(v) else f"{v:,}")
    return _text(changed), frame


def _at_the_end(frame: pd.DataFrame) -> Made:
    return _text(frame.assign(**{"": ""}), sep=";", decimal=","), frame


def _row_names(frame: pd.DataFrame) -> Made:
    return _text(frame, index=True, na_rep="NA"), frame.reset_index(names="row name")


def _write_table(frame: pd.DataFrame) -> Made:
    """As R's write.table: spaces, and no name above the rows' names."""
    written = _text(frame, index=True, sep=" ", quoting=csv.QUOTE_NONNUMERIC, na_rep="NA")
    return written.removeprefix(b'"" '), frame.reset_index(names="row name")


def _said(frame: pd.DataFrame) -> Made:
    return b"sep=;\r\n" + _text(frame, sep=";", decimal=",", lines="\r\n"), frame


def _workbook(frame: pd.DataFrame) -> Made:
    file = io.BytesIO()
    frame.to_excel(file, index=False)
    return file.getvalue(), frame


def _parquet(frame: pd.DataFrame) -> Made:
    file = io.BytesIO()
    frame.to_parquet(file)
    return file.getvalue(), frame


DIALECTS: dict[str, Callable[[pd.DataFrame], Made]] = {
    "commas": _plain(),
    "commas, all quoted, CRLF": _plain(quoting=csv.QUOTE_ALL, lines="\r\n"),
    "semicolons": _plain(sep=";"),
    "semicolons, decimal commas": _plain(sep=";", decimal=","),
    "tabs, decimal commas": _plain(sep="\t", decimal=","),
    "commas, quoted decimal commas": _plain(decimal=","),
    "bars": _plain(sep="|"),
    "spaces": _plain(sep=" ", na_rep="NA"),
    "sep=; above it": _said,
    "thousands (1,234.5)": _thousands,
    "tabs, UTF-16": _plain(sep="\t", code="utf-16"),
    "semicolons, cp1252": _accented("cp1252", sep=";", decimal=","),
    "commas, Latin-1": _accented("latin-1"),
    "commas, cp1250": _accented("cp1250"),
    "old Mac's line ends": _plain(lines="\r"),
    "a separator at each end": _at_the_end,
    "no header": _no_header(),
    "no header, decimal commas": _no_header(sep=";", decimal=","),
    "R's write.csv": _row_names,
    "R's write.table": _write_table,
    "workbook": _workbook,
    "Parquet": _parquet,
}


def difference(wanted: pd.DataFrame, found: Table) -> str:
    """In what a table that was read is another one; nothing where it is the same."""
    names = [str(name).strip() for name in wanted]
    if names != list(found.frame):
        return f"names: {list(found.frame)[:4]} for {names[:4]}"
    if len(wanted) != len(found.frame):
        return f"rows: {len(found.frame)} for {len(wanted)}"
    for place, name in enumerate(found.frame):
        column, read = wanted.iloc[:, place], found.frame[name]
        same = _same(column, read, set(found.cells[str(name)].odd))
        if not same.all():
            row = int(np.argmin(same))
            return f"{name}, row {row + 1}: {read.iloc[row]!r} for {column.iloc[row]!r}"
    return ""


def _same(column: pd.Series, read: pd.Series, odd: set[str]) -> np.ndarray:
    """Row by row. A missing value is one however it was written; dates are compared as such."""
    texts = column.where(column.notna(), "").astype(str).str.split().str.join(" ")
    gone = (read.isna() & ((texts == "") | texts.isin(odd | {"inf", "-inf"}))).to_numpy()
    if read.dtype.kind == "M":
        return gone | (pd.to_datetime(texts, errors="coerce", format="mixed") == read).to_numpy()
    if read.dtype.kind == "f":
        numbers = pd.to_numeric(texts.str.replace(",", ""), errors="coerce").to_numpy(float)
        return gone | np.isclose(numbers, read.to_numpy(float), rtol=1e-9, atol=0)
    written = read.where(read.notna(), "").astype(str).str.split().str.join(" ")
    return gone | (written == texts).to_numpy() | ((texts == "") & (written == "NA")).to_numpy()

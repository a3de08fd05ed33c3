"""Files that are small and would become large, locked, or other than they were: a sentence each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from tests.data_files import csv, files, kept, npz, penguins
from tuning import datasets
from tuning.datasets import own, reading
from tuning.errors import InvalidInput
from tuning.settings import Settings
from tuning.study import DataSpec


def workbook(cells: dict[str, Any]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    sheet: Any = book.active
    for place, value in cells.items():
        sheet[place] = value
    book.save(file)
    return file.getvalue()


def sharing(rows: int, letters: int) -> bytes:
    """A workbook whose cells share one long text."""
    cells = "".join(f'<row r="{k}"><c r="A{k}" t="s"><v>0</v></c></row>' for k in range(1, rows))
    sheet = f"<worksheet><sheetData>{cells}</sheetData></worksheet>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>{'x' * letters}</t></si></sst>")
    return file.getvalue()


def parquet(**columns: Any) -> bytes:
    file = io.BytesIO()
    pd.DataFrame(columns).to_parquet(file)
    return file.getvalue()


def repeating(text: str, rows: int) -> bytes:
    """A Parquet file that holds a text once, for all of its rows."""
    file, places = io.BytesIO(), pa.array(np.zeros(rows, np.int32))
    column = pa.DictionaryArray.from_arrays(places, pa.array([text]))
    pq.write_table(pa.table({"a": column, "b": np.arange(rows)}), file)
    return file.getvalue()


def claiming(rows: int) -> bytes:
    """An `.npz` whose header claims so many rows, and none of which is there."""
    file = io.BytesIO()
    about = f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({rows}, 10), }}".encode()
    about += b" " * (-(11 + len(about)) % 64) + b"\n"
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("x_train.npy", "y_train.npy"):
            archive.writestr(name, b"\x93NUMPY\x01\x00" + len(about).to_bytes(2, "little") + about)
    return file.getvalue()


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
CELLS = "at most 10,000,000 cells (rows times columns), got "
BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "10 million cells": ("a.csv", lambda: b"a,b\n" + b"1,2\n" * 5_000_001, CELLS + "10,000,004"),
    "a cell in the last corner": (
        "a.xlsx",
        lambda: workbook({"A1": "x", "XFD1048576": 1}),
        CELLS + "17,179,869,184",
    ),
    "a text that many cells share": (
        "a.xlsx",
        lambda: sharing(50_001, 30_000),
        "at most 1,000 MB unpacked, got 1,501 MB",
    ),
    "a Parquet file of many rows": (
        "a.parquet",
        lambda: parquet(a=np.zeros(5_000_001, np.int8), b=np.zeros(5_000_001, np.int8)),
        CELLS + "10,000,002",
    ),
    "a text that many rows share": (
        "a.parquet",
        lambda: repeating("x" * 10**6, 1500),
        "at most 1,000 MB unpacked, got 1,500 MB",
    ),
    "arrays larger than they are": ("a.npz", lambda: claiming(10**12), "Unable to allocate"),
    "a password": ("a.xlsx", lambda: LOCKED, "is protected by a password: save it without one"),
    "old Excel": ("a.xlsx", lambda: LOCKED[:8] + b"Workbook", "of old Excel (.xls)"),
    "no workbook": ("a.xlsx", lambda: b"PK\x03\x04 and no more", "cannot be read as a workbook"),
    "an archive without a sheet": ("a.xlsx", lambda: npz(x=[1]), "it holds no sheet"),
    "no Parquet": ("a.parquet", lambda: b"PAR1 and no more", "cannot be read as Parquet"),
    "all rows missing": ("a.csv", lambda: b"a,b,c\n" + b",,\n" * 30, "no row of data below it"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_cannot_be_gets_one_sentence(case: str, place: Settings) -> None:
    filename, make, words = BAD[case]
    with pytest.raises(InvalidInput) as caught:
        own.keep(make(), filename, place)
    sentence = str(caught.value)
    assert words in sentence
    assert sentence.startswith(("a.", "x_train in a.", "y_train in a."))
    assert sentence.endswith(".")
    assert files(place) == []


def test_a_file_that_changes_while_it_is_read_is_told(
    place: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "birds.csv"
    file.write_bytes(penguins())
    read = Path.read_bytes

    def meanwhile(path: Path) -> bytes:
        content = read(path)
        if path == file:
            path.write_bytes(content + b"Biscoe,40.1,3700,male,PAL,61,Adelie\n")
        return content

    monkeypatch.setattr(Path, "read_bytes", meanwhile)
    with pytest.raises(InvalidInput, match=r"birds\.csv was changed while it was read: try again"):
        datasets.adopt(DataSpec(file=str(file), target="species"), place)
    assert files(place) == []


def test_pictures_with_channels_are_data(place: Settings) -> None:
    rng = np.random.default_rng(0)
    data = kept(
        npz(x_train=rng.integers(0, 256, (40, 32, 32, 3), np.uint8), y_train=np.arange(40) % 2),
        place,
        "pictures.npz",
    )
    found = datasets.load(data, place)
    assert found.image_shape == (32, 32, 3)
    assert (found.x_train.dtype, found.x_test.shape) == (np.uint8, (8, 32, 32, 3))


def test_names_are_data_whatever_they_hold(place: Settings) -> None:
    names = ['"a ""q"""', "$x$", '"<b>\nend"', "🙂", "_id_", "X", "x", "kind"]
    rows = [[*((k * n) % 11 / 9 for n in range(1, 8)), "ab"[k % 2]] for k in range(40)]
    data = kept(csv(",".join(names), rows), place, target="kind")
    shown = datasets.load(data, place).feature_names
    assert shown == ('a "q"', "$x$", "<b>\nend", "🙂", "_id_", "X", "x")
    assert reading.read(own.read(data, place), "a.csv").cells["<b>\nend"].kind == "number"

"""What a workbook would take in memory, counted in its archive before anything is unpacked at once.

A sheet of one cell in its last corner, or a long text that a million cells share, is small on disk.
Raises InvalidInput, one sentence each.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO

import numpy as np

from tuning.datasets.rules import BROKEN, FIELD, check_cells, check_unpacked
from tuning.errors import InvalidInput

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_SHARED = "xl/sharedStrings.xml"
_PLACE = re.compile(rb"""<(?:\w+:)?(?:c|row)\s[^>]*?\br=["']([A-Z]{0,3})(\d{1,7})["']""")
_OF_SHARED = re.compile(rb"""\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>(\d{1,9})<""")
_TEXT_ENDS = re.compile(rb"</(?:\w+:)?si>")
_CHUNK, _OVERLAP = 2**22, 300


def check(content: bytes, title: str) -> None:
    """Refuses an archive that is none, or that would unpack to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_unpacked(sum(member.file_size for member in archive.infolist()), title)
            sheets = [name for name in archive.namelist() if _SHEET.fullmatch(name)]
            lengths = _lengths(archive)
            for name in sheets:
                with archive.open(name) as sheet:
                    _check_sheet(sheet, lengths, title)
    except BROKEN as error:
        raise InvalidInput(
            f"{title} cannot be read as a workbook (.xlsx): {str(error).rstrip('.')}.", FIELD
        ) from error
    if not sheets:
        raise InvalidInput(f"{title} is no workbook (.xlsx): it holds no sheet.", FIELD)


def _lengths(archive: zipfile.ZipFile) -> np.ndarray:
    """About how many bytes each text has that cells share."""
    if _SHARED not in archive.namelist():
        return np.zeros(0, np.int64)
    ends, before = [0], 0
    with archive.open(_SHARED) as file:
        while part := file.read(_CHUNK):
            ends += [before + found.end() for found in _TEXT_ENDS.finditer(part)]
            before += len(part)
    return np.diff(np.array([*ends, before], np.int64))


def _check_sheet(sheet: IO[bytes], lengths: np.ndarray, title: str) -> None:
    """Rows times columns that its cells span, which a reader reserves, and the texts in them."""
    last_row, last_column, texts = 0, 0, 0
    for part in _parts(sheet):
        places = _PLACE.findall(part)
        last_row = max(last_row, *(int(row) for _, row in places), 0)
        last_column = max(last_column, *(_number(letters) for letters in {a for a, _ in places}), 0)
        shared = np.array(_OF_SHARED.findall(part), np.int64)
        texts += int(lengths[shared[shared < len(lengths)]].sum())
        check_cells(last_row * last_column, title)
        check_unpacked(texts, title)


def _parts(sheet: IO[bytes]) -> Iterator[bytes]:
    """A sheet in pieces that no cell's beginning is cut by."""
    rest = b""
    while part := sheet.read(_CHUNK):
        whole = rest + part
        cut = whole.rfind(b"<c ")
        cut = cut if len(whole) - _OVERLAP < cut else len(whole)
        yield whole[:cut]
        rest = whole[cut:]
    yield rest


def _number(letters: bytes) -> int:
    """Which column letters name, from 1."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number

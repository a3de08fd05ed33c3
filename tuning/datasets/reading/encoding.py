"""The bytes of a text file as text: in UTF-8, else as its byte order mark or its letters say.

Raises InvalidInput.
"""

from __future__ import annotations

import codecs

from tuning.datasets.rules import FIELD
from tuning.errors import InvalidInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks; UTF-32's little one begins with UTF-16's."""
_WESTERN = ("cp1252", "latin-1")


def decoded(content: bytes, title: str) -> tuple[str, str]:
    """The text without a byte order mark, and the name of its encoding."""
    if not content.strip():
        raise InvalidInput(f"{title} is empty.", FIELD)
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    for name in [marked] if marked else [*_wide(content), "utf-8", *_WESTERN]:
        try:
            text = content.decode(name)
        except UnicodeDecodeError as error:
            if marked:
                raise InvalidInput(
                    f"{title} begins as a text in {name.upper()} and is none: {error.reason}.",
                    FIELD,
                ) from error
            continue
        if "\0" not in text:
            if not text.strip():
                raise InvalidInput(f"{title} is empty.", FIELD)
            return text, name
    raise InvalidInput(
        f"{title} is not a text file: a table is text, a workbook (.xlsx) or Parquet.", FIELD
    )


def _wide(content: bytes) -> list[str]:
    """UTF-16 without its mark has a zero in every second byte of a text in Latin letters."""
    sample = content[:4096]
    zeros = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half and max(zeros) > 0.4 * half and min(zeros) == 0:
        return ["utf-16-be" if zeros[0] else "utf-16-le"]
    return []


def note(title: str, name: str) -> list[str]:
    """What was assumed, where it is not UTF-8."""
    if name in ("utf-8", "utf-8-sig"):
        return []
    known = _TITLES.get(name, name)
    return [f"{title} is read as {known}" + (", since it is no UTF-8." if name in _TITLES else ".")]


_TITLES = {"cp1252": "Windows-1252 (cp1252)", "latin-1": "Latin-1"}

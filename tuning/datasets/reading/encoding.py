"""The bytes of a text file as text: in UTF-8, else as its byte order mark or its letters say.

Raises InvalidInput.
"""

from __future__ import annotations

import codecs
import contextlib
import re

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
_LETTERS = "àâäáãåæçèéêëìíîïñòóôöõøùúûüýÿœßÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØÙÚÛÜÝŒ"
_SIGNS = "–—‘’“”„…•·°±µ§²³½¼¾×©®™«»€£¥¢¿¡ªº¹ "
_BETWEEN = "’–—·×µ"
"""Signs that stand between letters, too."""
_USUAL = re.compile(
    rf"(?<![^\x00-\x7f])(?:[{_LETTERS}]{{1,2}}|[{_BETWEEN}]|(?<![A-Za-z])[{_SIGNS}]{{1,2}}"
    rf"|[{_SIGNS}]{{1,2}}(?![A-Za-z]))(?![^\x00-\x7f])"
)
"""What stands beyond ASCII in Western European texts: a letter among others, a sign beside them."""
_ENOUGH = 0.9
_OTHERS = (
    *("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r"),
    *("mac_roman", "cp850", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
)
"""What charset-normalizer chooses among where a text is not Western European."""
_SAMPLE = 50_000


def decoded(content: bytes, title: str) -> tuple[str, str]:
    """The text without a byte order mark, and the name of its encoding."""
    if not content.strip():
        raise InvalidInput(f"{title} is empty.", FIELD)
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if marked:
        return _marked(content, marked, title), marked
    for name in [*_wide(content), "utf-8"]:
        with contextlib.suppress(UnicodeDecodeError):
            return _text(content.decode(name), title), name
    if b"\0" in content:
        raise _no_text(title)
    for name in [_guessed(content), "cp1252"]:
        with contextlib.suppress(UnicodeDecodeError):
            return _text(content.decode(name), title), name
    return _text(content.decode("latin-1"), title), "latin-1"


def _marked(content: bytes, name: str, title: str) -> str:
    try:
        return _text(content.decode(name), title)
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"{title} begins as a text in {name.upper()} and is none: {error.reason}.", FIELD
        ) from error


def _text(text: str, title: str) -> str:
    if "\0" in text:
        raise _no_text(title)
    if not text.strip():
        raise InvalidInput(f"{title} is empty.", FIELD)
    return text


def _no_text(title: str) -> InvalidInput:
    return InvalidInput(
        f"{title} is not a text file: a table is text, a workbook (.xlsx) or Parquet.", FIELD
    )


def _guessed(content: bytes) -> str:
    """The encoding of a text that is not in UTF-8, by the lines that have more than ASCII."""
    lines = [line for line in content[: 20 * _SAMPLE].splitlines() if not line.isascii()]
    sample = b"\n".join(lines)[:_SAMPLE]
    with contextlib.suppress(UnicodeDecodeError):
        text = sample.decode("cp1252")
        others = len(re.findall(r"[^\x00-\x7f]+", text))
        if sum(1 for _ in _USUAL.finditer(text)) >= _ENOUGH * others:
            return "cp1252"
    import charset_normalizer

    best = charset_normalizer.from_bytes(sample, cp_isolation=list(_OTHERS)).best()
    return best.encoding if best else "cp1252"


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
    if name in _TITLES:
        return [f"{title} is read as {_TITLES[name]}."]
    return [f"{title} is no UTF-8 and is read as {name}: see whether its texts are right."]


_TITLES = {
    "cp1252": "Western European text (Windows-1252), since it is no UTF-8",
    "latin-1": "Western European text (Latin-1), since it is no UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
}

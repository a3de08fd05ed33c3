"""Names that people gave, of studies, columns, classes and files: data, and never markup.

One function for each kind of place that would read markup in them; each shows the name as it is.
And what keeps a name short enough, seen, and unlike the others. Knows neither Streamlit nor Plotly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import escape

from tuning.errors import InvalidInput, quoted

MOST = 200
"""Letters that a study's name may have."""
LONG = 80
"""Letters of a name in a title; of a longer one the rest is shown on hover."""
MOST_OF_A_PERSON = 24
"""Letters that a first name may have."""
_NUMBER = re.compile(r" \((\d{1,5})\)$")
_ROOM = 8
"""Letters that a number may take."""
_IN_EMOJI = "\u200c\u200d\ufe0e\ufe0f"
"""What joins pictures to one, and says how a sign is drawn; some scripts write with it, too."""
JOINER = "\u2060"
"""Joins two letters, is not seen, and parts what Streamlit would replace after its Markdown."""
ISOLATE, END = "\u2068", "\u2069"
"""Around a text whose direction must not turn what stands beside it."""

_PUNCTUATION = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]()#+-.!|~:$<>/&"})
_IN_A_FILE = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|$~&"})
_REPLACED = re.compile(
    r"(?<!\S)(?P<arrow><->|->|<-|--|>=|<=|~=)(?!\S)"
    r"|:(?=streamlit:|//)|www(?=\.)|@(?=[\w-])"
)
"""Arrows, Streamlit's logo, and addresses that would become links, escaped or not."""
_TURNING = {"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI"}


def markdown(text: str) -> str:
    """For Streamlit's labels, titles, captions, messages and helps, which read Markdown."""
    parted = _REPLACED.sub(_part, " ".join(text.split()))
    return isolated(parted).translate(_PUNCTUATION)


def span(text: str, in_table: bool = False) -> str:
    """For a file of Markdown, as code: whatever it holds stands there as it is, in one line.

    `in_table`: in a table's cell, where a bar must be escaped.
    """
    shown = isolated(" ".join(text.split()) or " ")
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    inside = f" {shown} " if "`" in (shown[0], shown[-1]) else shown
    return f"{fence}{inside.replace('|', chr(92) + '|') if in_table else inside}{fence}"


def sentence(text: str) -> str:
    """For a file of Markdown: a sentence that may name what people named."""
    return isolated(" ".join(text.split())).translate(_IN_A_FILE)


def plotly(text: str) -> str:
    """For texts of a figure, which read HTML, and `%{…}` in templates."""
    escaped = escape(text, quote=False).replace("%{", "%&#123;")
    return isolated(" ".join(escaped.split()))


def html(text: str, most: int | None = None) -> str:
    """For our own HTML: cut to `most` letters, the whole name on hover then."""
    shown = cut(text, most) if most else text
    inside = isolated(escape(shown))
    return inside if shown == text else f'<span title="{escape(text)}">{inside}</span>'


def cut(text: str, most: int = LONG) -> str:
    """At most so many letters, the last one an ellipsis where some are left out."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    while kept and (unicodedata.combining(kept[-1]) or kept[-1] in "\u200d\ufe0f"):
        kept = kept[:-1]
    return kept.rstrip() + "…"


def of_a_study(text: str) -> str:
    """The name of a study as it is kept; empty where nothing of it would be seen.

    Raises InvalidInput if it is too long.
    """
    name = text.strip()
    if len(name) > MOST:
        raise InvalidInput(f"A name may have at most {MOST} letters, got {len(name):,}.", "name")
    return "" if all(unicodedata.category(letter)[0] in "ZC" for letter in name) else name


def of_a_person(text: str) -> str:
    """A first name as it is kept: spaces as one, letters composed.

    Raises InvalidInput for one that is empty, too long, or has what is no letter to be seen.
    """
    name = unicodedata.normalize("NFC", " ".join(filter(None, text.split(" "))))
    kinds = [unicodedata.category(letter) for letter in name if letter not in _IN_EMOJI]
    if any(kind in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for kind in kinds):
        raise InvalidInput(f"A first name has no control characters, got {quoted(name)}.", "name")
    if all(kind[0] in "ZM" for kind in kinds):
        raise InvalidInput("A first name has at least one letter, got none.", "name")
    if len(name) > MOST_OF_A_PERSON:
        raise InvalidInput(
            f"A first name has at most {MOST_OF_A_PERSON} letters, got {len(name):,}.", "name"
        )
    return name


def stem(name: str) -> str:
    """A name without its number, short enough to take another."""
    return _NUMBER.sub("", name)[: MOST - _ROOM]


def numbered(name: str, taken: Iterable[str]) -> str:
    """The name, or where it is taken the next of its kind: `Random search on digits (2)`."""
    taken = set(taken)
    if name not in taken:
        return name
    first = stem(name)
    kind = re.compile(re.escape(first) + _NUMBER.pattern)
    numbers = [int(found[1]) for other in taken if (found := kind.fullmatch(other))]
    return f"{first} ({max(numbers, default=1) + 1})"


def unique(names: Iterable[str]) -> list[str]:
    """The same names, those that come again with a number: a table's columns need different ones.

    `["a", "a", "a (2)"]` becomes `["a", "a (3)", "a (2)"]`.
    """
    given = list(names)
    found: list[str] = []
    for name in given:
        free, number = name, 2
        while free in found or (free != name and free in given):
            free, number = f"{name} ({number})", number + 1
        found.append(free)
    return found


def _part(found: re.Match[str]) -> str:
    at = 1 if found["arrow"] else len(found[0])
    return found[0][:at] + JOINER + found[0][at:]


def isolated(text: str) -> str:
    """For plain texts of several names: one that runs from right to left turns no other."""
    turns = any(unicodedata.bidirectional(letter) in _TURNING for letter in text)
    return f"{ISOLATE}{text}{END}" if turns else text

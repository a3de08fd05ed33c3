"""Which page of Learn explains a hyperparameter, a strategy or a word of the field."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from tuning.learn.lessons import LESSONS
from tuning.text import glossary

PAGE = "learn"
PAGE_OF, PLAN, WORD = "page", "plan", "word"
"""What its address says: which lesson, which lesson plan, which word of the glossary."""
WORDS = "words"
"""The page of the glossary, among the lessons' names."""
_LAYER = re.compile(r"units_\d+")
_SAME = {"dropout_after": "dropout", "dropout_blocks": "dropout"}
"""Hyperparameters that another's lesson explains."""


def lesson_of(name: str) -> str | None:
    """The lesson on a hyperparameter or a strategy; None where there is none."""
    known = "units" if _LAYER.fullmatch(name) else _SAME.get(name, name)
    return known if known in LESSONS else None


def lesson_on(word: str) -> str | None:
    """The lesson on what a word of the glossary names, as `batch size` or `unit`."""
    name = re.sub(r"[ -]", "_", word)
    return lesson_of(name) or lesson_of(f"{name}s")


def title(term: str) -> str:
    """What the page that explains a term calls it."""
    found = lesson_of(term)
    return LESSONS[found].title if found else glossary.titled(_word(term) or term)


def query(term: str) -> dict[str, str] | None:
    """What to ask the Learn page for; None for a term that no page explains."""
    found = lesson_of(term)
    if found is not None:
        return {PAGE_OF: found}
    word = _word(term)
    return None if word is None else {PAGE_OF: WORDS, WORD: word}


def address(term: str) -> str | None:
    """The same as an address within the app: `learn?page=learning_rate`."""
    asked = query(term)
    return None if asked is None else f"{PAGE}?{urlencode(asked)}"


def _word(term: str) -> str | None:
    """The word of the glossary that a hyperparameter's name, or a text, is."""
    return glossary.key(term.replace("_", " "))

"""The field's own words, each in one sentence, and the article that the presets come from.

Pages take their hover texts from here; the words stand in `terms.toml`. Imports nothing of the
project.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

_FILE = tomllib.loads(Path(__file__).with_name("terms.toml").read_text(encoding="utf-8"))
TERMS: dict[str, str] = _FILE["terms"] | _FILE["alone"]
"""What each means, by the singular, in small letters."""


def _forms(term: str) -> set[str]:
    """A term's singular and plural."""
    plurals = {f"{term[:-1]}ies"} if term.endswith("y") else {f"{term}s", f"{term}es"}
    return {term} | plurals


def _pattern(forms: Iterable[str]) -> re.Pattern[str]:
    """Finds the longest of the forms at a place, and none within a longer or a joined word."""
    longest = map(re.escape, sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(longest)})(?![\w-])", re.IGNORECASE)


_TERM = {form: term for term in TERMS for form in _forms(term)} | _FILE["also"]
"""The term that a form is one of."""
_WITHIN = _pattern(form for form, term in _TERM.items() if term not in _FILE["alone"])

_ABBREVIATIONS = re.compile(r"\b(?:auc|mae|rmse|roc)\b")

ARTICLE = "Hyperparameter Tuning in Neural Networks"
ARTICLE_URL = "https://skhabiri.com/2021-02-02-Hyperparameter-Tuning-in-Neural-Networks/"
THE_ARTICLE = (
    f"“The article” is [{ARTICLE}]({ARTICLE_URL}) by Shahnam Khabiri; its searches are presets "
    "here."
)
"""Markdown; once on each page that mentions the article."""


def key(word: str) -> str | None:
    """A term as it stands in `TERMS`, from the singular or the plural; None for no term."""
    return _TERM.get(word.strip().lower())


def titled(term: str) -> str:
    """A term as it stands by itself: `Batch size`, `ROC AUC`, `F1`."""
    shown = _ABBREVIATIONS.sub(lambda found: found[0].upper(), term)
    return shown[:1].upper() + shown[1:]


def meaning(word: str) -> str | None:
    """What a term means, in the singular or the plural; None for a word that is none."""
    found = key(word)
    return None if found is None else TERMS[found]


def parts(text: str) -> list[tuple[str, str | None]]:
    """A text cut at its terms: each piece with the term that it is, as `TERMS` has it, or None.

    A term that is a common word, too, counts where it is the whole text.
    """
    if (whole := key(text)) is not None:
        return [(text, whole)]
    found, end = [], 0
    for match in _WITHIN.finditer(text):
        found += [(text[end : match.start()], None), (match[0], key(match[0]))]
        end = match.end()
    return [(piece, term) for piece, term in [*found, (text[end:], None)] if piece]

"""A report's data as few letters: lists that begin alike are kept once, numbers by their steps.

What a moment of a replay shows is mostly the beginning of what a later one does, and numbers that
follow each other are mostly near each other. The browser's side is `page/unpack.js`; it gets back
the same numbers to the last digit. NaN and infinity, which JSON does not have, become null.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

LEAST = 8
"""Values from which on a list is kept apart."""
MOST_PLACES = 9
"""Decimals of numbers that are kept by their steps."""
EXACT = 2**53
REFERENCE = "§"
"""The key of what stands in a list's place: which of the lists, and how many of its values."""


def packed(data: Any) -> str:
    """`data`, which json can write, as JSON: `{"lists": […], "data": …}`."""
    found = _Lists()
    shown = found.replaced(data)
    return _json({"lists": found.kept(), "data": shown})


@dataclass
class _Lists:
    """The lists that were taken out, each as its text, by what stands in their places."""

    texts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def replaced(self, value: Any) -> Any:
        """`value` with a reference in place of each of its longer lists of plain values."""
        if isinstance(value, float):
            return value if math.isfinite(value) else None
        if isinstance(value, dict):
            return {key: self.replaced(inner) for key, inner in value.items()}
        if not isinstance(value, list | tuple):
            return value
        inside = [self.replaced(inner) for inner in value]
        if len(inside) < LEAST or not {*map(type, inside)} <= _PLAIN:
            return inside
        reference: dict[str, Any] = {REFERENCE: [0, len(inside)]}
        self.texts.setdefault(f"{_json(inside)[1:-1]},", []).append(reference)
        return reference

    def kept(self) -> list[Any]:
        """The lists that none of the others begins with; says to each reference which is its own.

        In the order of their texts, a list comes before all that begin with it.
        """
        heads: list[str] = []
        for text in sorted(self.texts, reverse=True):
            if not heads or not heads[-1].startswith(text):
                heads.append(text)
            for reference in self.texts[text]:
                reference[REFERENCE][0] = len(heads) - 1
        return [_by_steps(head) for head in heads]


_PLAIN = {int, float, str, type(None)}


def _by_steps(text: str) -> Any:
    """A list as whole steps of 10 ** -`places`, if it has numbers alone and is shorter so."""
    values: list[Any] = json.loads(f"[{text[:-1]}]")
    known = [value for value in values if value is not None]
    if not known or any(isinstance(value, str) for value in known):
        return values
    numbers = np.array(known, dtype=float)
    most = float(np.abs(numbers).max())
    for places in range(MOST_PLACES + 1):
        if most * 10.0**places >= EXACT:
            break
        whole = np.round(numbers * 10.0**places)
        if (whole / 10.0**places == numbers).all():
            steps = iter(np.diff(whole, prepend=0.0).astype(int).tolist())
            shown = [None if value is None else next(steps) for value in values]
            told = {"steps": shown, "places": places}
            return told if len(_json(told)) < len(text) else values
    return values


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))

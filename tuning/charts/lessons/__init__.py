"""The figures of the lessons: a function each, by the name that a lesson's page gives it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

FIGURES: dict[str, Callable[[], dict[str, Any]]] = {}


def figure(name: str) -> dict[str, Any]:
    """A figure as a plain dict."""
    return FIGURES[name]()

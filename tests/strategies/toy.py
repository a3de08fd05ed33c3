"""A strategy that the project does not have, as a newcomer would add it: by two files alone."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tuning import strategies

STRATEGY = '''
"""The first cells of a grid, and no more."""

from itertools import islice

from tuning.strategies._base import Strategy
from tuning.strategies._counts import whole
from tuning.strategies._drawn import most_draws
from tuning.strategies._grid import POINTS
from tuning.strategies._option import Option


def cells(spec):
    options = spec.strategy.options
    return list(islice(spec.space.combinations(options["points"]), options["cells"]))


def count(spec):
    return whole(spec, len(cells(spec)))


STRATEGY = Strategy(
    name="toy",
    title="First cells",
    library="nobody",
    help="Walks the first cells of a grid, and stops there.",
    color="#123456",
    group="Grids",
    options=(Option("cells", "Cells", "How many are tried.", "int", 4, low=1, high=100), POINTS),
    count=count,
    points_option="points",
    least={"cells": 1},
    fill=most_draws("cells"),
)
'''
ADAPTER = '''
"""Walks the cells one after the other."""

from tuning.engine.strategies._base import SearchStrategy
from tuning.strategies.toy import cells


class FirstCells(SearchStrategy):
    name = "toy"

    def search(self, trials):
        for number, values in enumerate(cells(self.spec)):
            while trials.in_flight >= trials.ahead:
                trials.next_ended()
            trials.start(values, reason={"text": f"Cell {number}."}, native=str(number))
        while trials.in_flight:
            trials.next_ended()
        return {}
'''


@contextmanager
def added(folder: Path, *, with_adapter: bool = False) -> Iterator[None]:
    """The two files stand in their packages, as far as Python can tell."""
    files = {"tuning.strategies": STRATEGY}
    if with_adapter:
        files["tuning.engine.strategies"] = ADAPTER
    with pytest.MonkeyPatch.context() as patch:
        for package, text in files.items():
            place = folder / package
            place.mkdir()
            (place / "toy.py").write_text(text)
            known = importlib.import_module(package)
            patch.setattr(known, "__path__", [*known.__path__, str(place)])
        _find()
        yield
    for package in files:
        sys.modules.pop(f"{package}.toy", None)
    _find()


def _find() -> None:
    importlib.invalidate_caches()
    strategies.find(strategies.__name__, strategies.__path__)

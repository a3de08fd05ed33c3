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
"""Every combination of a grid, the last one first."""

from tuning.strategies._base import Strategy
from tuning.strategies._counts import whole
from tuning.strategies._grid import POINTS, finest_grid


def cells(spec):
    return list(spec.space.combinations(spec.strategy.options["points"]))[::-1]


def count(spec):
    return whole(spec, len(cells(spec)))


STRATEGY = Strategy(
    name="toy",
    title="Backwards",
    library="nobody",
    help="Walks a grid from its end.",
    color="#123456",
    group="Grids",
    options=(POINTS,),
    count=count,
    walks_whole_grid=True,
    points_option="points",
    least={"points": 2},
    fill=finest_grid("points", 2),
)
'''
ADAPTER = '''
"""Walks the combinations one after the other."""

from tuning.engine.proposals import Reason
from tuning.engine.strategies._base import SearchStrategy
from tuning.strategies.toy import cells


class Backwards(SearchStrategy):
    name = "toy"

    def search(self, trials):
        for number, values in enumerate(cells(self.spec)):
            while not trials.has_room:
                trials.next_ended()
            trials.start(values, reason=Reason(f"Cell {number}."), native=str(number))
        while trials.next_ended() is not None:
            pass
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

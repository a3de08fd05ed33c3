"""The HParams strategy: the grid of listed values and range ends, one TensorBoard run each.

TensorBoard's dashboard reads what `books.summaries` writes; the walk is the article's.
"""

from __future__ import annotations

from typing import Any

from tuning.engine.proposals import Reason
from tuning.engine.strategies._base import SearchStrategy, TrialRunner
from tuning.strategies.hparams_grid import interval_points


class HParamsGrid(SearchStrategy):
    """Walks the grid in the order in which the space was written."""

    name = "hparams_grid"

    def search(self, trials: TrialRunner) -> dict[str, Any]:
        cells = interval_points(self.spec).combinations()
        total = interval_points(self.spec).grid_size()
        for run, values in enumerate(cells):
            while not trials.has_room:
                trials.next_ended()
            text = f"Cell {run + 1} of {total}: every listed value with both ends of every range."
            trials.start(values, reason=Reason(text), native=str(run))
        while trials.next_ended() is not None:
            pass
        return {}

"""The HParams technique: the grid of listed values and range ends, one TensorBoard run each.

TensorBoard's dashboard reads what `tuning.engine.summaries` writes; the walk is the article's.
"""

from __future__ import annotations

from typing import Any

from tuning.engine.strategies._base import SearchStrategy
from tuning.engine.trials import Trials
from tuning.strategies.hparams_grid import interval_points


class HParamsGrid(SearchStrategy):
    """Walks the grid in the order in which the space was written."""

    name = "hparams_grid"

    def search(self, trials: Trials) -> dict[str, Any]:
        cells = interval_points(self.spec).combinations()
        total = interval_points(self.spec).grid_size()
        for run, values in enumerate(cells):
            while trials.in_flight >= trials.ahead:
                trials.next_ended()
            text = f"Cell {run + 1} of {total}: every listed value with both ends of every range."
            trials.start(values, reason={"text": text}, native=str(run))
        while trials.in_flight:
            trials.next_ended()
        return {}

"""By hand: the person proposes every trial. The study stays open until they finish it."""

from __future__ import annotations

from typing import Any

from tuning.engine.strategies._base import SearchStrategy
from tuning.engine.trials import Trials


class ByHand(SearchStrategy):
    """Runs the first trials of the spec, then whatever is queued."""

    name = "by_hand"

    def search(self, trials: Trials) -> dict[str, Any]:
        for number, values in enumerate(self.options["trials"]):
            reason = {"text": "From the list the study began with."}
            trials.start(dict(values), reason=reason, native=f"first-{number}")
        while trials.in_flight or (self.options["stay_open"] and not trials.is_to_finish):
            if not trials.in_flight:
                trials.queue.rest()
            trials.poll()
        return {}

"""By hand: the person proposes every trial. The study stays open until they finish it."""

from __future__ import annotations

from typing import Any

from tuning.engine.proposals import Reason
from tuning.engine.strategies._base import SearchStrategy, TrialRunner


class ByHand(SearchStrategy):
    """Runs the first trials of the spec, then whatever is queued."""

    name = "by_hand"

    def search(self, trials: TrialRunner) -> dict[str, Any]:
        for number, values in enumerate(self.options["trials"]):
            reason = Reason("From the list the study began with.")
            trials.start(dict(values), reason=reason, native=f"first-{number}")
        while trials.next_ended(stay_open=self.options["stay_open"]) is not None:
            pass
        return {}

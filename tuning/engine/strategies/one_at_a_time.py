"""One hyperparameter at a time: tune it on its own values, keep its best, go on to the next.

The article's advice in place of a full grid, known as coordinate search. No library has it. What
comes next is decided only when all trials of a hyperparameter have ended: whichever ends first, a
resumed study takes the same way. A trial added by hand is learned from then, too: the walk meets
it as already scored.
"""

from __future__ import annotations

import json
from typing import Any

from tuning.engine.proposals import Reason, TrialOutcome
from tuning.engine.strategies._base import SearchStrategy, TrialRunner
from tuning.space import Values, show


class OneAtATime(SearchStrategy):
    """Walks the hyperparameters in the person's order, several passes if so asked."""

    name = "one_at_a_time"

    def search(self, trials: TrialRunner) -> dict[str, Any]:
        self.scores: dict[str, float | None] = {}
        self.by_hand: dict[int, TrialOutcome] = {}
        path: list[dict[str, Any]] = []
        best = self._start_values()
        for turn in range(1, int(self.options["passes"]) + 1):
            for name in self._order():
                if name not in self.spec.space.active(best):
                    continue
                best = self._tune(trials, name, best, turn)
                path.append(
                    {
                        "pass": turn,
                        "parameter": name,
                        "best": best[name],
                        "score": self.scores[self._key(best)],
                    }
                )
        return {"path": path, "full_grid": self.spec.space.grid_size(int(self.options["points"]))}

    def _order(self) -> list[str]:
        searched = list(self.spec.space.searched)
        first = list(self.options["order"])
        return first + [name for name in searched if name not in first]

    def _start_values(self) -> Values:
        """Every range at its first point, what is fixed as it is."""
        return {name: p.points(1)[0] for name, p in self.spec.space.parameters.items()}

    def _tune(self, trials: TrialRunner, name: str, best: Values, turn: int) -> Values:
        """The best values once `name` has been through all its own."""
        points = self.spec.space[name].points(int(self.options["points"]))
        candidates = [best] + [{**best, name: value} for value in points if value != best[name]]
        for candidate in candidates:
            if self._key(candidate) not in self.scores:
                while not trials.has_room:
                    self._take(trials.next_ended())
                self._start(trials, candidate, name, turn)
        while (ended := trials.next_ended()) is not None:
            self._take(ended)
        for _, ended in sorted(self.by_hand.items()):
            self.scores.setdefault(self._key(ended.values), ended.score)
        scored = [(self.scores[self._key(c)], c) for c in candidates]
        usable = [(score, values) for score, values in scored if score is not None]
        if not usable:
            return best
        top = self.spec.objective.best(score for score, _ in usable)
        return next(values for score, values in usable if score == top)

    def _start(self, trials: TrialRunner, values: Values, name: str, turn: int) -> None:
        key = self._key(values)
        self.scores[key] = None
        text = f"{name} = {show(values[name])}, while the others keep their best values so far."
        reason = Reason(text, {"parameter": name, "pass": turn})
        trials.start(values, reason=reason, native=key)

    def _take(self, ended: TrialOutcome | None) -> None:
        if ended is None:
            return
        if ended.is_by_hand:
            self.by_hand[ended.number] = ended
        else:
            self.scores[self._key(ended.values)] = ended.score

    def _key(self, values: Values) -> str:
        return json.dumps(self.spec.space.active(values), sort_keys=True)

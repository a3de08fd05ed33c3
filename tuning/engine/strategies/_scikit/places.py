"""Which fit of a search a thread is at: its candidate, its split, and its round.

scikit-learn's callbacks say so, in the thread that trains; nothing in a fit's own arguments does.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from tuning.engine.reports import FitStarted
from tuning.study import FitKind


@dataclass(frozen=True)
class Place:
    """Which fit of the search this is."""

    number: int
    """Of the trial, from 1."""
    kind: FitKind
    index: int
    round: int = 0
    """Of a halving search: its iteration, from 0."""
    candidates: int = 0
    resources: int = 0

    @classmethod
    def reported(cls, report: FitStarted) -> Place:
        """The place of a fit that a worker reports."""
        more = report.place
        return cls(*report.fit, more["round"], more["candidates"], more["resources"])

    @property
    def in_search(self) -> dict[str, int]:
        """What of it a fit's own key does not say."""
        return {
            "round": self.round,
            "candidates": self.candidates,
            "resources": self.resources,
        }


def place_of(search: Any, task: int, kind: FitKind) -> Place:
    """The place of a search's task, by the number that scikit-learn gives it in its round."""
    rounds = getattr(search, "n_candidates_", [])
    candidate, split = divmod(task, search.n_splits_)
    return Place(
        int(sum(rounds[:-1])) + candidate + 1,
        kind,
        split,
        max(len(rounds) - 1, 0),
        int(rounds[-1]) if rounds else 0,
        int(search.n_resources_[-1]) if rounds else 0,
    )


class _ThisThread(threading.local):
    place: Place | None = None


_this_thread = _ThisThread()


def current_place() -> Place:
    """The place of the fit that scikit-learn has begun in this thread."""
    assert _this_thread.place is not None
    return _this_thread.place


class Places:
    """scikit-learn's callback: keeps the place of a fit for as long as the fit takes."""

    def __init__(self, kind: FitKind) -> None:
        self.kind = kind

    def setup(self, estimator: Any, context: Any) -> None:
        pass

    def teardown(self, estimator: Any, context: Any) -> None:
        _this_thread.place = None  # a refit that failed has no end

    def on_fit_task_begin(self, estimator: Any, context: Any) -> None:
        if context.task_name == "candidate-split-evaluation":
            _this_thread.place = place_of(estimator, context.task_id, self.kind)
        elif context.task_name == "refit-with-best-params":
            _this_thread.place = Place(int(estimator.best_index_) + 1, FitKind.REFIT, 0)

    def on_fit_task_end(self, estimator: Any, context: Any) -> None:
        _this_thread.place = None

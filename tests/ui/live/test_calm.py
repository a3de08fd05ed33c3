"""Larger figures follow trials one by one, and crowds of them every two seconds."""

from __future__ import annotations

from typing import cast

from tuning.store.counts import Totals
from tuning.store.view import StudyView
from tuning.ui.live.calm import FEW, SECONDS, _Beat, _calm


class _View:
    def __init__(self, ended: int) -> None:
        self.totals = Totals(completed=ended - 1, failed=1)


def view(ended: int) -> StudyView:
    return cast(StudyView, _View(ended))


def test_trials_that_end_one_by_one_are_shown_at_once() -> None:
    beat = _Beat(100.0, 10, view(10))
    for ended in range(10, 10 + FEW + 1):
        now = view(ended)
        assert _calm(beat, now, 100.5) is now


def test_of_a_crowd_the_last_one_shown_stands_until_the_time_is_over() -> None:
    beat = _Beat(100.0, 10, first := view(10))
    assert _calm(beat, view(10 + FEW + 1), 100.1) is first
    assert _calm(beat, later := view(60), 100.0 + SECONDS) is later
    assert _calm(beat, view(90), 101.0 + SECONDS) is later
    assert _calm(beat, last := view(90), 100.0 + 2 * SECONDS) is last

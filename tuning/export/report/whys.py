"""Why each trial was tried: a sentence of every one, and figures of the best ones.

An explanation is reckoned from what was known when its trial was proposed: no later moment changes
it, and so a report carries it ready made.
"""

from __future__ import annotations

from typing import Any

from tuning import charts
from tuning.analysis.why import Why, why
from tuning.charts.why import Drawn, drawn
from tuning.export.report.figures import color
from tuning.store.view import StudyView

MOST_DRAWN = 60
"""Trials whose explanation has figures: all of a small study, the best of a large one."""


def whys(view: StudyView) -> dict[str, Any]:
    """By trial in their order the `sentences`; by number what is `drawn`."""
    told = {number: why(view, number) for number in view.numbers}
    best = [number for _, number in view.ranked]
    chosen = list(dict.fromkeys([*best, *view.numbers]))[:MOST_DRAWN]
    found = {number: _drawn(view, told[number]) for number in chosen}
    return {
        "sentences": [one.sentence for one in told.values()],
        "drawn": {str(number): shown for number, shown in found.items() if shown},
    }


def _drawn(view: StudyView, told: Why) -> dict[str, Any] | None:
    own = charts.trial_colors([told.number], view.study.best_number)[told.number]
    metric = view.study.spec.objective.metric
    found = drawn(told, color=color(view), own=own, metric=metric)
    return _carried(found, told.note) if found else None


def _carried(found: Drawn, note: str) -> dict[str, Any]:
    return {
        "title": found.title,
        "note": note,
        "wide": found.is_wide,
        "legend": [{"sign": m.sign, "color": m.color, "text": m.text} for m in found.legend],
        "panels": [
            {"title": p.title, "name": p.name, "height": p.height, "figure": p.figure}
            for p in found.panels
        ],
    }

"""Why each trial was tried: a sentence of every one, and figures of the best ones.

An explanation is reckoned from what was known when its trial was proposed: no later moment changes
it, and so a report carries it ready made.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from tuning import charts
from tuning.analysis.why import Why, why
from tuning.charts.why import Drawn, drawn
from tuning.export.report.document import compressed
from tuning.export.report.figures import color
from tuning.export.report.packing import packed
from tuning.store.view import StudyView

MOST_DRAWN = 1000
"""Trials whose explanation has figures at most: all of a small study, the best of a large one."""
ROOM = 1_000_000
"""Letters that those figures may have in the file: of more, the best trials' are kept."""
LEFT_OUT = "This file has figures of {some:,} of {all:,} trials, the best first; the app has all."


def whys(view: StudyView) -> dict[str, Any]:
    """By trial in their order the `sentences`; by number what is `drawn`; what is `left_out`."""
    best = [number for _, number in view.ranked]
    wanted = list(dict.fromkeys([*best, *view.numbers]))[:MOST_DRAWN]
    chosen, sentences, found = set(wanted), [], {}
    for number in view.numbers:
        one = why(view, number)
        sentences.append(one.sentence)
        if number in chosen and (shown := _drawn(view, one)):
            found[number] = shown
    drawn = _fitting({number: found[number] for number in wanted if number in found})
    is_whole = len(drawn) == len(found) and len(wanted) == len(view.trials)
    told = "" if is_whole else LEFT_OUT.format(some=len(drawn), all=len(view.trials))
    return {"sentences": sentences, "drawn": drawn, "left_out": told}


def _fitting(drawn: dict[int, Any]) -> dict[str, Any]:
    """As many of these, from the first on, as there is room for."""
    shown = {str(number): one for number, one in drawn.items()}
    while shown and (letters := len(compressed(packed(shown)))) > ROOM:
        share = 0.95 * ROOM / letters
        shown = dict(islice(shown.items(), int(share * len(shown))))
    return shown


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

"""What only Python can reckon, moment by moment: figures and sentences made beforehand.

That is what a strategy itself reports (each report that one can name, and that has a figure, has a
function here), and which hyperparameters mattered.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tuning import analysis, charts, strategies
from tuning.analysis import Mattered, techniques
from tuning.analysis.mattered import FEWEST_TRIALS
from tuning.charts import technique
from tuning.export.report import words
from tuning.export.report.figures import HEIGHT, color
from tuning.store import moments
from tuning.store.moments import Moment
from tuning.store.view import StudyView

MOST = 40
"""Moments of which a figure is made: after every trial, or after evenly chosen ones of many."""


GROWTH = 1.5
"""What mattered takes a third of a second: it is reckoned after ever more trials, so many times."""


@dataclass(frozen=True)
class Shown:
    """One figure at one moment, and what it says in words; None where there is nothing to draw."""

    figure: charts.Figure | None
    told: str = ""
    height: int = HEIGHT


@dataclass(frozen=True)
class Explanation:
    """A figure that is remade at every moment."""

    name: str
    title: str
    remark: str
    make: Callable[[StudyView], Shown]


def explanations(view: StudyView) -> tuple[Explanation, ...]:
    """What the study's strategy has to show; none for one without a figure of its own."""
    known = strategies.STRATEGIES.get(view.study.strategy)
    found = _REPORTS.get(known.report) if known and view.trials else None
    return (found,) if found else ()


def frames(view: StudyView, shown: Explanation) -> dict[str, Any]:
    """One explanation at each of its moments; equal figures are kept once."""
    ended = int(moments.total(view, "trials"))
    counts = range(ended) if ended <= MOST else (ended * k // MOST for k in range(MOST))
    return _frames(view, shown.name, counts, shown.make)


def mattered(view: StudyView, what: Mattered) -> dict[str, Any] | None:
    """Which hyperparameters moved the score, as far as it could be told; `what`: at the end.

    None where less than two of them differ.
    """
    if len(analysis.varying(view)) < 2:
        return None

    def made(past: StudyView) -> Shown:
        return _mattered(view, what if past is view else analysis.mattered(past))

    ended = int(moments.total(view, "trials"))
    counts, count = list(range(min(ended, FEWEST_TRIALS))), float(FEWEST_TRIALS)
    while count < ended:
        counts.append(int(count))
        count *= GROWTH
    return _frames(view, "mattered", counts, made)


def _mattered(view: StudyView, what: Mattered) -> Shown:
    if not len(what.table):
        return Shown(None, what.reason)
    rows = len(what.table) + bool(what.others)
    return Shown(charts.mattered(what, color(view)), words.shares(what), 110 + 34 * rows)


def _frames(
    view: StudyView, name: str, counts: Iterable[int], make: Callable[[StudyView], Shown]
) -> dict[str, Any]:
    """After these numbers of trials, and at the end."""
    ended = int(moments.total(view, "trials"))
    made = {count: make(moments.at(view, Moment("trials", count))) for count in counts}
    made[ended] = make(view)
    texts = [json.dumps(one.figure, sort_keys=True) for one in made.values()]
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    return {
        "name": name,
        "at": list(made),
        "which": [places[text] for text in texts],
        "figures": [json.loads(text) for text in places],
        "told": [one.told for one in made.values()],
        "height": max(one.height for one in made.values()),
    }


# -- by what a strategy names as its report --------------------------------------------------------


def _rungs(view: StudyView) -> Shown:
    members = techniques.members(view)
    told = techniques.halved(view)
    rows = len(members[["race", "rung"]].drop_duplicates())
    figure = technique.rungs(members, color(view), view.study.best_number)
    words = (
        f"{told.begun:,} configurations drawn, {told.promoted:,} times one was promoted to train "
        f"on: {told.epochs:,} epochs, where training each of them through takes "
        f"{told.all_through:,}."
    )
    return Shown(figure, words, 70 + technique.ROW_HEIGHT * rows)


def _guesses(view: StudyView) -> Shown:
    table = techniques.guesses(view)
    right, judged = techniques.right_guesses(table)
    figure = technique.guesses(table, color(view), view.study.spec.objective.metric)
    words = "Only random starts so far: there are too few points to guess from."
    if judged:
        words = f"{right} of {judged} guesses came true within their uncertainty."
    return Shown(figure, words)


def _path(view: StudyView) -> Shown:
    table = techniques.path(view)
    fits = techniques.walked(view) * view.study.spec.evaluation.fits
    figure = technique.path(table, color(view), view.study.spec.objective.metric)
    return Shown(figure, f"{fits:,} fits; a full grid has {techniques.full_grid_fits(view):,}.")


_REPORTS = {
    "rungs": Explanation(
        "rungs",
        "Brackets and rungs",
        "filled: promoted to the next rung, grey: ended there, ring: trains, faint: to come, gold: "
        "the best",
        _rungs,
    ),
    "guesses": Explanation(
        "guesses",
        "Guess and truth",
        "◇ expected ± its uncertainty, ● what came ± its deviation",
        _guesses,
    ),
    "path": Explanation(
        "path",
        "The path",
        "what each hyperparameter keeps, and the best score by then",
        _path,
    ),
}

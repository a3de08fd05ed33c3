"""What is said besides the verdict of a race: by which scores, and what test rows say of it."""

from __future__ import annotations

from tuning import metrics
from tuning.analysis.paired import SURE
from tuning.analysis.standings.records import Standing, Standings
from tuning.analysis.standings.words import spoken
from tuning.text.words import listed, score


def notes(shown: Standings) -> tuple[str, ...]:
    """By which scores it was judged where that flatters, and what test rows say of it."""
    return tuple(filter(None, [_flattered(shown), _chosen(shown), _tested(shown)]))


def _chosen(shown: Standings) -> str:
    """The scores that were corrected."""
    if shown.judged_by == "chosen":
        return ""
    known = [row for row in shown.rows if row.chosen.median is not None]
    told = [f"{row.title} {score(row.chosen.median)}" for row in known]
    return f"Where they were chosen: {listed(told)}."


def _flattered(shown: Standings) -> str:
    """Why it is judged by scores that nobody corrected."""
    if shown.at is None or shown.judged_by == "corrected":
        return ""
    lacking = [str(study) for study in shown.uncorrected]
    who = (
        f"study {lacking[0]} has no" if len(lacking) == 1 else f"studies {listed(lacking)} have no"
    )
    if not shown.corrected:
        who = "no study has a"
    return (
        "Judged by the scores where they were chosen, which flatter whoever chose among more: "
        f"{who} corrected one."
    )


def _tested(shown: Standings) -> str:
    """Who is ahead on rows that no trial had met, and how sure that is."""
    rows = [row for row in shown.rows if row.test is not None]
    if not rows or shown.test_measure is None or len(rows) < len(shown.rows):
        return ""
    measure = metrics.MEASURES[shown.test_measure]
    rows.sort(key=lambda row: _test_cost(row, measure.better))
    lower = ", lower is better" if measure.better == "min" else ""
    told = [f"{row.title} {score(row.test.median if row.test else None)}" for row in rows]
    stand = f"On test rows ({metrics.within(measure.title)}{lower}): {listed(told)}"
    first = max(rows, key=lambda row: (row.test.best or 0.0) if row.test else 0.0)
    best = first.test.best if first.test else None
    if best is None:
        return f"{stand}."
    if best < SURE:
        sure = f"likeliest {first.title} is the best, with a probability of {spoken(best)}"
        return f"{stand}. They cannot be told apart: {sure}."
    return f"{stand}; {first.title} is the best with a probability of {spoken(best)}."


def _test_cost(row: Standing, better: metrics.Direction) -> float:
    median = (row.test.median if row.test else None) or 0.0
    return -median if better == "max" else median

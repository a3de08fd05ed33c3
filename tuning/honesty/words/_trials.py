"""The trials that cannot be told from the winner, and those that no longer help."""

from __future__ import annotations

from tuning import metrics
from tuning.honesty.gauge import risen_until, tolerance
from tuning.honesty.numbers import difference
from tuning.honesty.record import Honest
from tuning.honesty.words._baselines import by_judge
from tuning.text.words import counted


def tied(honest: Honest) -> str:
    """The set that cannot be told from the winner, with its smallest and its quickest."""
    count, trials = len(honest.tied), honest.trials
    if not count:
        return ""
    if trials <= 1:
        return "There is one trial: nothing to tell it from."
    if count == 1:
        others = "trial" if trials == 2 else counted(trials - 1, "trial")
        return f"Trial {honest.winner} can be told from the other {others}{by_judge(honest)}."
    every = f"{'All' if count == trials else f'{count} of'} {trials} trials"
    which = f"{by_judge(honest)}, itself among them{_named(honest)}"
    return f"{every} cannot be told from the winner{which}."


def _named(honest: Honest) -> str:
    smallest, quickest = honest.smallest, honest.quickest
    if smallest is not None and smallest == quickest:
        return f": trial {smallest} is the smallest and the quickest"
    named = ((smallest, "is the smallest"), (quickest, "is the quickest"))
    parts = [f"trial {number} {what}" for number, what in named if number is not None]
    return f": {', '.join(parts)}".replace(", trial", " and trial") if parts else ""


def gauge(honest: Honest) -> str:
    """Since when further trials only fit the rows, and that it is time to stop; else empty."""
    if not honest.course:
        return ""
    is_cost = metrics.MEASURES[honest.metric].better == "min"
    since, last = risen_until(honest.course, is_cost), honest.course[-1]
    gained = since.chosen - last.chosen if is_cost else last.chosen - since.chosen
    if since is last or gained < tolerance(honest.course):
        return ""
    moved = "fell" if is_cost else "rose"
    return (
        f"Since trial {since.trial} the chosen score {moved} by {difference(gained)}, the "
        "corrected one did not: further trials fit these rows. Stop, or give the search more rows."
    )

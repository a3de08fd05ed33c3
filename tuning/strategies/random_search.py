"""KerasTuner's RandomSearch: every configuration is drawn at random."""

from __future__ import annotations

from tuning.strategies._base import Strategy
from tuning.strategies._counts import Counts, distinct, whole
from tuning.strategies._drawn import MAX_TRIALS, more_draws, most_draws
from tuning.study import StudySpec


def count(spec: StudySpec) -> Counts:
    """`max_trials` configurations, or all there are."""
    wanted, there = int(spec.strategy.options["max_trials"]), distinct(spec)
    if there is not None and there < wanted:
        return whole(spec, there, notes=(f"The space has only {there} configurations.",))
    return whole(spec, wanted)


STRATEGY = Strategy(
    name="random_search",
    title="Random search",
    library="KerasTuner RandomSearch",
    help="Draws configurations at random: every parameter gets many different values, so the "
    "important ones are explored well at a price you set.",
    color="#2f7ed8",
    group="Random",
    place=50,
    options=(MAX_TRIALS,),
    report="summaries",
    evidence=("coverage",),
    count=count,
    least={"max_trials": 1},
    fill=most_draws("max_trials"),
    extend=more_draws("max_trials"),
    usual_racer=1,
)

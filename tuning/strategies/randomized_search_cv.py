"""scikit-learn's RandomizedSearchCV: combinations drawn at random, each in every fold."""

from __future__ import annotations

from tuning.strategies import _scikit
from tuning.strategies._base import Strategy
from tuning.strategies._counts import Counts, whole
from tuning.strategies._drawn import more_draws, most_draws
from tuning.strategies._option import Option
from tuning.study import StudySpec


def count(spec: StudySpec) -> Counts:
    """`n_iter` draws, or as many as there are."""
    wanted, there = int(spec.strategy.options["n_iter"]), _scikit.listed(spec)
    notes: tuple[str, ...] = (_scikit.scored_by(spec),)
    if there is not None and there < wanted:
        notes = (f"The space has only {there} configurations.", *notes)
    return _scikit.with_refit(spec, whole(spec, min(wanted, there or wanted), notes=notes))


STRATEGY = Strategy(
    name="randomized_search_cv",
    title="Randomized search",
    library="scikit-learn RandomizedSearchCV with SciKeras",
    help="Draws combinations at random and scores each in every fold: ranges are drawn from their "
    "whole width, and the price is set by the number of draws, not by the size of the space.",
    color="#4a83ac",
    group="Random",
    place=20,
    options=(
        Option(
            "n_iter",
            "Draws",
            "How many combinations are tried.",
            "int",
            10,
            low=1,
            high=100_000,
        ),
        _scikit.REFIT,
    ),
    report=_scikit.REPORT,
    evidence=("coverage",),
    count=count,
    loop_owner=_scikit.LIBRARY,
    check=_scikit.check,
    last_epoch=_scikit.LAST_EPOCH,
    least={"n_iter": 1},
    fill=most_draws("n_iter"),
    extend=more_draws("n_iter"),
)

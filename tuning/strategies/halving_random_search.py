"""scikit-learn's HalvingRandomSearchCV: rounds that begin with many random combinations."""

from __future__ import annotations

from tuning.strategies import _halving, _scikit
from tuning.strategies._base import Brackets, Options, Strategy
from tuning.strategies._counts import Counts
from tuning.strategies._filling import needed
from tuning.strategies._option import Option
from tuning.study import StudySpec

MOST_CANDIDATES = 2000
"""Candidates of the first round that a race looks at."""


def brackets(spec: StudySpec) -> Brackets:
    """The rounds, the first of which tries `n_candidates`, or as many as there are."""
    wanted, there = int(spec.strategy.options["n_candidates"]), _scikit.listed(spec)
    return _halving.brackets(spec, min(wanted, there or wanted))


def count(spec: StudySpec) -> Counts:
    """What the rounds and the refit run."""
    return _halving.count(spec, brackets(spec))


def fill(spec: StudySpec, budget: int) -> Options | None:
    """The candidates whose rounds fill the budget best."""
    most = min(budget // spec.evaluation.fits, MOST_CANDIDATES)
    costs = {n: needed(spec, n_candidates=n) for n in range(1, most + 1)}
    fitting = {n: cost for n, cost in costs.items() if cost <= budget}
    if not fitting:
        return None
    # More candidates than there are change nothing: of equal costs the first.
    return {"n_candidates": max(fitting, key=lambda n: (fitting[n], -n))}


STRATEGY = Strategy(
    name="halving_random_search",
    title="Halving random search",
    library="scikit-learn HalvingRandomSearchCV with SciKeras",
    help="Begins with many combinations drawn at random and little training; each round keeps "
    "the best part and trains it longer.",
    color="#6f9624",
    group="Adaptive",
    place=40,
    options=(
        Option(
            "n_candidates",
            "Candidates",
            "How many combinations the first round tries.",
            "int",
            9,
            low=1,
            high=100_000,
        ),
        *_halving.OPTIONS,
    ),
    report=_scikit.REPORT,
    evidence=("rounds", "coverage"),
    count=count,
    brackets=brackets,
    loop_owner=_scikit.LIBRARY,
    check=_halving.check,
    last_epoch=_scikit.LAST_EPOCH,
    raises_epochs=_halving.raises_epochs,
    least={"n_candidates": 1, **_halving.LEAST},
    fill=fill,
)

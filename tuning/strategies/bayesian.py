"""KerasTuner's BayesianOptimization: a Gaussian process says where the next trial promises most."""

from __future__ import annotations

from tuning.strategies._base import Options, Strategy
from tuning.strategies._counts import Counts, distinct, whole
from tuning.strategies._drawn import MAX_TRIALS, more_draws, most_draws
from tuning.strategies._option import Option
from tuning.study import StudySpec


def count(spec: StudySpec) -> Counts:
    """`max_trials`: it may propose a configuration again, so a small space does not end it."""
    wanted, there = int(spec.strategy.options["max_trials"]), distinct(spec)
    notes: tuple[str, ...] = ()
    if there is not None and there < wanted:
        notes = (f"The space has only {there} configurations: the best are looked at again.",)
    return whole(spec, wanted, notes=notes)


def fill(spec: StudySpec, budget: int) -> Options | None:
    """Draws, of which at most half are at random: else the Gaussian process has no turn."""
    chosen = most_draws("max_trials")(spec, budget)
    if chosen is None:
        return None
    starts = spec.strategy.options["num_initial_points"] or 3 * len(spec.space.searched)
    if 2 * starts > chosen["max_trials"]:
        chosen["num_initial_points"] = max(chosen["max_trials"] // 3, 1)
    return chosen


STRATEGY = Strategy(
    name="bayesian",
    title="Bayesian optimization",
    library="KerasTuner BayesianOptimization",
    help="Learns from the trials so far: a Gaussian process guesses the score of what was not "
    "tried, and the next trial is where it promises most.",
    color="#8e4b98",
    group="Adaptive",
    place=70,
    options=(
        MAX_TRIALS,
        Option(
            "num_initial_points",
            "Random starts",
            "Trials drawn at random before the Gaussian process is asked; 0 takes three "
            "for each searched hyperparameter, KerasTuner's own rule.",
            "int",
            0,
            low=0,
            high=10_000,
        ),
        Option(
            "alpha",
            "Noise (alpha)",
            "The variance of one configuration's score from fit to fit, as a share of the variance "
            "of all scores.",
            "float",
            1e-4,
            low=1e-10,
            high=10,
        ),
        Option(
            "beta",
            "Curiosity (beta)",
            "Larger explores the unknown, smaller stays near the best.",
            "float",
            2.6,
            low=0,
            high=1000,
        ),
    ),
    report="guesses",
    evidence=("process", "coverage"),
    count=count,
    least={"max_trials": 1},
    fill=fill,
    extend=more_draws("max_trials"),
    usual_racer=3,
)

"""The search techniques: the library that searches, options, help, colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuning.errors import InvalidInput, quoted
from tuning.strategies._option import Option


@dataclass(frozen=True)
class Strategy:
    """A search technique: the library that does it, its options, what it can use."""

    name: str
    title: str
    library: str
    help: str
    options: tuple[Option, ...]
    color: str
    """Its colour in every figure, chosen to be told apart in light and dark."""
    needs_points: bool = False
    """Whether continuous ranges must be cut into points before it can use them."""
    sets_epochs: bool = False
    """Whether it decides itself how long each trial is trained."""
    metrics: tuple[str, ...] = ("accuracy",)
    """What it records of every epoch besides the loss."""
    group: str = ""
    """One of `GROUPS`: how it chooses, for the page that offers them all."""

    def decides_epochs(self, options: Mapping[str, Any]) -> bool:
        """Whether trials of one study are trained for differing numbers of epochs, as it decides.

        `options`: those that are given; the others have their defaults.
        """
        known = {option.name: option.default for option in self.options} | dict(options)
        return self.sets_epochs or known.get("resource") == "epochs"

    @property
    def takes_trials(self) -> bool:
        """Whether a person can add trials while it runs; scikit-learn's searches own their loop."""
        return self.name not in SCIKIT


GROUPS = {
    "Grids": "walk the values you name: complete, and soon too many",
    "Random": "draw from the ranges: the price is what you set",
    "Adaptive": "look at the scores so far: less is spent on what does badly",
    "By hand": "you choose each trial",
}
"""The kinds of techniques, the simplest first."""

POINTS = Option(
    "points",
    "Points of a continuous range",
    "A grid cannot use a continuous range: it is cut into so many values from end to end, "
    "unless its grid values are named.",
    "int",
    5,
    low=2,
    high=100,
)
_MAX_TRIALS = Option(
    "max_trials",
    "Trials",
    "How many configurations are tried at most.",
    "int",
    5,
    low=1,
    high=100_000,
)

_POINTS = Option(
    "points",
    "Points of a range",
    "How many values a grid takes from a range, spread from end to end; lists are taken whole.",
    "int",
    5,
    low=2,
    high=1000,
)
_REFIT = Option(
    "refit",
    "Refit the best",
    "Train the best configuration once more on all training rows, and keep that model; off keeps "
    "the model of its best fold.",
    "bool",
    True,
)
_HALVING = (
    Option(
        "factor",
        "Factor",
        "Each round keeps one in so many configurations and gives it so many times the resources.",
        "int",
        3,
        low=2,
        high=100,
    ),
    Option(
        "resource",
        "Resource",
        "What the rounds raise: the epochs, up to the study's, or the rows trained on.",
        "choice",
        "epochs",
        choices=("epochs", "samples"),
    ),
    Option(
        "min_resources",
        "Resources of the first round",
        "Epochs or rows that the first round gives; 0 lets the last round use all there are.",
        "int",
        0,
        low=0,
        high=10_000_000,
    ),
)

STRATEGIES = {
    strategy.name: strategy
    for strategy in (
        Strategy(
            "grid_search_cv",
            "Grid search",
            "scikit-learn GridSearchCV with SciKeras",
            "Tries every combination of the listed values, each in every fold: thorough, but the "
            "price multiplies with each parameter. The best is trained once more on all rows.",
            (_POINTS, _REFIT),
            "#d64545",
            group="Grids",
            needs_points=True,
        ),
        Strategy(
            "randomized_search_cv",
            "Randomized search",
            "scikit-learn RandomizedSearchCV with SciKeras",
            "Draws combinations at random, ranges from their whole width, and scores each in every "
            "fold: the price is set by the number of draws, not by the size of the space.",
            (
                Option(
                    "n_iter",
                    "Draws",
                    "How many combinations are tried.",
                    "int",
                    10,
                    low=1,
                    high=100_000,
                ),
                _REFIT,
            ),
            "#17a2c4",
            group="Random",
        ),
        Strategy(
            "halving_grid_search",
            "Halving grid search",
            "scikit-learn HalvingGridSearchCV with SciKeras",
            "Gives the whole grid a short look, keeps the best part, gives that longer, and so on: "
            "cheaper than a grid, at the risk of dropping what learns slowly.",
            (_POINTS, *_HALVING),
            "#a67c1b",
            group="Adaptive",
            needs_points=True,
        ),
        Strategy(
            "halving_random_search",
            "Halving random search",
            "scikit-learn HalvingRandomSearchCV with SciKeras",
            "Begins with many combinations drawn at random and little training; each round keeps "
            "the best part and trains it longer.",
            (
                Option(
                    "n_candidates",
                    "Candidates",
                    "How many combinations the first round tries.",
                    "int",
                    9,
                    low=1,
                    high=100_000,
                ),
                *_HALVING,
            ),
            "#7fae2e",
            group="Adaptive",
        ),
        Strategy(
            "random_search",
            "Random search",
            "KerasTuner RandomSearch",
            "Draws configurations at random: every parameter gets many different values, so the "
            "important ones are explored well at a price you set.",
            (_MAX_TRIALS,),
            "#2f7ed8",
            group="Random",
        ),
        Strategy(
            "hyperband",
            "Hyperband",
            "KerasTuner Hyperband",
            "Starts many configurations for a few epochs and lets only the best train on: bad "
            "ones cost little. Brackets differ in how early they choose.",
            (
                Option(
                    "max_epochs",
                    "Most epochs",
                    "How long the survivors of the last rung have been trained.",
                    "int",
                    8,
                    low=2,
                    high=10_000,
                ),
                Option(
                    "factor",
                    "Reduction factor",
                    "One in so many configurations is promoted to the next rung, for so many "
                    "times the epochs.",
                    "int",
                    3,
                    low=2,
                    high=100,
                ),
                Option(
                    "hyperband_iterations",
                    "Iterations",
                    "How often the whole set of brackets is run.",
                    "int",
                    1,
                    low=1,
                    high=100,
                ),
            ),
            "#e07b39",
            group="Adaptive",
            sets_epochs=True,
        ),
        Strategy(
            "bayesian",
            "Bayesian optimization",
            "KerasTuner BayesianOptimization",
            "Learns from the trials so far: a Gaussian process guesses the score of what was not "
            "tried, and the next trial is where it promises most.",
            (
                _MAX_TRIALS,
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
                    "The variance of one configuration's score from fit to fit.",
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
            "#8e5bd0",
            group="Adaptive",
        ),
        Strategy(
            "grid_search",
            "Grid search (KerasTuner)",
            "KerasTuner GridSearch",
            "Tries every combination, in order: complete, and soon too many.",
            (POINTS,),
            "#5f7d95",
            group="Grids",
            needs_points=True,
        ),
        Strategy(
            "hparams_grid",
            "HParams grid (TensorBoard)",
            "TensorBoard HParams",
            "Walks every listed value and both ends of every range, one run each, to be read in "
            "TensorBoard's HParams tab.",
            (
                Option(
                    "inside",
                    "Points inside a range",
                    "Values between the two ends of each range; 0 takes the ends alone, as the "
                    "article does.",
                    "int",
                    0,
                    low=0,
                    high=100,
                ),
            ),
            "#2a9d6f",
            group="Grids",
            needs_points=True,
            metrics=("accuracy", "mse"),
        ),
        Strategy(
            "one_at_a_time",
            "One parameter at a time",
            "the article's advice",
            "Tunes one hyperparameter on its own values, keeps its best, goes on to the next: a "
            "sum of trials where a grid has a product.",
            (
                Option(
                    "order",
                    "Order",
                    "Which hyperparameter comes first; those not named follow.",
                    "names",
                    (),
                ),
                Option(
                    "passes",
                    "Passes",
                    "How often the way through all hyperparameters is gone.",
                    "int",
                    1,
                    low=1,
                    high=10,
                ),
                POINTS,
            ),
            "#c2458b",
            group="Grids",
            needs_points=True,
        ),
        Strategy(
            "by_hand",
            "By hand",
            "you",
            "You propose every trial, look at what it gives, and propose the next.",
            (
                Option(
                    "trials",
                    "First trials",
                    "Configurations to begin with; more can be added while the study is open.",
                    "trials",
                    (),
                ),
                Option(
                    "stay_open",
                    "Stay open",
                    "Wait for more trials until you finish the study; otherwise it ends with the "
                    "last one.",
                    "bool",
                    True,
                ),
            ),
            "#7a7a2e",
            group="By hand",
        ),
    )
}


SCIKIT = tuple(
    strategy.name for strategy in STRATEGIES.values() if strategy.library.startswith("scikit-learn")
)
"""The strategies whose loop is scikit-learn's."""


def strategy(name: str) -> Strategy:
    """Raises InvalidInput for an unknown name."""
    if name not in STRATEGIES:
        raise InvalidInput(
            f"The strategy must be one of {', '.join(STRATEGIES)}, got {quoted(name)}.",
            "strategy.name",
        )
    return STRATEGIES[name]

"""What scikit-learn's searches share: it owns their loop, scores a last epoch and refits the best.

They all have the same options of a grid and of the refit, and the same rule on the objective.
"""

from __future__ import annotations

from dataclasses import replace

from tuning.errors import InvalidInput
from tuning.space import Int
from tuning.strategies._counts import Counts, distinct, mean_epochs
from tuning.strategies._option import Option
from tuning.study import StudySpec

LIBRARY = "scikit-learn"
LAST_EPOCH = "scikit-learn scores a fit by what its last epoch left."
BEST_EPOCH = "scikit-learn scores a fit by what its training left: its best epoch's weights."
REPORT = "cv_results"

POINTS = Option(
    "points",
    "Points of a range",
    "How many values a grid takes from a range, spread from end to end; lists are taken whole.",
    "int",
    5,
    low=2,
    high=1000,
)
REFIT = Option(
    "refit",
    "Refit the best",
    "Train the best configuration once more on all training rows, and keep that model; off keeps "
    "the model of its best fold.",
    "bool",
    True,
)


def check(spec: StudySpec) -> StudySpec:
    """The spec, scored by what a training leaves: the last epoch, or with early stopping the best,
    each fold's own: scikit-learn knows of no epochs.

    Raises InvalidInput for what cannot be scored.
    """
    metric, own = spec.objective.metric, spec.objective.measure.validation
    if metric != own:
        raise InvalidInput(
            f"scikit-learn scores a fit on its validation rows: metric must be {own}, "
            f"got {metric}.",
            "objective.metric",
        )
    left = "last" if spec.patience is None else "best"
    objective = spec.objective.model_copy(update={"reduce": left})
    evaluation = spec.evaluation
    if spec.patience is not None:
        evaluation = evaluation.model_copy(update={"epoch": "own"})
    return spec.model_copy(update={"objective": objective, "evaluation": evaluation})


def scored_by(spec: StudySpec) -> str:
    """By what a fit is scored, as a sentence."""
    return LAST_EPOCH if spec.patience is None else BEST_EPOCH


def with_refit(spec: StudySpec, counts: Counts) -> Counts:
    """The counts with the last fit, on all training rows, where the study asks for it."""
    if not spec.strategy.options["refit"]:
        return counts
    refit = mean_epochs(spec)
    return replace(
        counts,
        fits=counts.fits + 1,
        epochs=counts.epochs + round(refit),
        exact="epochs" not in spec.space.searched,
        refit=refit,
    )


def listed(spec: StudySpec) -> int | None:
    """How many configurations scikit-learn can list; None where it draws from a distribution."""
    drawn_from = any(
        isinstance(parameter, Int) and parameter.scale == "log" and not parameter.grid
        for parameter in spec.space.searched.values()
    )
    return None if drawn_from else distinct(spec)

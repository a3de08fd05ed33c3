"""What a new study's lines say: each hyperparameter, the evaluation, the objective, the trackers.

Knows no widget: must not import Streamlit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuning import metrics
from tuning.catalog import Hyperparameter
from tuning.space import AnyParameter, Boolean, Choice, Fixed, show
from tuning.space.spelling import spell
from tuning.space.wording import ends, typed
from tuning.text import words
from tuning.trackers import TRACKERS
from tuning.ui.new_study.fields import Mode

MODES = {
    Mode.RANGE: "Range",
    Mode.LIST: "List",
    Mode.FIXED: "Fixed",
    Mode.OUT: "Default",
}
METHODS = {
    "split": "Keep a part for validation",
    "folds": "Folds (cross-validation)",
    "test": "The test set, as the article does",
}
REDUCTIONS = {
    "best": "Best epoch",
    "last": "Last epoch",
    "mean_last": "Mean of the last epochs",
}


def how(fields: Mapping[str, Any], name: str) -> str:
    """`Range, log`: what is done with a hyperparameter."""
    mode = Mode(fields[f"space.{name}.mode"])
    is_log = mode is Mode.RANGE and fields[f"space.{name}.scale"] == "log"
    return f"{MODES[mode]}{', log' if is_log else ''}"


def values(parameter: AnyParameter, points: int | None = None) -> str:
    """`32 to 512, step 32`, `relu, tanh`; with `points`, those that a grid takes of a range."""
    if isinstance(parameter, Boolean):
        return "off, on"
    if isinstance(parameter, Choice):
        return ", ".join(map(typed, parameter.values))
    if isinstance(parameter, Fixed):
        return typed(parameter.value)
    if points is not None:
        write = spell if parameter.grid else show
        return ", ".join(write(value) for value in parameter.points(points))
    return ends(parameter)


def default(hyperparameter: Hyperparameter) -> str:
    """The value of one that is left out."""
    value = hyperparameter.default
    return "as wide as the first" if value is None else typed(value)


def evaluation(fields: Mapping[str, Any]) -> str:
    """`1/6 of the training rows validates, 3 executions a trial, seed 1, 60 s of training`."""
    method, times = fields["evaluation.method"], fields["evaluation.executions"]
    if method == "split":
        what = f"{fields['evaluation.fraction'] or '–'} of the training rows validates"
    elif method == "folds":
        what = f"{_number(fields['evaluation.folds'])} folds, each validates once"
    else:
        what = "The test set validates, as in the article"
    again = "one execution" if times == 1 else f"{_number(times)} executions"
    patience, seconds = fields["patience"], fields["training_seconds"]
    early = "" if patience is None else f", stops early after {_number(patience)} epochs"
    end = "" if seconds is None else f", {typed(float(seconds))} s of training"
    return f"{what}, {again} a trial, seed {_number(fields['seed'])}{early}{end}"


def objective(fields: Mapping[str, Any]) -> str:
    """`Validation accuracy (higher is better), its best epoch`."""
    reduce = fields["objective.reduce"]
    last = f" {_number(fields['objective.last'])}" if reduce == "mean_last" else ""
    taken = REDUCTIONS[reduce].lower().replace("last epochs", f"last{last} epochs")
    return f"{directed(fields['objective.metric'])}, {taken}"


def directed(name: str) -> str:
    """A metric's title, and which way is better."""
    better = {"max": "higher", "min": "lower"}[metrics.METRICS[name].better]
    return f"{metrics.title(name)} ({better} is better)"


def _number(value: Any) -> str:
    return "–" if value is None else f"{value:,}"


def tracking(fields: Mapping[str, Any]) -> str:
    """`Weights & Biases and MLflow`, or that it is sent to none."""
    titles = [TRACKERS[name].title for name in fields["track"] if name in TRACKERS]
    return words.listed(titles) or "None: everything stays here"

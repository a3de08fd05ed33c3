"""Baselines, and what a winner is shown to be better than."""

from __future__ import annotations

from tuning import metrics
from tuning.errors import shortened
from tuning.honesty.numbers import difference, places
from tuning.honesty.record import Honest
from tuning.text.words import counted

LINEAR = "a plain linear model"


def constant(honest: Honest) -> str:
    """`always answering 'no'`: the constant baseline within a sentence."""
    if honest.of_quantities:
        return "always answering the mean"
    if honest.metric in ("log_loss", "loss") and not honest.judged_by:
        return "always saying how frequent each class is"
    if not honest.answer:
        return "always giving the most frequent answer"
    return f"always answering '{shortened(honest.answer)}'"


def title(baseline: str, honest: Honest) -> str:
    """A baseline in a table or a legend: `Always 'no'`, `Linear model`, `Untuned network`."""
    if baseline == "constant":
        if honest.of_quantities:
            return "Always the mean"
        return f"Always '{shortened(honest.answer)}'" if honest.answer else "Always the same"
    return {"linear": "Linear model", "untuned": "Untuned network"}[baseline]


def claims(honest: Honest) -> str:
    """What the winner is shown to be better than, and what not; empty where nothing is known."""
    if "constant" not in honest.claims:
        return ""
    by = by_judge(honest)
    names = {"constant": constant(honest), "linear": LINEAR}
    told = {name: f"{names[name]}{_of(honest, name)}" for name in names if name in honest.claims}
    shown = [name for name in ("linear", "constant") if name in told and honest.is_shown(name)]
    if len(shown) == len(told):
        beaten = " and than ".join(told[name] for name in shown)
        return f"Better{by} than {beaten}, even after allowing for the choosing."
    if shown == ["constant"]:
        return (
            f"It has learnt something: better{by} than {told['constant']}, even after allowing for "
            f"the choosing. That it beats {told['linear']} is not shown by these rows"
            f"{_rather(honest)}."
        )
    if shown == ["linear"]:
        return (
            f"Better{by} than {told['linear']}, but not shown to be better than {told['constant']}."
        )
    nothing = f"Not shown to be better{by} than {told['constant']}."
    return " ".join(filter(None, [nothing, visible(honest), _take(honest)]))


def visible(honest: Honest) -> str:
    """`40 rows see only leads above about 0.12; folds use all rows.`; empty where not known."""
    if honest.visible is None or not honest.rows:
        return ""
    rows = counted(honest.rows, "row")
    if _is_whole(honest):
        return f"{rows} would show no lead, however large."
    folds = "; folds use all rows" if honest.is_split else ""
    return f"{rows} see only leads above about {difference(honest.visible)}{folds}."


def _is_whole(honest: Honest) -> bool:
    """Whether a lead that is seen would take all of the constant's error or loss, or more: a few
    rows make up most of it."""
    metric = honest.judged_by or honest.metric
    constant = None if honest.judged_by else honest.baselines.get("constant")
    if constant is None or honest.visible is None or metrics.MEASURES[metric].better == "max":
        return False
    return honest.visible >= constant


def _rather(honest: Honest) -> str:
    return ": the linear model is simpler, take it" if honest.prefers_linear else ""


def _take(honest: Honest) -> str:
    """Where neither is shown to have learnt, the linear model is advised if it scores better than
    the constant."""
    if not honest.prefers_linear:
        return ""
    linear, same = (honest.baselines.get(name) for name in ("linear", "constant"))
    sign = -1 if metrics.MEASURES[honest.metric].better == "min" else 1
    is_ahead = linear is not None and same is not None and sign * (linear - same) > 0
    told = f"Nor does it lead {LINEAR}{_of(honest, 'linear')}, which is simpler"
    return f"{told}: take that." if is_ahead else f"{told}."


def by_judge(honest: Honest) -> str:
    """By which measure, where it is not the study's."""
    if not honest.judged_by:
        return ""
    return f" by {metrics.within(metrics.MEASURES[honest.judged_by].title)}"


def _of(honest: Honest, baseline: str) -> str:
    value = None if honest.judged_by else honest.baselines.get(baseline)
    if value is None:
        return ""
    width = (honest.high or 0.0) - (honest.low or 0.0)
    return f" ({value:,.{places(width)}f})"

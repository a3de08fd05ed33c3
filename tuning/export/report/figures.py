"""The looks of a study's figures, which the browser fills with what a moment has.

Traces come from `tuning.charts`, so that a report looks as the pages do; only their numbers are
put in later. A trial's number in a name stands as `#`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tuning import analysis, charts, metrics, strategies, tasks
from tuning.analysis import Curve
from tuning.metrics import Measure
from tuning.store.timeline import Unit
from tuning.store.view import StudyView

UNITS: tuple[Unit, ...] = ("trials", "epochs", "seconds")
HEIGHT = 300
PARALLEL_HEIGHT = 330
NAMED = ("name", "hovertemplate", "uid")
"""What of a trace has the trial's number in it."""


def looks(view: StudyView) -> dict[str, Any]:
    """By figure: what stays the same of it, whatever the moment."""
    return {
        "best": {by: _best_so_far(view, by) for by in UNITS},
        "gauge": _gauge(view),
        "underWay": charts.under_way({}, 0),
        "mostPoints": charts.MOST_POINTS,
        "mostSelected": analysis.MOST_SELECTED,
        "mostWatched": analysis.MOST_WATCHED,
        "curves": {one.name: _curves(view, one) for one in tasks.measures(view.study.spec)},
        "colors": {"trials": charts.TRIALS, "best": charts.BEST},
        "parallel": _parallel(view),
        "height": HEIGHT,
    }


def color(view: StudyView) -> str:
    """Of its strategy; grey for one that this version does not know."""
    known = strategies.STRATEGIES.get(view.study.strategy)
    return known.color if known else charts.GREY


def _best_so_far(view: StudyView, by: Any) -> charts.Figure:
    """The traces without their numbers."""
    table = analysis.best_so_far(view)
    metric = view.study.spec.objective.metric
    figure = charts.best_so_far(table[:0], by, color=color(view), metric=metric)
    xaxis = dict(figure["layout"]["xaxis"])
    if by == "trials" and len(table) >= 12:
        xaxis.pop("dtick", None)
    whole = charts.best_so_far(table, by, color=color(view), metric=metric)
    layout = charts.with_baselines(whole, view.honest)["layout"]
    return {**figure, "layout": {**layout, "xaxis": xaxis}}


def _gauge(view: StudyView) -> dict[str, Any]:
    """The corrected score's traces without their numbers, and what both lines are called."""
    is_higher = view.study.spec.objective.direction == "max"
    traces = charts.corrected(analysis.gauge(view)[:0], "trials")
    return {"traces": traces, "names": charts.line_names(is_higher)}


def _curves(view: StudyView, measure: Measure) -> dict[str, Any]:
    """A trial's traces in each colour, the last of them the best trial's; and what is behind."""
    numbers = range(len(charts.TRIALS))
    longest = max(
        (curve[-1].epoch for key, curve in view.curves.items() if curve and key[1].scores),
        default=5,
    )
    own = [_of_trial(measure, number, None) for number in numbers] + [_of_trial(measure, 0, 0)]
    empty = _no_curve(measure, 0, [longest])
    one = [_no_curve(measure, 0)]
    figure = charts.learning_curves([empty], measure.name, behind=one, thin=one)
    behind, thin = (trace | {"x": [], "y": [], "customdata": []} for trace in figure["data"][:2])
    return {
        "title": metrics.MEASURES[measure.name].title,
        "layout": _with_baselines(view, measure, figure)["layout"],
        "behind": behind,
        "thin": thin,
        "traces": own,
    }


def _with_baselines(view: StudyView, measure: Measure, figure: charts.Figure) -> charts.Figure:
    """Curves of the study's own metric with the baselines that lie near any of them."""
    ends = analysis.extents(view).measures.get(measure.validation)
    if ends is None or view.study.spec.objective.metric != measure.validation:
        return figure
    held = charts.with_baselines(charts.held(figure, None, ends), view.honest)
    yaxis = {key: value for key, value in held["layout"]["yaxis"].items() if key != "range"}
    return {**held, "layout": {**held["layout"], "yaxis": yaxis}}


def _of_trial(measure: Measure, number: int, best: int | None) -> list[dict[str, Any]]:
    fits = [_no_curve(measure, number)] * 2
    figure = charts.learning_curves(fits, measure.name, numbers=[number], best=best)
    return [_unnumbered(trace, number) for trace in figure["data"]]


def _no_curve(measure: Measure, number: int, epochs: Sequence[int] = (1,)) -> Curve:
    missing: list[float | None] = [None] * len(epochs)
    return Curve(number, list(epochs), {measure.training: missing, measure.validation: missing})


def _unnumbered(trace: Mapping[str, Any], number: int) -> dict[str, Any]:
    named = {name: trace[name] for name in NAMED if name in trace}
    for name, text in named.items():
        named[name] = text.replace(f"Trial {number}", "Trial #").replace(f"-{number}-", "-#-")
    return {**trace, **named, "x": [], "y": []}


def _parallel(view: StudyView) -> dict[str, Any]:
    """Axes as the whole study has them, and where every trial stands on them."""
    shown = analysis.parallel(view)
    trials = [view.trials[number] for number in view.numbers]
    rows = analysis.coded(trials, shown.axes).drop(columns=["number", "score"])
    return {
        "axes": [asdict(axis) for axis in shown.axes],
        "better": shown.better,
        "most": analysis.MOST_LINES,
        "height": PARALLEL_HEIGHT,
        "values": {name: _numbers(rows[name]) for name in rows},
    }


def _numbers(column: Any) -> list[float | None]:
    return [None if value != value else float(f"{value:.9g}") for value in column.tolist()]

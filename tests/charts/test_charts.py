"""Figures: few traces, nothing that JSON or the theme cannot take."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from tests import records
from tests.records import honest
from tuning import analysis, charts
from tuning.analysis import Curve, Mattered
from tuning.charts._base import BEST, TRIALS, axes
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import StudyState


@pytest.fixture
def view(tmp_path: Path) -> StudyView:
    store = Store(tmp_path / "studies.sqlite")
    study_id = records.fill(
        store, records.spec(40), finished=30, running=2, failed=(1,), state=StudyState.RUNNING
    )
    honest.leave(store, study_id)
    return StudyView(store, study_id)


def figures(view: StudyView) -> dict[str, charts.Figure]:
    fits = analysis.curves(view, analysis.watched(view))
    behind = analysis.mean_curves(analysis.curves(view, view.trials))
    table, gauge = analysis.best_so_far(view), analysis.gauge(view)
    drawn = analysis.parallel(view)
    spread = analysis.distribution(view)
    assert spread is not None
    selected = frozenset(view.numbers[:5])
    color, metric = "#2f7ed8", "val_accuracy"
    slices = {
        f"slice {axis.name}": charts.slice_of(drawn, axis, color=color, metric=metric, best=3)
        for axis in drawn.axes[:-1]
    }
    heat = analysis.heat_map(view, "units", "optimizer")
    best = view.study.best_number
    return {
        "accuracy": charts.learning_curves(fits, "accuracy", best=best, behind=behind),
        "loss": charts.learning_curves(fits, "loss"),
        "trials": charts.best_so_far(table, "trials", color="#2f7ed8", metric="val_accuracy"),
        "seconds": charts.best_so_far(table, "seconds", color="#2f7ed8", metric="val_loss"),
        "gauge": charts.best_so_far(
            table, "epochs", color="#2f7ed8", metric="val_accuracy", gauge=gauge
        ),
        "under way": {
            "data": [charts.under_way(analysis.scores_so_far(view), 31)],
            "layout": axes("Trials", "Score"),
        },
        "confusion": charts.confusion(np.diag([3, 4]) + 1, ["no", "yes"]),
        "classes": charts.class_counts({"0": 10, "1": 12}),
        "mattered": charts.mattered(effects()),
        "heat": charts.heat_map(heat, "mean", metric, selected=selected),
        "heat of a loss": charts.heat_map(heat, "best", "val_loss"),
        "distribution": charts.distribution(spread, color=color, metric=metric),
        "selected": charts.distribution(spread, color=color, metric=metric, selected=selected),
        "timeline": charts.timeline(analysis.timeline(view), best=3),
        **slices,
    }


def effects() -> Mattered:
    rows = [
        ("units", "Units", 0.5, 0.4, 0.7, "64 to 128", "16 to 32"),
        ("optimizer", "Optimizer", 0.3, 0.2, 0.4, "adam", "sgd"),
    ]
    columns = ["name", "title", "share", "low", "high", "best", "worst"]
    return Mattered(pd.DataFrame(rows, columns=columns), ["Dropout"], 40, 0.6)


def test_every_figure_is_plain_json_with_labels_and_a_clear_background(view: StudyView) -> None:
    for name, figure in figures(view).items():
        text = json.dumps(figure, allow_nan=False)
        assert json.loads(text) == figure, name
        go.Figure(figure)  # Plotly knows every attribute
        layout = figure["layout"]
        assert layout["paper_bgcolor"] == "rgba(0,0,0,0)"
        assert layout["xaxis"]["title"]["text"], name
        uids = [trace["uid"] for trace in figure["data"]]
        assert len(set(uids)) == len(uids), name
        assert all(re.fullmatch("[a-z][a-z0-9-]*", uid) for uid in uids), "Plotly's CSS classes"


def test_a_picked_trial_has_its_point_among_many(tmp_path: Path) -> None:
    store = Store(tmp_path / "many.sqlite")
    view = StudyView(store, records.fill(store, records.spec(600)))
    table = analysis.best_so_far(view)

    def points(*also: int) -> list[int]:
        drawn = charts.best_so_far(table, "trials", color="#2f7ed8", metric="val_loss", also=also)
        return list(drawn["data"][0]["customdata"])

    missing = next(number for number in view.numbers if number not in points())
    assert missing in points(missing)


def test_an_empty_study_draws_empty_axes(tmp_path: Path) -> None:
    store = Store(tmp_path / "empty.sqlite")
    view = StudyView(store, store.create_study(records.spec()))
    fits = analysis.curves(view, [])
    figure = charts.learning_curves(fits, "loss")
    assert figure["data"] == []
    table = analysis.best_so_far(view)
    drawn = charts.best_so_far(table, "trials", color="#2f7ed8", metric="val_loss")
    assert all(trace["x"] == [] for trace in drawn["data"])


def test_curves_are_few_traces_however_many_trials(view: StudyView) -> None:
    figure = figures(view)["accuracy"]
    watched = len(analysis.watched(view))
    assert len(figure["data"]) <= 1 + 4 * watched
    behind = figure["data"][0]
    assert behind["x"].count(None) > 20  # one gap after each curve


def test_a_thick_curve_is_the_mean_of_the_fits_that_reached_an_epoch() -> None:
    long = Curve(3, [1, 2, 3], {"loss": [0.9, 0.7, None], "val_loss": [0.8, 0.6, 0.4]})
    short = Curve(3, [1, 2], {"loss": [0.7, 0.5], "val_loss": [0.6, None]})
    (more,) = charts.learning_curves([], "loss", thin=[short])["data"]
    assert (more["x"], more["customdata"]) == ([*short.epoch, None], [3, 3, None])
    figure = charts.learning_curves([long, short], "loss", kept={3: 2, 4: 1})
    drawn = {trace["uid"]: trace for trace in figure["data"]}
    assert (drawn["kept-3"]["x"], drawn["kept-3"]["y"]) == ([2], [0.6])
    assert "kept-4" not in drawn
    assert drawn["mean-3-validation"]["x"] == [1, 2, 3]
    assert drawn["mean-3-validation"]["y"] == [0.7, 0.6, 0.4]
    assert drawn["mean-3-training"]["y"] == [0.8, 0.6, None]
    assert drawn["fits-3-validation"]["x"] == [1, 2, 3, None, 1, 2, None]
    assert drawn["fits-3-validation"]["y"] == [0.8, 0.6, 0.4, None, 0.6, None, None]


def test_the_best_has_one_colour_and_no_two_trials_share_one() -> None:
    colors = charts.trial_colors([3, 11, 19, 0], 3)
    assert colors[3] == BEST
    assert len(set(colors.values())) == 4
    assert charts.trial_colors([11], None)[11] == charts.trial_colors([11, 12], 12)[11]
    assert BEST not in TRIALS


def test_training_is_dashed_and_validation_solid(view: StudyView) -> None:
    means = [t for t in figures(view)["loss"]["data"] if t["mode"] == "lines+markers"]
    dashes = {t["hovertemplate"].split(" · ")[-1].split("<")[0]: t["line"]["dash"] for t in means}
    assert dashes == {"training": "dash", "validation": "solid"}


def test_confusion_colours_right_and_wrong_apart() -> None:
    right, wrong = charts.confusion(np.array([[5, 1], [0, 6]]), ["a", "b"])["data"]
    assert right["z"] == [[5, None], [None, 6]]
    assert wrong["z"] == [[None, 1], [None, None]]


def test_shares_and_those_of_the_others_make_one_whole() -> None:
    told, rest = charts.mattered(effects())["data"]
    assert told["y"] == ["Optimizer", "Units"], "the largest on top"
    assert sum([*told["x"], *rest["x"]]) == pytest.approx(100.0)
    assert told["error_x"]["array"] == pytest.approx([10.0, 20.0])
    assert told["error_x"]["arrayminus"] == pytest.approx([10.0, 10.0])
    assert told["text"][1] == "50% (90% interval 40% to 70%)<br>best 64 to 128, worst 16 to 32"


def test_every_mark_of_a_view_names_its_trials(view: StudyView) -> None:
    every = figures(view)
    scored = {n for n, trial in view.trials.items() if trial.score is not None}
    for name in ("slice units", "heat", "distribution"):
        (trace,) = [t for t in every[name]["data"] if t["uid"] in ("trials", "cells", "all")]
        assert trace["meta"] == {"trials": "points"}
        assert set(flat(trace["customdata"])) == scored, name
    bars = every["timeline"]["data"][0]
    assert set(bars["customdata"]) == {fit.trial for fit in view.fits.values()}


def flat(value: object) -> list[int]:
    if isinstance(value, list):
        return [number for part in value for number in flat(part)]
    return [value]  # type: ignore[list-item]


def test_the_selected_part_stands_before_all_in_the_distribution(view: StudyView) -> None:
    every, part = figures(view)["selected"]["data"]
    selected = [n for n in view.numbers[:5] if view.trials[n].score is not None]
    assert sum(part["y"]) == len(selected)
    assert all(some <= of for some, of in zip(part["y"], every["y"], strict=True))


def test_cells_of_selected_trials_have_a_frame(view: StudyView) -> None:
    found = analysis.heat_map(view, "units", "optimizer")
    (number,) = found.cells["numbers"].iloc[0][:1]
    figure = charts.heat_map(found, "mean", "val_accuracy", selected=frozenset({number}))
    (frame,) = figure["layout"]["shapes"]
    x, y = found.cells[["x", "y"]].iloc[0]
    assert frame["x0"] < x < frame["x1"]
    assert frame["y0"] < y < frame["y1"]
    assert charts.heat_map(found, "mean", "val_accuracy")["layout"]["shapes"] == []

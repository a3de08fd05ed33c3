"""Baselines in figures: dashed lines with names, at the edge where they lie far off."""

from __future__ import annotations

from dataclasses import replace

import plotly.graph_objects as go

from tuning import charts
from tuning.charts._base import axes
from tuning.honesty import Honest

KNOWN = Honest(
    "accuracy", baselines={"constant": 0.1, "linear": 0.8, "untuned": 0.805}, answer="no"
)


def figure(*scores: float) -> charts.Figure:
    trace = {"type": "scatter", "x": [*range(len(scores))], "y": [*scores]}
    return {"data": [trace], "layout": axes("Trials", "Score")}


def texts(drawn: charts.Figure) -> list[str]:
    return [one["text"] for one in drawn["layout"].get("annotations", [])]


def test_near_ones_are_lines_and_share_a_name_a_far_one_is_named_at_the_edge() -> None:
    drawn = charts.with_baselines(figure(0.7, 0.9), KNOWN)
    assert [(one["name"], one["y0"]) for one in drawn["layout"]["shapes"]] == [
        ("linear", 0.8),
        ("untuned", 0.805),
    ]
    assert len({one["line"]["dash"] for one in drawn["layout"]["shapes"]}) == 2
    together, edge = texts(drawn)
    assert together.replace("\u2068", "").replace("\u2069", "") == (
        "Untuned network 0.8050<br>Linear model 0.8000"
    )
    assert edge.startswith("↓ ")
    assert "0.1000" in edge
    go.Figure(drawn)


def test_a_name_at_the_foot_of_the_figure_stands_above_those_of_the_edge() -> None:
    (both,) = texts(charts.with_baselines(figure(0.8, 0.9), KNOWN))
    assert both.index("Linear model") < both.index("↓ ")


def test_a_held_axis_is_stretched_to_near_ones_alone() -> None:
    held = charts.held(figure(0.85, 0.9), (0, 1), (0.82, 0.92))
    low, high = charts.with_baselines(held, KNOWN)["layout"]["yaxis"]["range"]
    assert 0.79 < low < 0.8
    assert high == held["layout"]["yaxis"]["range"][1]


def test_a_horizontal_axis_of_scores_has_vertical_lines() -> None:
    bars = {"type": "bar", "x": [0.7, 0.9], "y": [3, 5], "width": [0.2, 0.2]}
    drawn = charts.with_baselines({"data": [bars], "layout": {}}, KNOWN, "x")
    assert [one["x0"] for one in drawn["layout"]["shapes"]] == [0.8, 0.805]
    assert texts(drawn)[-1].startswith("← ")


def test_a_name_of_a_class_is_no_markup_and_studies_without_baselines_stay_as_they_are() -> None:
    named = replace(KNOWN, answer="<b>$x%{y}", baselines={"constant": 0.85})
    (text,) = texts(charts.with_baselines(figure(0.8, 0.9), named))
    assert "&lt;b&gt;$x%&#123;y}" in text
    plain = figure(0.8, 0.9)
    assert charts.with_baselines(plain, None) is plain
    assert charts.with_baselines(plain, Honest("accuracy")) is plain
    empty = figure()
    assert charts.with_baselines(empty, KNOWN) is empty

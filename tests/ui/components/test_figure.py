"""A live figure's plain half: the stock template goes, a template of one's own stays."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.io.json import to_json_plotly

from tuning.ui.components.assets import picture_name
from tuning.ui.components.figure import as_dict, count_points


def test_the_stock_template_is_dropped_and_nothing_else():
    figure = go.Figure(go.Scatter(y=[1, 2]), layout={"title": {"text": "best"}})
    figure.update_layout(template="plotly")
    made = as_dict(figure)
    assert "template" not in made["layout"]
    assert made["layout"]["title"] == {"text": "best"}


def test_a_template_of_ones_own_stays():
    figure = go.Figure(layout={"template": {"layout": {"colorway": ["red"]}}})
    assert as_dict(figure)["layout"]["template"]["layout"]["colorway"] == ["red"]


@pytest.mark.parametrize(
    ("figure", "points"),
    [
        (go.Figure(), 0),
        (go.Figure([go.Scatter(y=[1, 2, 3]), go.Bar(x=["a", "b"], y=[1, 2])]), 5),
        (go.Figure(go.Scatter(y=np.array([1.0, np.nan, 3.0]))), 2),
        (go.Figure(go.Heatmap(z=np.zeros((3, 4)))), 12),
        ({"data": [{"y": [1, None, 3]}], "layout": {}}, 2),
        ({"data": [{"type": "pie", "values": [1, 2]}]}, 2),
    ],
)
def test_points_are_counted_without_gaps(figure, points):
    assert count_points(as_dict(figure)) == points


def test_a_figure_from_a_dict_is_valid_json_with_null_for_nan():
    text = to_json_plotly(as_dict({"data": [{"y": [1.0, float("nan")]}]}))
    assert json.loads(text)["data"][0]["y"] == [1.0, None]


@pytest.mark.parametrize(
    ("key", "name"),
    [("accuracy-12", "study-12-accuracy"), ("best-loss-3", "study-3-best-loss"), ("race", "race")],
)
def test_a_picture_is_named_after_its_study_and_what_it_shows(key: str, name: str) -> None:
    assert picture_name(key) == name

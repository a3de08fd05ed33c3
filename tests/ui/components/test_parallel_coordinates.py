"""The brush as values, the axes as JSON and the rows as columns; the drawing is tested live."""

import json

import numpy as np
import pandas as pd
import pytest

from tuning.ui.components.parallel_coordinates import Axis, as_brush, columns, selected, spec

RATE = Axis("rate", "learning rate", "log", 1e-4, 1e-1)
OPTIMIZER = Axis("optimizer", "optimizer", "category", 0, 1, [(0, "adam"), (1, "sgd")])
SCORE = Axis("score", "accuracy", "linear", 0.0, 1.0)
AXES = [RATE, OPTIMIZER, SCORE]


@pytest.fixture
def rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": [0, 1, 2, 3],
            "rate": [1e-4, 1e-3, 1e-2, np.nan],
            "optimizer": [0, 1, 0, 1],
            "score": [0.5, 0.9, np.nan, 0.7],
        }
    )


@pytest.mark.parametrize(
    ("brush", "expected"),
    [
        ({}, [True, True, True, True]),
        ({"rate": (1e-4, 1e-3)}, [True, True, False, False]),
        ({"optimizer": (1, 1)}, [False, True, False, True]),
        ({"rate": (0.0, 1.0)}, [True, True, True, False]),
        ({"score": (0.0, 1.0)}, [True, True, False, True]),
        ({"optimizer": (1, 1), "score": (0.8, 1.0)}, [False, True, False, False]),
        ({"score": (0.91, 0.99)}, [False, False, False, False]),
        ({"gone": (0, 1)}, [True, True, True, True]),
    ],
)
def test_selected_keeps_what_is_inside_every_range(rows, brush, expected):
    mask = selected(rows, brush)
    assert mask.dtype == bool
    assert mask.tolist() == expected


def test_selected_of_no_rows_is_empty(rows):
    assert selected(rows.iloc[:0], {"rate": (0.0, 1.0)}).tolist() == []


def test_selected_reads_nullable_columns(rows):
    rows["rate"] = rows["rate"].astype("Float64")
    assert selected(rows, {"rate": (0.0, 1.0)}).tolist() == [True, True, True, False]


def test_an_axis_becomes_plain_json():
    axis = Axis("units", "units", "linear", np.int64(1), np.int64(3), [(np.int64(1), "one")])
    text = json.dumps(axis.as_json(), allow_nan=False)
    assert json.loads(text) == {
        "name": "units",
        "label": "units",
        "scale": "linear",
        "low": 1.0,
        "high": 3.0,
        "ticks": [[1.0, "one"]],
        "integer": False,
    }


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("a", "a", "log", 0.0, 1.0), "log scale starts above 0, got 0.0"),
        (("a", "a", "linear", 2.0, 1.0), "low 2.0 is above high 1.0"),
        (("a", "a", "linear", float("nan"), 1.0), "finite ends, got nan"),
        (("a", "a", "category", 0, 1), "texts of its codes"),
    ],
)
def test_an_axis_refuses_what_it_cannot_draw(arguments, rule):
    with pytest.raises(ValueError, match=rule):
        Axis(*arguments)


def test_the_spec_carries_everything_but_the_rows():
    made = spec(
        AXES, color="score", better="high", height=300, note="3 of 9", brush={"rate": (0, 1)}
    )
    assert [axis["name"] for axis in made["axes"]] == ["rate", "optimizer", "score"]
    assert made["axes"][1]["ticks"] == [[0.0, "adam"], [1.0, "sgd"]]
    assert (made["color"], made["better"], made["height"]) == ("score", "high", 300)
    assert (made["note"], made["brush"]) == ("3 of 9", {"rate": [0, 1]})
    json.dumps(made, allow_nan=False)


@pytest.mark.parametrize(
    ("axes", "options", "rule"),
    [
        ([], {}, "at least one axis"),
        ([SCORE, SCORE], {}, "a name of its own"),
        (AXES, {"color": "loss"}, "color must name one of the axes"),
        (AXES, {"better": "up"}, "better must be 'high' or 'low', got 'up'"),
    ],
)
def test_the_spec_refuses_what_makes_no_figure(axes, options, rule):
    with pytest.raises(ValueError, match=rule):
        spec(axes, **{"color": "score", "better": "high", "height": 300, **options})


def test_columns_are_floats_in_axis_order_without_an_index(rows):
    rows["other"] = "text"
    made = columns(AXES, rows.set_index("number", drop=False).iloc[::-1])
    assert list(made.columns) == ["number", "rate", "optimizer", "score"]
    assert set(made.dtypes) == {np.dtype("float64")}
    assert made.index.tolist() == [0, 1, 2, 3]
    assert made["number"].tolist() == [3, 2, 1, 0]


def test_columns_name_what_the_rows_lack(rows):
    with pytest.raises(ValueError, match="'rate'"):
        columns(AXES, rows.drop(columns="rate"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, {}),
        ({}, {}),
        ({"rate": [0.1, 0.2]}, {"rate": (0.1, 0.2)}),
        ({"rate": [0.2, 0.1]}, {"rate": (0.1, 0.2)}),
        ({"rate": [0.1], "score": "ab", "units": None}, {}),
    ],
)
def test_a_brush_from_the_browser_is_read_or_left_out(value, expected):
    assert as_brush(value) == expected

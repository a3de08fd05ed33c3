"""What a browser is told of a drawing: the whole once, then differences, the whole if it asks."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
import streamlit as st

from tuning.ui.components import sending
from tuning.ui.components.differences import Drawing


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})


def line(points: int) -> Drawing:
    trace = {"y": [k % 9 for k in range(points)], "x": list(range(points))}
    return Drawing(json.dumps({"data": [trace], "layout": {}}))


def test_the_whole_comes_first_and_then_what_changed() -> None:
    first, second = line(100), line(101)
    whole = sending.message("a", first)
    assert whole["version"] == first.version
    assert "whole" in whole
    change = sending.message("a", second)
    assert (change["base"], change["version"]) == (first.version, second.version)
    assert "whole" not in change
    assert sending.message("a", line(101)) == change  # nothing new: the same words
    assert "whole" in sending.message("b", second)  # another figure


def test_what_was_lost_is_told_as_a_whole() -> None:
    sending.message("a", line(100))
    sending.message("a", line(101))
    sending.forget("a")
    assert "whole" in sending.message("a", line(101))
    assert sending.message("a", line(102))["base"] == line(101).version


def test_a_session_knows_the_latest_figures_alone() -> None:
    for number in range(sending.MOST_KEPT + 1):
        sending.message(str(number), line(100))
    assert "whole" in sending.message("0", line(101))
    assert "change" in sending.message(str(sending.MOST_KEPT), line(101))


def test_long_columns_are_packed_and_gaps_stay_gaps() -> None:
    y = [None, 0.5, None, *([1.25] * 40)]
    x = [None, 1, None, *range(40)]
    found = sending.packed({"x": x, "y": y, "text": ["a"] * 43})
    assert found["text"] == ["a"] * 43
    numbers = {
        name: np.frombuffer(base64.b64decode(found[name]["bdata"]), found[name]["dtype"])
        for name in ("x", "y")
    }
    assert np.isnan(numbers["y"]).tolist() == [value is None for value in y]
    assert np.isnan(numbers["x"][0])
    assert numbers["x"][1:].tolist() == [1, 1, *range(40)]


def test_short_columns_and_those_of_texts_stay_as_they_are() -> None:
    trace = {"x": [1, 2], "y": ["a"] * 50, "customdata": [[1]] * 50}
    assert sending.packed(trace) == trace

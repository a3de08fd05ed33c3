"""Differences between drawings: with the old one they make the new one, and they are short."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

import tuning.browser
from tuning.ui.components import differences
from tuning.ui.components.differences import Drawing, Plain, difference

BROWSER = Path(tuning.browser.__file__).parent


def drawing(*traces: Plain, **layout: Any) -> Drawing:
    return Drawing(json.dumps({"data": list(traces), "layout": layout}))


def points(numbers: range, **more: Any) -> Plain:
    """A trace with a row a trial."""
    return {
        "uid": "trials",
        "x": [number / 8 for number in numbers],
        "y": [number % 7 for number in numbers],
        "customdata": list(numbers),
        **more,
    }


# -- what the browser makes of one -----------------------------------------------------------------


APPLY = f"""
import {{ applied }} from "{(BROWSER / "differences.js").as_uri()}";
import {{ readFileSync }} from "node:fs";
const asked = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(([before, change]) => applied(before, change))));
"""


def applied(asked: list[tuple[Plain, Plain | None]]) -> list[Plain]:
    """Of drawings and their changes, by the page's own script, in Playwright's Node."""
    node, _ = compute_driver_executable()
    command = [str(node), "--input-type=module", "-e", APPLY]
    ran = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    return list(json.loads(ran.stdout))


# -- tests -----------------------------------------------------------------------------------------


def test_a_trial_more_and_one_less_are_two_runs_and_a_row() -> None:
    before, after = points(range(300)), points(range(301))
    for column in (after["x"], after["y"], after["customdata"]):
        del column[100]
    found = difference(drawing(before), drawing(after))
    rows = [[0, 100], [101, 199], [[37.5], [6], [300]]]
    change = {"of": 0, "columns": ["x", "y", "customdata"], "rows": rows}
    assert found == {"traces": [change], "layout": {}}


def test_equal_traces_are_named_by_their_place() -> None:
    line, others = {"uid": "line", "y": list(range(99))}, points(range(99))
    found = difference(drawing(line, others), drawing(others, line))
    assert found == {"traces": [1, 0], "layout": {}}


def test_the_ends_of_axes_are_set_as_they_are() -> None:
    trace = points(range(99))
    before, after = ({"x": {"range": [0, 200]}, "y": {"range": [low, 1]}} for low in (0.3, 0.7))
    found = difference(drawing(trace, **before), drawing(trace, **after))
    assert found == {"traces": [0], "layout": {"set": {"y.range": [0.7, 1]}}}


def test_drawings_that_share_little_have_none() -> None:
    assert difference(drawing(points(range(40))), drawing(points(range(50, 90)))) is None


def test_equal_drawings_have_the_same_version_and_others_another() -> None:
    some, same, other = (drawing(points(range(n))) for n in (5, 5, 6))
    assert some.version == same.version != other.version


COLORED = {"marker": {"color": [0] * 20, "line": {"width": 1}}}


CASES = [
    (drawing(), drawing(points(range(3)))),
    (drawing(points(range(3))), drawing()),
    (drawing(points(range(9))), drawing(points(range(9)), points(range(2, 11), uid="more"))),
    (drawing(points(range(9))), drawing(points(range(4, 9)), points(range(9)))),  # twice a name
    (
        drawing(points(range(20), **COLORED)),
        drawing(points(range(20), marker={"color": "red"})),
    ),
    (
        drawing(points(range(20), marker={"color": "red"})),
        drawing(points(range(20), **COLORED)),
    ),
    (drawing(points(range(20), **COLORED)), drawing(points(range(1, 20), text=["a"] * 19))),
    (
        drawing(points(range(4), x=[None, 1, None, 1])),
        drawing(points(range(4), x=[1, None] * 2)),
    ),
    (
        drawing({"z": [[1, 2], [3, 4]], "y": [0, 1]}),
        drawing({"z": [[3, 4], [5, 6]], "y": [1, 2]}),
    ),
    (drawing({"y": []}), drawing({"y": [1]})),
    (drawing({"y": [1]}), drawing({"y": []})),
    (drawing({"name": "$x$ <b>"}), drawing({"name": "$x$ <b>", "text": ["“\n🎉"]})),
    (drawing(title="Score"), drawing(title={"text": "Score", "font": {}})),
    (
        drawing(title={"text": "Score"}, xaxis={}),
        drawing(title="Score", xaxis={"range": [0, 1]}),
    ),
    (drawing(xaxis={"range": [0, 1], "type": "log"}), drawing(xaxis={"type": None})),
    (drawing(xaxis={"range": [0, 1]}), drawing(xaxis={"range": [0, 2]})),
    (
        drawing(yaxis={"tickvals": [0], "ticktext": ["a"]}, shapes=[{"y0": 1}]),
        drawing(yaxis={"tickvals": [0, 1], "ticktext": ["a", "b"]}, shapes=[{"y0": 2}]),
    ),
]


def test_a_difference_makes_the_new_drawing_of_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "SHARE", 100)
    found = applied([(before.plain, difference(before, after)) for before, after in CASES])
    for drawn, (_, after) in zip(found, CASES, strict=True):
        assert drawn == after.plain

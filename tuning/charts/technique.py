"""Figures of what a technique itself reports, from `tuning.analysis.techniques`.

Plain dicts in the palette of `tuning.charts`, as there.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from tuning import metrics
from tuning.charts._base import BEST, GREY, OF_POINTS, Figure, axes, rgba, row_axis
from tuning.text import words

STATUSES = ("promoted", "ended", "running", "waiting", "planned")
ROW_HEIGHT = 34


def rungs(members: pd.DataFrame, color: str, best: int | None = None) -> Figure:
    """Hyperband's rungs as rows of dots, by status; `members` is `techniques.members`."""
    looks: dict[str, dict[str, Any]] = {
        "promoted": {"color": color, "size": 11},
        "ended": {"color": rgba(GREY, 0.8), "size": 9},
        "running": {"color": "rgba(0,0,0,0)", "size": 10, "line": {"color": color, "width": 2}},
        "waiting": {"color": "rgba(0,0,0,0)", "size": 9, "line": {"color": GREY, "width": 1.5}},
        "planned": {"color": rgba(GREY, 0.2), "size": 6},
    }
    labels = _labels(members)
    data = [
        _dots(members[members["status"] == status], status, looks[status], labels)
        for status in STATUSES
    ]
    top = members[members["number"] == best] if best is not None else members[:0]
    look = {"color": "rgba(0,0,0,0)", "size": 17, "line": {"color": BEST, "width": 2.5}}
    data.append(_dots(top, "best", look, labels))
    rows = list(dict.fromkeys(labels.values()))
    yaxis = row_axis(rows)
    most = int(members["place"].max()) if len(members) else 1
    xaxis = {"range": [0.3, most + 0.7], "showgrid": False, "tickformat": "d"}
    return {"data": data, "layout": axes("Place in its rung", "", xaxis=xaxis, yaxis=yaxis)}


def _labels(members: pd.DataFrame) -> dict[tuple[int, int], str]:
    """Row names by race and rung: how far it trains, and how many of its places have ended."""
    labels = {}
    several = members["iteration"].nunique() > 1
    for _, own in members.groupby(["race", "rung"], sort=False):
        first = own.iloc[0]
        race, rung, until = (int(first[part]) for part in ("race", "rung", "until"))
        ended = int(own["status"].isin(["ended", "promoted"]).sum())
        epochs = f"epoch{'' if until == 1 else 's'}"
        name = f"Bracket {first['bracket']} · {until} {epochs} · {ended} of {len(own)}"
        labels[race, rung] = f"{first['iteration']} · {name}" if several else name
    return labels


def _dots(
    own: pd.DataFrame, status: str, marker: dict[str, Any], labels: dict[tuple[int, int], str]
) -> dict[str, Any]:
    told = [
        (f"Trial {number}: {words.score(score)}" if score == score else f"Trial {number}")
        + (f" · missed by {words.score(missed)}" if missed == missed else "")
        for number, score, missed in own[["number", "score", "missed"]].itertuples(index=False)
    ]
    places = zip(own["race"], own["rung"], strict=True)
    return {
        "type": "scatter",
        "mode": "markers",
        "uid": status,
        "name": status,
        "meta": OF_POINTS,
        "customdata": [None if pd.isna(n) else int(n) for n in own["number"]],
        "x": own["place"].tolist(),
        "y": [labels[int(race), int(rung)] for race, rung in places],
        "text": told if status != "planned" else ["Not begun"] * len(told),
        "hovertemplate": f"%{{text}} · {status}<extra></extra>",
        "marker": marker,
        "cliponaxis": False,
    }


def guesses(table: pd.DataFrame, color: str, metric: str) -> Figure:
    """Each trial's expected score ± its uncertainty, and its score (`techniques.guesses`)."""
    expected, came = table[table["expected"].notna()], table[table["score"].notna()]
    data = [
        _points(expected, "expected", "uncertainty", color, "diamond-open", "Expected"),
        _points(came, "score", "deviation", GREY, "circle", "Came"),
    ]
    xaxis = {"tickformat": "d"} | ({"dtick": 1} if len(table) < 12 else {})
    return {"data": data, "layout": axes("Trial", metrics.title(metric), xaxis=xaxis)}


def _points(
    table: pd.DataFrame, value: str, spread: str, color: str, symbol: str, name: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "uid": value,
        "name": name,
        "meta": OF_POINTS,
        "customdata": table["number"].tolist(),
        "x": table["number"].tolist(),
        "y": table[value].tolist(),
        "error_y": {
            "type": "data",
            "array": table[spread].fillna(0.0).tolist(),
            "color": rgba(color, 0.7),
            "thickness": 1.5,
            "width": 4,
        },
        "marker": {"size": 10 if symbol != "circle" else 8, "color": color, "symbol": symbol},
        "hovertemplate": f"Trial %{{x}}: {name.lower()} %{{y:.5~r}}<extra></extra>",
    }


def path(table: pd.DataFrame, color: str, metric: str) -> Figure:
    """The best score after each hyperparameter of the walk; `table` is `techniques.path`."""
    told = table[table["Best score"].notna()]
    steps = [
        f"{k}. {name}" for k, name in enumerate(told["Hyperparameter"].tolist(), 1)
    ]  # numbered, because a second pass names a hyperparameter again
    trace = {
        "type": "scatter",
        "mode": "lines+markers+text",
        "uid": "path",
        "x": steps,
        "y": told["Best score"].tolist(),
        "text": told["Keeps"].tolist(),
        "textposition": "top center",
        "cliponaxis": False,
        "error_y": {
            "type": "data",
            "array": told["± deviation"].fillna(0.0).tolist(),
            "color": rgba(GREY, 0.6),
            "thickness": 1,
            "width": 3,
        },
        "line": {"color": color, "width": 2.5},
        "marker": {"size": 9},
        "hovertemplate": "%{x} = %{text}: %{y:.5~r}<extra></extra>",
    }
    xaxis = {"type": "category", "showgrid": False}
    return {"data": [trace], "layout": axes("", metrics.title(metric), xaxis=xaxis)}

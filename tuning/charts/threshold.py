"""What every threshold between two classes gives, as a curve, with the usual and the chosen one."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd

from tuning.charts._base import BEST, GREY, TRIALS, Figure, axes, rounded

Kind = Literal["roc", "precision"]
X_Y: dict[Kind, tuple[str, str]] = {
    "roc": ("false_rate", "recall"),
    "precision": ("recall", "precision"),
}
TITLES = {
    "false_rate": "Share of the others taken for it",
    "recall": "Recall",
    "precision": "Precision",
}
MOST_POINTS = 400


def threshold_curve(
    table: pd.DataFrame, kind: Kind, chosen: float, share: float, usual: float = 0.5
) -> Figure:
    """The curve of `analysis.threshold.at_every_threshold`; `share`: of rows that are of the class.

    The dashed line is what guessing gives.
    """
    x, y = X_Y[kind]
    drawn = table.iloc[1:] if kind == "precision" else table
    thin = drawn.iloc[:: max(len(drawn) // MOST_POINTS, 1)]
    guess = [0, 1] if kind == "roc" else [share, share]
    data = [
        _line("guess", [0, 1], guess, {"color": GREY, "width": 1, "dash": "dash"}),
        {
            **_line("curve", rounded(thin[x]), rounded(thin[y]), {"color": TRIALS[0], "width": 2}),
            "customdata": rounded(thin["threshold"].clip(upper=1)),
            "hovertemplate": f"threshold %{{customdata:.3f}}<br>{TITLES[x]} %{{x:.3f}}<br>"
            f"{TITLES[y]} %{{y:.3f}}<extra></extra>",
        },
        _mark("usual", table, (x, y), usual, GREY, "diamond"),
        _mark("chosen", table, (x, y), chosen, BEST, "circle"),
    ]
    span = {"range": [-0.02, 1.02]}
    return {"data": data, "layout": axes(TITLES[x], TITLES[y], xaxis=span, yaxis=span)}


def _line(uid: str, x: list[Any], y: list[Any], line: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "uid": uid,
        "x": x,
        "y": y,
        "line": line,
        "hoverinfo": "skip" if uid == "guess" else None,
    }


def _mark(
    uid: str, table: pd.DataFrame, names: tuple[str, str], at: float, color: str, symbol: str
) -> dict[str, Any]:
    """A threshold's place on the curve."""
    row = table[table["threshold"] >= at].iloc[-1]
    x, y = (float(row[name]) for name in names)
    marker = {"color": color, "size": 13, "symbol": symbol, "line": {"color": "#fff", "width": 1.5}}
    return {
        "type": "scatter",
        "mode": "markers",
        "uid": uid,
        "x": [round(x, 5)],
        "y": [round(y, 5)],
        "marker": marker,
        "hovertemplate": f"threshold {at:.2f}<extra></extra>",
    }

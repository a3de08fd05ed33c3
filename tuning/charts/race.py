"""A comparison -> the figure of all best-so-far curves, as a plain dict.

A strategy keeps its colour; studies of the same one are told apart by dashes. Imports neither
Plotly nor Streamlit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tuning.analysis.comparison import By, Contender, Trajectory, seed_range
from tuning.charts import race_axes, race_heads
from tuning.charts._base import Figure, rgba
from tuning.charts.race_axes import Look, Scale, group_of

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
BAND = 0.14


def race(found: Sequence[Contender], look: Look) -> Figure:
    """Best so far of every contender, each with its band.

    One study: a line, the band is ± the deviation of the best trial's fits. Several seeds: each
    thin, their median thick, the band from the worst to the best of them.
    """
    scale, found = Scale.of(found, look), look.of(found)
    layout = race_axes.layout(found, look, scale)
    bands: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for contender in found:
        nth = seen[contender.strategy] = seen.get(contender.strategy, -1) + 1
        drawn = _Drawn(contender, look.by, scale, DASHES[nth % len(DASHES)])
        bands += drawn.band()
        lines += drawn.lines()
    heads = [contender for contender in found if contender.first is not None]
    lines += race_heads.heads(heads, look, scale, layout)
    return {"data": bands + lines, "layout": layout}


@dataclass(frozen=True)
class _Drawn:
    """One contender's traces."""

    contender: Contender
    by: By
    scale: Scale
    dash: str

    def lines(self) -> list[dict[str, Any]]:
        seeds = len(self.contender.trajectories)
        thin = [self._seed(run) for run in self.contender.trajectories] if seeds > 1 else []
        table, title = seed_range(self.contender, self.by), self.contender.title
        name = f"{title}, median of {seeds} seeds" if seeds > 1 else title
        line = self._steps(table["x"], table["median"], self.contender.color, 3)
        after = f"after %{{x:,.0f}} {self.by}"
        hover = f"{name}<br>best so far %{{customdata:.5~r}}<br>{after}<extra></extra>"
        line |= {"name": title, "uid": f"line-{group_of(self.contender)}", "hovertemplate": hover}
        return [*thin, line]

    def _seed(self, run: Trajectory) -> dict[str, Any]:
        color = rgba(self.contender.color, 0.45)
        thin = self._steps(run.scored[self.by], run.scored["best"], color, 1)
        name = f"seed {run.study.spec.seed}"
        hover = f"{self.contender.title}, {name}<br>best so far %{{customdata:.5~r}}<extra></extra>"
        thin |= {"uid": f"seed-{run.study.id}", "showlegend": False}
        return thin | {"name": name, "hovertemplate": hover}

    def band(self) -> list[dict[str, Any]]:
        """Of several seeds their range, of one study the deviation; nothing where there is none."""
        if len(self.contender.trajectories) > 1:
            table = seed_range(self.contender, self.by)
            return self._area(table["x"], table["low"], table["high"]) if len(table) else []
        scored = self.contender.trajectories[0].scored
        if scored["spread"].isna().all():
            return []
        spread = scored["spread"].fillna(0.0)
        return self._area(scored[self.by], scored["best"] - spread, scored["best"] + spread)

    def _area(self, x: pd.Series, low: pd.Series, high: pd.Series) -> list[dict[str, Any]]:
        group, filled = group_of(self.contender), rgba(self.contender.color, BAND)
        quiet = {"hoverinfo": "skip", "showlegend": False}
        none = "rgba(0,0,0,0)"
        under = self._steps(x, low, none, 0) | quiet | {"uid": f"low-{group}"}
        over = self._steps(x, high, none, 0) | quiet | {"uid": f"high-{group}"}
        return [under, over | {"fill": "tonexty", "fillcolor": filled}]

    def _steps(self, x: pd.Series, y: pd.Series, color: str, width: float) -> dict[str, Any]:
        scores = [None if value != value else float(value) for value in y.tolist()]
        return {
            "type": "scatter",
            "mode": "lines",
            "x": x.tolist(),
            "y": self.scale.all(scores),
            "customdata": scores,
            "legendgroup": group_of(self.contender),
            "line": {"color": color, "width": width, "dash": self.dash, "shape": "hv"},
        }

"""What an explanation looks like: small figures with a title, and how to read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tuning.charts._base import Figure
from tuning.space import Value, show
from tuning.text.names import cut, plotly

MOST_TICKS = 12
MOST_LETTERS = 14


@dataclass(frozen=True)
class Panel:
    """One figure."""

    title: str
    """Empty where the explanation's own says it."""
    figure: Figure
    height: int
    name: str
    """What it shows, for screen readers."""


@dataclass(frozen=True)
class Mark:
    """An entry of the legend."""

    sign: str
    color: str
    text: str


@dataclass(frozen=True)
class Drawn:
    """The figures of one explanation."""

    title: str
    legend: tuple[Mark, ...]
    panels: tuple[Panel, ...]
    is_wide: bool = False
    """Whether its one figure takes the whole width."""

    @property
    def has_trials(self) -> bool:
        """Whether what it draws stands for trials, which can be picked in it."""
        return any(trace.get("meta") for panel in self.panels for trace in panel.figure["data"])


@dataclass(frozen=True)
class Look:
    """The trial that is explained, the colours and the metric of its study's figures."""

    number: int

    color: str
    """The strategy's."""
    own: str
    """The trial's."""
    metric: str
    """Its title."""


def places(labels: Sequence[str]) -> dict[str, Any]:
    """An axis of places 0, 1, 2 … by these labels; of many, evenly chosen ones."""
    every = -(-len(labels) // MOST_TICKS) if labels else 1
    ticks = list(range(0, len(labels), every))
    return {
        "tickvals": ticks,
        "ticktext": [plotly(cut(labels[k], MOST_LETTERS)) for k in ticks],
        "range": [-0.6, len(labels) - 0.4],
        "showgrid": False,
    }


def between(edges: Sequence[str]) -> dict[str, Any]:
    """An axis of parts 0, 1, 2 …, labelled at its ends and in its middle."""
    last = len(edges) - 1
    ticks = sorted({0, last // 2, last})
    return {
        "tickvals": [k - 0.5 for k in ticks],
        "ticktext": [plotly(edges[k]) for k in ticks],
        "range": [-0.9, last - 0.4],
        "showgrid": False,
    }


def numbers(scale: str, values: Sequence[Value]) -> dict[str, Any]:
    """An axis of numbers in order, labelled at its ends and near its middle."""
    found = [values[0], values[len(values) // 2], values[-1]]
    ticks = list(dict.fromkeys(found))
    return {
        "type": scale,
        "tickvals": ticks,
        "ticktext": [_short(tick) for tick in ticks],
        "showgrid": False,
    }


def _short(value: Value) -> str:
    return f"{value:.2g}" if isinstance(value, float) else show(value)

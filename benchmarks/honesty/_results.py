"""From the lines of the cases to the figures that are to be reached, with their standard errors."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np

from benchmarks.honesty._running import Line

FEW = 200
"""Rows up to which a network is told apart from larger tables' in one line."""
NEAR = 0.01
"""A trial that is so close to the truly best one is as good."""


@dataclass(frozen=True)
class Figure:
    """One figure of the table."""

    group: str
    name: str
    value: float
    error: float
    studies: int
    target: str = ""
    met: bool | None = None


def figures(lines: Sequence[Line]) -> list[Figure]:
    """All figures that these lines tell."""
    whole = [line for line in lines if line["corrected"] is not None]
    noise = [line for line in whole if line["kind"] == "noise"]
    real = [line for line in whole if line["kind"] == "real"]
    return [*(_of_noise(noise) if noise else ()), *(_of_real(real) if real else ())]


def _of_noise(lines: list[Line]) -> Iterable[Figure]:
    group = "noise"
    for name in ("constant", "linear"):
        yield _mean(group, f"claims to beat the {name}", lines, partial(_claims, name), most=0.05)
    yield _mean(group, "chosen - truth", lines, lambda o: o["chosen"] - o["truth"])
    yield _mean(group, "corrected - truth", lines, _bias, within=0.01)
    for title, is_balanced in (("equal", True), ("unequal", False)):
        part = [line for line in lines if line["is_balanced"] is is_balanced]
        yield _mean(group, f"the same, {title} classes", part, _bias)
    yield _mean(group, "interval holds the truth", lines, _holds, least=0.88)


def _of_real(lines: list[Line]) -> Iterable[Figure]:
    group = "real"
    yield _mean(group, "chosen - truth", lines, lambda o: o["chosen"] - o["truth"])
    yield _mean(group, "corrected - truth", lines, _bias)
    yield _mean(group, "interval holds the truth", lines, _holds, least=0.85)
    for name in ("constant", "linear"):
        wrong = [o for o in lines if o["truth"] <= o["truths"][name]]
        yield _mean(
            group, f"claims to beat the {name} where it does not", wrong, partial(_claims, name)
        )
        right = [o for o in lines if o["truth"] > o["truths"][name] + 0.02]
        yield _mean(group, "the same where it does, by 0.02", right, partial(_claims, name))
    yield _mean(group, "tied set holds one within 0.01 of the best", lines, _has_best, least=0.95)
    yield _mean(
        group, "tied set, share of trials", lines, lambda o: len(o["tied"]) / len(o["trials"])
    )
    yield _mean(group, "network - linear", lines, _lead, least=0.0)
    few = [line for line in lines if line["rows"] <= FEW]
    yield _mean(group, f"the same, up to {FEW} rows", few, _lead)
    yield _mean(group, "what the page advises - linear", lines, lambda o: _lead(o) * _takes(o))
    yield _mean(
        group, "what the page advises - network", lines, lambda o: _lead(o) * (_takes(o) - 1)
    )


def _mean(
    group: str,
    name: str,
    lines: Sequence[Line],
    of: Callable[[Line], float],
    *,
    least: float | None = None,
    most: float | None = None,
    within: float | None = None,
) -> Figure:
    values = np.array([float(of(line)) for line in lines])
    mean = float(values.mean()) if len(values) else math.nan
    error = _error(values) if len(values) > 1 else math.nan
    target, met = "", None
    if least is not None:
        target, met = f"≥ {least:g}", mean >= least
    elif most is not None:
        target, met = f"≤ {most:g}", mean <= most
    elif within is not None:
        target, met = f"± {within:g}", abs(mean) <= within
    return Figure(group, name, mean, error, len(values), target, met)


def _error(values: np.ndarray) -> float:
    """The standard error of a mean; a share of few is not taken for certain where it is 0 or 1."""
    if set(values) <= {0.0, 1.0}:
        share = (values.sum() + 1) / (len(values) + 2)
        return math.sqrt(share * (1 - share) / len(values))
    return float(values.std(ddof=1) / math.sqrt(len(values)))


def _bias(line: Line) -> float:
    return float(line["corrected"] - line["truth"])


def _holds(line: Line) -> bool:
    return bool(line["low"] <= line["truth"] <= line["high"])


def _claims(name: str, line: Line) -> bool:
    return bool(line["claims"].get(name, False))


def _lead(line: Line) -> float:
    return float(line["truth"] - line["truths"]["linear"])


def _takes(line: Line) -> bool:
    """Whether the network is taken where what the page says of the linear model is followed."""
    return not line["prefers_linear"]


def _has_best(line: Line) -> bool:
    truth: dict[str, float] = line["trials"]
    return max(truth[str(number)] for number in line["tied"]) >= max(truth.values()) - NEAR


def to_json(found: Iterable[Figure]) -> list[dict[str, Any]]:
    """Plain data; what is no number is None."""
    return [
        {key: None if value != value else value for key, value in asdict(figure).items()}
        for figure in found
    ]


def rows(found: Iterable[Figure]) -> list[list[str]]:
    """As the cells of a table."""
    return [
        [
            figure.name,
            f"{figure.value:.3f}",
            f"{figure.error:.3f}",
            f"{figure.studies:,}",
            figure.target,
            "" if figure.met is None else "yes" if figure.met else "[bold]no[/bold]",
        ]
        for figure in found
    ]

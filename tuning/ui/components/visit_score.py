"""The visit's score of predictions, as a chip; a race hands its own prediction to it.

Owns the mount. Predictions and points are the browser's own: `tuning/browser/predictions.js` has
them, and `tuning/browser/visit_score/` draws.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

import streamlit as st

from tuning.ui.components.assets import loader

_component = st.components.v2.component(
    "tuning_visit_score", js=loader("visit_score"), isolate_styles=False
)

MOST_SURE = 0.99
"""Nobody is surer than so."""


@dataclass(frozen=True)
class Prediction:
    """Who a person said would win, and what came of it."""

    chosen: int
    """A choice by its place."""
    choices: int
    """How many there are, two or more."""
    sure: float
    """The probability they gave it, from a guess (1 / choices) to `MOST_SURE`."""
    outcome: Literal["open", "right", "wrong", "untold"]
    """`untold`: nobody can tell who won, which counts for nobody."""


def visit_score(key: str, name: str = "", prediction: Prediction | None = None) -> None:
    """Draws the chip; with a prediction, keeps it under its name for the visit and says its points.

    `key`: names the chip; unique on the page.
    """
    told = asdict(prediction) if prediction is not None else None
    _component(key=key, data={"name": name, "prediction": told})

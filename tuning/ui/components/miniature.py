"""A lesson's miniature: the reader moves a control, and the browser asks the engine by itself.

Owns what is sent there: the lesson's definition, the data that are drawn, and every value as it is
spelled. The drawing is `tuning/browser/miniature/`. What stays equal is sent once, and moves
nothing of what the reader has set.
"""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from tuning import catalog
from tuning.charts import TRIALS
from tuning.learn import Lesson, Training
from tuning.learn.digits import SHOWN, digits
from tuning.learn.lessons import FAMILY, title_of
from tuning.learn.points import EDGE, mislabelled, points
from tuning.space import show
from tuning.text.words import listed
from tuning.ui import present
from tuning.ui.components import searched
from tuning.ui.components.assets import loader

CLASSES = TRIALS[:2]
"""The colours of the two classes of points."""
SHAPES = {
    "moons": "Two moons",
    "circles": "A disc in a ring",
    "spirals": "Two spirals",
    "quarters": "Opposite quarters (the exclusive or)",
    "digits": "Handwritten digits",
}

_component = st.components.v2.component(
    "tuning_miniature", js=loader("miniature"), isolate_styles=False
)


def miniature(lesson: Lesson, *, key: str) -> None:
    """Draw a lesson's miniature, which asks for its first picture at once.

    Args:
        lesson: Whose miniature.
        key: Names it; unique on the page.
    """
    _component(key=key, data=sent(lesson) | {"presents": present.on()})


def sent(lesson: Lesson) -> dict[str, Any]:
    """What the browser is told of a lesson, as plain JSON."""
    shown = lesson.miniature
    told = {
        "lesson": lesson.name,
        "title": lesson.title,
        "kind": shown.kind,
    }
    return told | (_training(shown) if isinstance(shown, Training) else searched.sent(shown))


def _training(shown: Training) -> dict[str, Any]:
    return {
        "epochs": _most_epochs(shown),
        "controls": [
            {
                "name": control.name,
                "title": title_of(control.name),
                "help": catalog.family(FAMILY)[control.name].help,
                "stops": list(control.stops),
                "texts": [show(stop) for stop in control.stops],
                "start": control.stops.index(control.start),
                "named": any(isinstance(stop, str | bool) for stop in control.stops),
            }
            for control in shown.controls
        ],
        "shape": SHAPES[shown.data],
        "trains": _told(shown),
        **drawn(shown.data, shown.wrong),
    }


def _most_epochs(shown: Training) -> int:
    """How long the longest curve is."""
    stops = {control.name: control.stops for control in shown.controls}
    return max(int(stop or 1) for stop in stops.get("epochs", (shown.epochs,)))


def _told(shown: Training) -> str:
    """What a setting is, beside the controls."""
    fixed = [f"{title_of(name).lower()} {show(value)}" for name, value in shown.fixed.items()]
    if all(control.name != "epochs" for control in shown.controls):
        fixed.append(f"{shown.epochs} epochs")
    rows = digits() if shown.data == "digits" else points(shown.data)
    many = f"{len(rows.y_train)} {'images' if shown.data == 'digits' else 'points'}"
    told = (
        f"Each setting trains one network ({listed(fixed)}) on {many} from one seed and validates "
        f"it on {len(rows.y_validation)} others; another seed shows how much of a score is luck."
    )
    wrong = f" {shown.wrong:.0%} of the training labels are wrong on purpose."
    return told + wrong if shown.wrong else told


@cache
def drawn(data: str, wrong: float = 0.0) -> dict[str, Any]:
    """The data of a miniature as the browser draws them."""
    return _digits() if data == "digits" else _points(data, wrong)


def _points(data: str, wrong: float) -> dict[str, Any]:
    """Both groups: places as pairs from 0 to 1 in float32, little-endian, and their classes."""
    exact = mislabelled(points(data), wrong)
    groups = [
        ("training", exact.x_train, exact.y_train),
        ("validation", exact.x_validation, exact.y_validation),
    ]
    return {
        "colors": CLASSES,
        "points": [
            {
                "name": name,
                "hollow": name == "validation",
                "places": _packed(((places + EDGE) / (2 * EDGE)).astype("<f4")),
                "classes": classes.tolist(),
            }
            for name, places, classes in groups
        ],
    }


def _digits() -> dict[str, Any]:
    """The images whose guesses are shown: a byte a pixel, 255 for ink, and what they are."""
    exact = digits()
    return {
        "digits": {
            "images": _packed(np.round(exact.x_validation[:SHOWN] * 255).astype(np.uint8)),
            "labels": exact.y_validation[:SHOWN].tolist(),
        },
    }


def _packed(values: npt.NDArray[Any]) -> str:
    return base64.b64encode(values.tobytes()).decode()

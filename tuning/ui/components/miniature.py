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
from tuning.charts._base import TRIALS
from tuning.learn import Lesson, Training
from tuning.learn.lessons import FAMILY
from tuning.learn.points import EDGE, points
from tuning.space import Value
from tuning.text.words import listed, number
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
    _component(key=key, data=sent(lesson) | {"presents": False})


def sent(lesson: Lesson) -> dict[str, Any]:
    """What the browser is told of a lesson, as plain JSON."""
    shown = lesson.miniature
    told = {
        "lesson": lesson.name,
        "title": lesson.title,
        "kind": shown.kind,
        "watch": shown.watch,
        "stored": None,
    }
    return told | (_training(shown) if isinstance(shown, Training) else _search())


def _training(shown: Training) -> dict[str, Any]:
    epochs = [one for control in shown.controls if control.name == "epochs" for one in control.stops]
    return {
        "epochs": max([int(one) for one in epochs] or [shown.epochs]),
        "controls": [
            {
                "name": control.name,
                "title": _title(control.name),
                "help": catalog.family(FAMILY)[control.name].help,
                "stops": list(control.stops),
                "texts": [_spelled(stop) for stop in control.stops],
                "start": control.stops.index(control.start),
                "named": any(isinstance(stop, str) for stop in control.stops),
            }
            for control in shown.controls
        ],
        "drawn": SHAPES[shown.data],
        "trains": _told(shown),
        "colors": CLASSES,
        "points": _points(shown.data),
    }


def _search() -> dict[str, Any]:
    return {"axes": {}, "landscape": None, "trains": ""}


def _told(shown: Training) -> str:
    """What a setting is, beside the controls."""
    fixed = [f"{_title(name).lower()} {_spelled(value)}" for name, value in shown.fixed.items()]
    if all(control.name != "epochs" for control in shown.controls):
        fixed.append(f"{shown.epochs} epochs")
    return f"Each setting trains one network, from one seed: {listed(fixed)}."


def _title(name: str) -> str:
    return catalog.family(FAMILY)[name].title


def _spelled(value: Value) -> str:
    return number(value) if isinstance(value, int | float) else str(value)


@cache
def _points(data: str) -> list[dict[str, Any]]:
    """Both groups: places as pairs from 0 to 1 in float32, little-endian, and their classes."""
    drawn = points(data)
    groups = [
        ("training", drawn.x_train, drawn.y_train),
        ("validation", drawn.x_validation, drawn.y_validation),
    ]
    return [
        {
            "name": name,
            "hollow": name == "validation",
            "places": _packed((places + EDGE) / (2 * EDGE)),
            "classes": classes.tolist(),
        }
        for name, places, classes in groups
    ]


def _packed(values: npt.NDArray[Any]) -> str:
    return base64.b64encode(values.astype("<f4").tobytes()).decode()


def _packed_bytes(values: npt.NDArray[np.uint8]) -> str:
    return base64.b64encode(values.tobytes()).decode()

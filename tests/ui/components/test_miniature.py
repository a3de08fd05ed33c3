"""What the browser is told of a lesson: its values as they are spelled, its data as they are."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from tuning.learn import LESSONS, Lesson, Training
from tuning.learn.digits import BRIGHTEST, SHOWN, SIDE, digits
from tuning.learn.points import EDGE, points
from tuning.ui.components.miniature import drawn, sent


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=list(LESSONS))
def test_a_lesson_is_told_as_plain_json_and_starts_where_it_says(lesson: Lesson) -> None:
    told = json.loads(json.dumps(sent(lesson), allow_nan=False))
    assert told == sent(lesson)
    if isinstance(lesson.miniature, Training):
        starts = {one["name"]: one["stops"][one["start"]] for one in told["controls"]}
        assert starts == lesson.miniature.start
        assert all(len(one["texts"]) == len(one["stops"]) for one in told["controls"])


def test_the_points_that_are_drawn_are_those_that_train_and_validate() -> None:
    exact = points("moons")
    train, validation = drawn("moons")["points"]
    for told, places, classes in (
        (train, exact.x_train, exact.y_train),
        (validation, exact.x_validation, exact.y_validation),
    ):
        shares = np.frombuffer(base64.b64decode(told["places"]), "<f4").reshape(-1, 2)
        np.testing.assert_allclose(shares * 2 * EDGE - EDGE, places, atol=1e-6)
        assert told["classes"] == classes.tolist()
    assert (train["hollow"], validation["hollow"]) == (False, True)


def test_the_digits_that_are_drawn_are_the_first_that_validate() -> None:
    told = drawn("digits")["digits"]
    ink = np.frombuffer(base64.b64decode(told["images"]), np.uint8).reshape(SHOWN, SIDE * SIDE)
    grey = np.rint(ink / 255 * BRIGHTEST) / BRIGHTEST
    np.testing.assert_array_equal(grey.astype(np.float32), digits().x_validation[:SHOWN])
    assert told["labels"] == digits().y_validation[:SHOWN].tolist()

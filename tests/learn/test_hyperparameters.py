"""What holds for the lessons on hyperparameters, and for the figures beside them."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from tuning import catalog
from tuning.charts.lessons import FIGURES, figure
from tuning.charts.lessons.activations import slope
from tuning.charts.lessons.signal import LAYERS, sizes
from tuning.charts.lessons.valley import path
from tuning.learn import LESSONS, Lesson, Training, of_kind
from tuning.space import Float, Int

LINK = re.compile(r"\]\(learn\?page=([a-z_]+)\)")
OF_THE_ARTICLE = {
    "batch_size",
    "epochs",
    "optimizer",
    "learning_rate",
    "momentum",
    "activation",
    "initialization",
    "dropout_visible",
    "dropout",
    "max_norm",
    "units",
    "layers",
}
BESIDES = {"l2", "batch_norm", "schedule"}
on_hyperparameters = pytest.mark.parametrize(
    "lesson", of_kind("training"), ids=[lesson.name for lesson in of_kind("training")]
)


def test_every_hyperparameter_of_the_article_has_a_lesson() -> None:
    assert {lesson.name for lesson in of_kind("training")} == OF_THE_ARTICLE | BESIDES


@on_hyperparameters
def test_a_page_is_read_in_two_minutes_and_names_its_sources(lesson: Lesson) -> None:
    assert 150 <= len(re.findall(r"[^\W\d_][\w’'-]*", lesson.text)) <= 300
    assert "$$" in lesson.text or lesson.figure
    assert (lesson.figure in FIGURES and bool(lesson.alt)) or not lesson.figure
    assert all(source.startswith("[") and "](http" in source for source in lesson.sources)
    assert lesson.name not in (*lesson.see_also, *LINK.findall(lesson.text))
    assert set(LINK.findall(lesson.text)) <= set(LESSONS)


@on_hyperparameters
def test_a_miniature_moves_its_own_hyperparameter_in_few_settings(lesson: Lesson) -> None:
    """Every answer is kept, so there may not be too many; and the stops are in an order."""
    shown = lesson.miniature
    assert isinstance(shown, Training)
    assert shown.controls[0].name == lesson.name
    assert not set(shown.fixed) & {control.name for control in shown.controls}
    search = catalog.FAMILIES["dense"][lesson.name].search
    is_range = isinstance(search, Int | Float)
    few = 5 if is_range else min(5, len(search.points()))
    assert few <= len(shown.controls[0].stops) <= 8
    assert shown.settings <= 60
    for control in shown.controls:
        numbers = [stop for stop in control.stops if isinstance(stop, int | float)]
        assert numbers == sorted(numbers)


@on_hyperparameters
def test_its_questions_move_its_own_hyperparameter(lesson: Lesson) -> None:
    assert lesson.questions
    for question in lesson.questions:
        moved = {name for choice in question.choices for name in choice}
        assert lesson.name in moved


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_plain_and_names_its_lines(name: str) -> None:
    drawn = figure(name)
    assert json.loads(json.dumps(drawn)) == drawn
    assert len({trace["uid"] for trace in drawn["data"]}) == len(drawn["data"]) > 2
    assert drawn["layout"]["showlegend"] or len(drawn["layout"]["annotations"]) == 3


def test_slopes_are_those_of_the_formulas() -> None:
    """Sigmoid's is a quarter at 0; tanh's is 1; GELU's is one half, ELU's e^z below zero."""
    zero, below = np.zeros(1), np.array([-1.0])
    assert slope("sigmoid", zero) == pytest.approx(0.25, abs=1e-6)
    assert slope("tanh", zero) == pytest.approx(1.0, abs=1e-6)
    assert slope("gelu", zero) == pytest.approx(0.5, abs=1e-6)
    assert slope("elu", below) == pytest.approx(np.exp(-1), abs=1e-6)


def test_the_figure_of_momentum_shows_what_its_page_says() -> None:
    """By hand: v = -0.048·40·0.6 = -1.152, w = -0.552; then v = 0.5·v + 0.048·40·0.552."""
    assert path(0.0)[1] == pytest.approx([-4 + 0.048 * 4, -0.552])
    assert path(0.5)[2][1] == pytest.approx(-0.552 - 0.576 + 1.05984)
    ends = {momentum: abs(path(momentum)[-1][0]) for momentum in (0.0, 0.5, 0.95)}
    assert ends[0.5] < 0.2 < 0.9 < ends[0.0]
    assert path(0.95)[:, 0].max() > 2


def test_the_signal_keeps_its_size_by_he_and_halves_every_two_layers_by_glorot() -> None:
    assert sizes("he_normal")[-1] == pytest.approx(1, abs=0.25)
    assert sizes("glorot_uniform")[-1] == pytest.approx(2 ** (-LAYERS / 2), rel=0.3)
    # √64 · 0.05 / √2 a layer
    assert sizes("normal")[-1] == pytest.approx((64**0.5 * 0.05 / 2**0.5) ** LAYERS, rel=0.3)

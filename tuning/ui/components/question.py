"""Predict, then see: a lesson's questions, which the browser asks and settles by itself.

Owns what is sent there. The drawing is `tuning/browser/question/`; the contest of a question's
choices comes from the server's miniatures, once the reader has said what they expect.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from tuning.charts import TRIALS
from tuning.learn import Lesson, Question, contest
from tuning.space import Value
from tuning.strategies import STRATEGIES
from tuning.ui import present
from tuning.ui.components.assets import loader

_component = st.components.v2.component(
    "tuning_question", js=loader("question"), isolate_styles=False
)
TRAINED = {"unit": "Epoch", "curve": "Validation accuracy by epoch", "from": 0}
SEARCHED = {"unit": "Epochs spent", "curve": "Best validation accuracy so far", "from": 0.25}
"""What the curves of a contest show, and from which part on their scale shows all of it."""


def questions(lesson: Lesson, *, key: str) -> None:
    """Draws the questions of a lesson, one after the other; nothing where it has none.

    `key`: names them; unique on the page.
    """
    if lesson.questions:
        data = {"lesson": lesson.name, "presents": present.on()}
        asked = [_told(lesson, question) for question in lesson.questions]
        _component(key=key, data={**data, "questions": asked})


def _told(lesson: Lesson, question: Question) -> dict[str, Any]:
    titles, seeds = contest.titles(question.choices), len(contest.SEEDS)
    count, each = len(titles) * seeds, f"{seeds} for each choice, each from another seed"
    choices = [
        {"title": title, "color": _color(choice, place)}
        for place, (title, choice) in enumerate(zip(titles, question.choices, strict=True))
    ]
    told = {"ask": question.ask, "because": question.because, "choices": choices}
    if lesson.is_of_strategy:
        return told | {"work": f"Searching {count} times, {each}", **SEARCHED}
    return told | {"work": f"Training {count} networks, {each}", **TRAINED}


def _color(choice: dict[str, Value], place: int) -> str:
    known = STRATEGIES.get(str(choice.get("strategy")))
    return known.color if known else TRIALS[place]

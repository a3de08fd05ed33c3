"""The contest of a question's choices: each is tried from the same few seeds, and who won.

A setting trains as its miniature does; a strategy searches the known landscape for as many epochs
as its lesson's miniature has. What trains and what searches is imported late: a worker needs only
the one, the engine's own process only the other.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

from tuning.learn import Lesson, Search, Training, contest
from tuning.learn.asked import Asked
from tuning.space import Values


class Run(NamedTuple):
    """One choice, tried from one seed."""

    score: float | None
    """None where it failed."""
    curve: list[float | None]
    """Of a training the accuracy in validation by epoch; of a search the best so far by epochs
    spent."""


def answer(said: dict[str, Any]) -> dict[str, Any]:
    """Tries all choices of a question (`Asked`'s JSON); the answer as the browser takes it."""
    asked = Asked.of(said)
    lesson, question = asked.lesson, asked.lesson.questions[asked.question]
    choices: list[dict[str, Any]] = []
    for place in range(len(question.choices)):
        values = lesson.choice(asked.question, place)
        runs = [TRIED[lesson.miniature.kind](lesson, values, seed) for seed in contest.SEEDS]
        scores, curves = [run.score for run in runs], [run.curve for run in runs]
        choices.append({"values": values, "scores": scores, "curves": curves})
    names = contest.titles(question.choices)
    found = contest.verdict(names, [choice["scores"] for choice in choices])
    return {
        "kind": "contest",
        "lesson": lesson.name,
        "question": asked.question,
        "choices": choices,
        **found._asdict(),
    }


def _trained(lesson: Lesson, values: Values, seed: int) -> Run:
    from tuning.engine.miniatures import training

    assert isinstance(lesson.miniature, Training)
    found = training.train(lesson.miniature, values, seed)
    return Run(found["score"], found["curves"]["val_accuracy"])


def _searched(lesson: Lesson, values: Values, seed: int) -> Run:
    assert isinstance(lesson.miniature, Search)
    return _run_of(str(values["strategy"]), lesson.miniature.trials, seed)


@functools.lru_cache(maxsize=200)
def _run_of(strategy: str, trials: int, seed: int) -> Run:
    """A search, kept: several questions have the same strategy among their choices."""
    from tuning.engine.miniatures import searching, steps
    from tuning.learn import searched

    spec = searched.study(strategy, trials, seed)
    return best_so_far(steps.as_json(spec, searching.steps_of(spec)))


def best_so_far(steps: list[dict[str, Any]]) -> Run:
    """The best score of a search's steps, and its way there: a number for each epoch spent."""
    best: float | None = None
    curve: list[float | None] = []
    for step in steps:
        curve += [best] * (step["spent"] - 1 - len(curve))
        best = step["score"] if best is None else max(best, step["score"])
        curve.append(best)
    return Run(best, curve)


TRIED: dict[str, Callable[[Lesson, Values, int], Run]] = {
    "training": _trained,
    "search": _searched,
}
"""How a choice is tried, by the kind of its lesson's miniature."""

"""The overtuning gauge: how the chosen score and the corrected one went as trials ended."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tuning.analysis.curves import best_so_far
from tuning.honesty import Step
from tuning.store.view import StudyView

COLUMNS = ("corrected", "low", "high")


def course_of(view: StudyView) -> tuple[Step, ...]:
    """What is known of it, in the metric that the study's figures have; empty where nothing is."""
    honest, objective = view.honest, view.study.spec.objective
    known = honest is not None and honest.metric == objective.measure.name
    return honest.course if honest is not None and known else ()


def gauge(view: StudyView) -> pd.DataFrame:
    """One row a trial of the course: its `number`, `corrected`, `low` and `high` as it had ended.

    `trials`, `epochs` and `seconds` say what had been spent by then, as in `best_so_far`.
    """
    return joined(best_so_far(view), course_of(view))


def joined(table: pd.DataFrame, course: Sequence[Step]) -> pd.DataFrame:
    """The same, from `best_so_far`'s table and a course."""
    spent = table[["number", "trials", "epochs", "seconds"]]
    steps = [(s.trial, s.corrected, s.low, s.high) for s in course]
    return spent.merge(pd.DataFrame(steps, columns=["number", *COLUMNS]), on="number")

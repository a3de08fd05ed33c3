"""What a class reads and tries: a file a lesson, its text with its miniature and its questions.

`lessons` reads the files, `points` makes the two-dimensional data of the miniatures, `asked` is the
gate of what a browser may ask the engine to train for one, and `links` says which page explains a
word. Imports no library that trains.
"""

from tuning.learn.asked import Asked
from tuning.learn.lessons import (
    LESSONS,
    Control,
    Lesson,
    Question,
    Search,
    Training,
    beside,
    lesson,
    of_kind,
)
from tuning.learn.plans import PLANS, Plan

__all__ = [
    "LESSONS",
    "PLANS",
    "Asked",
    "Control",
    "Lesson",
    "Plan",
    "Question",
    "Search",
    "Training",
    "beside",
    "lesson",
    "of_kind",
]

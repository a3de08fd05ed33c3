"""Why a score is not corrected for the choosing, as sentences."""

from __future__ import annotations

from tuning import metrics
from tuning.honesty.record import Honest

OLD = (
    "It was made by an earlier version, which kept no row scores: its scores cannot be corrected "
    "for the choosing."
)
PARTLY_OLD = (
    "Trials of an earlier version have no row scores, so that the winner's score cannot be "
    "corrected for choosing among them."
)
UNRECKONED = "It ended before its scores were corrected for the choosing."
COMES = "The corrected score comes as trials end."
NOTHING = "No trial has a score yet."
NO_ROWS = (
    "Fewer than two rows validate it, so that its scores cannot be corrected for the choosing."
)
OTHER_ROWS = (
    "Its trials were validated on different rows, so that their scores cannot be corrected for the "
    "choosing."
)
OF_TRAINING = (
    "It was chosen by rows that it was trained on: such a score says nothing of others and cannot "
    "be corrected; whether it beats a baseline is told by the rows that validate."
)
BRIEFLY = {
    OLD: "older than row scores",
    PARTLY_OLD: "partly older than row scores",
    UNRECKONED: "ended before it was reckoned",
    NOTHING: "no score yet",
    NO_ROWS: "no rows validate it",
    OTHER_ROWS: "validated on different rows",
    OF_TRAINING: "chosen by training rows",
}
"""Why there is no corrected score, where there is little room."""


def no_mean(metric: str, is_classes: bool = True) -> str:
    """Why a measure cannot be corrected, and what is told all the same."""
    title = metrics.MEASURES[metric].title
    more = ": whether it beats a baseline is told by accuracy" if is_classes else ""
    return f"{title} is no mean over rows and cannot be corrected for the choosing{more}."


def briefly(honest: Honest) -> str:
    """Why there is no corrected score, in a few words; empty where there is one."""
    if honest.corrected is not None or not honest.missing:
        return ""
    return BRIEFLY.get(
        honest.missing, f"{metrics.MEASURES[honest.metric].title}: no mean over rows"
    )

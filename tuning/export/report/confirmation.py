"""What a report shows of a study's latest confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tuning import charts
from tuning.analysis.confirmation import confirmed, words
from tuning.store.view import StudyView
from tuning.text.words import score

COLUMNS = ("Trial", "Chosen", "Corrected", "Epoch", "Fresh mean (90%)", "Rank now", "Each repeat")


class Told(NamedTuple):
    """Its sentence, on what that rests, and its trials as a table."""

    text: str
    note: str
    rows: Sequence[tuple[str, ...]]
    columns: tuple[str, ...] = COLUMNS


def told(view: StudyView) -> Told | None:
    """None where nothing was confirmed, or no repeat has ended."""
    found = confirmed(view)
    if found is None or not found.done:
        return None
    ranks = {number: str(rank) for rank, number in enumerate(found.order, start=1)}
    rows = [
        (
            *(str(trial.number), score(trial.chosen), score(trial.corrected), str(trial.epoch)),
            *(words.mean(trial, level=""), ranks.get(trial.number, "–")),
            " ".join(map(score, trial.scores)),
        )
        for trial in found.trials
    ]
    note = f"{charts.CONFIRMED} {words.AT} {words.rows(view.study.spec.evaluation)}"
    return Told(words.text(found), note, rows)


def figure(view: StudyView) -> dict[str, Any] | None:
    """What the browser draws of it."""
    found = confirmed(view)
    if found is None or not found.done:
        return None
    drawn = charts.confirmed(found, view.study.best_number)
    return {"figure": drawn, "height": charts.confirmed_height(found)}

"""A study's latest confirmation as plain data."""

from __future__ import annotations

from typing import Any

from tuning.store.view import StudyView

TOLD = ("number", "chosen", "corrected", "epoch", "mean", "low", "high")


def confirmation_json(view: StudyView) -> dict[str, Any] | None:
    """What it has come to; None without any. A score is null of a repeat that failed or waits."""
    if not view.confirmations:
        return None
    from tuning.analysis.confirmation import confirmed, words  # needs pandas, which takes a while

    found = confirmed(view)
    assert found is not None
    return {
        "state": found.record.state.value,
        "repeats": found.record.repeats,
        "trials": [
            {name: getattr(trial, name) for name in TOLD} | {"scores": list(trial.scores)}
            for trial in found.trials
        ],
        "order": list(found.order),
        "pairs": [
            {
                "first": pair.first,
                "second": pair.second,
                "difference": pair.difference,
                "better": pair.is_better,
            }
            for pair in found.pairs
        ],
        "text": words.text(found),
    }

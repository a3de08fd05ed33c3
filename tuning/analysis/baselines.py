"""What a winner is held against, baseline by baseline: for tables."""

from __future__ import annotations

from typing import NamedTuple

from tuning import metrics
from tuning.honesty import BASELINES, Honest, words
from tuning.text.words import places, score

UNTRAINED = "Nothing is trained."


class Baseline(NamedTuple):
    """One of them."""

    title: str
    score: float | None
    """By the study's metric on the rows that chose the winner."""
    lead: float | None
    """How much better the winner is, corrected where that is known; None where nothing is."""
    note: str
    """How it was trained, or why it was not."""

    @property
    def score_told(self) -> str:
        return score(self.score)

    @property
    def told(self) -> str:
        """The lead with its sign, as exact as the score."""
        if self.lead is None or self.score is None:
            return "–"
        digits = places(self.score)
        lead = round(self.lead, digits)
        sign = "+" if lead > 0 else "−" if lead < 0 else ""
        return f"{sign}{abs(lead):,.{digits}f}"


def baselines(honest: Honest) -> list[Baseline]:
    """Those of which something is known; none of a study of an earlier version."""
    known = [name for name in BASELINES if name in honest.baselines or name in honest.notes]
    return [
        Baseline(
            words.title(name, honest),
            honest.baselines.get(name),
            _lead(honest, honest.baselines.get(name)),
            honest.notes.get(name, UNTRAINED),
        )
        for name in known
    ]


def lead_title(honest: Honest) -> str:
    """By which of the winner's scores the leads are."""
    return f"Lead of the winner, {'chosen' if honest.corrected is None else 'corrected'}"


def _lead(honest: Honest, value: float | None) -> float | None:
    winner = honest.chosen if honest.corrected is None else honest.corrected
    if value is None or winner is None:
        return None
    is_higher = metrics.MEASURES[honest.metric].better == "max"
    return winner - value if is_higher else value - winner

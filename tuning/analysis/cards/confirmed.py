"""What fresh seeds and splits said of the winner."""

from __future__ import annotations

from tuning.analysis.cards._base import Card, Known
from tuning.analysis.confirmation import confirmed, words
from tuning.text.words import score


def confirmation(known: Known) -> Card | None:
    """Passed where no other trial is better for sure on fresh repeats (a probability of 0.95 by
    the correlated t-test of `tuning.honesty.pairs`), careful where one is."""
    found = confirmed(known.view) if known.view.was is None else None
    if found is None or found.record.state.is_active() or not found.order:
        return None
    winner, leader = found.trials[0], found.trial(found.order[0])
    figures = [("Chosen", score(winner.chosen)), ("Fresh mean", score(winner.mean))]
    if leader.number != winner.number:
        figures.append((f"Trial {leader.number}", score(leader.mean)))
    stays = leader.number == winner.number or winner.number in found.tied
    return Card(
        "passed" if stays else "careful",
        "confirmation",
        words.text(found),
        tuple(figures),
        "confirmation",
        None,
        16 if stays else 85,
    )

"""What to know before trusting the best: findings as cards, each with its evidence.

A kind of card is a function from what there is (`Known`) to a card or None: a file a kind or a
family of kinds, listed in `KINDS` with the title by which people silence it. Each says where its
threshold comes from; none may claim something of noise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tuning.analysis.cards import markup
from tuning.analysis.cards._base import Action, Card, Chart, Kind, Known, Level
from tuning.analysis.cards.confirmed import confirmation
from tuning.analysis.cards.disagreement import disagreement
from tuning.analysis.cards.edge import edge
from tuning.analysis.cards.failures import divergence, duplicates, failed
from tuning.analysis.cards.idle import idle
from tuning.analysis.cards.order import steady
from tuning.analysis.cards.overfitting import overfitting
from tuning.analysis.cards.plateau import plateau
from tuning.analysis.cards.trust import (
    baseline,
    better,
    holds,
    imbalance,
    overtuning,
    rows,
    tied,
)
from tuning.analysis.mattered import Mattered
from tuning.store.view import StudyView

MOST = 5
"""Cards that are shown at a time."""
KINDS: dict[str, tuple[str, Kind]] = {
    "baseline": ("Baseline not beaten", baseline),
    "confirmation": ("Confirmation", confirmation),
    "overfitting": ("Overfitting", overfitting),
    "divergence": ("Divergence", divergence),
    "failed": ("Failed trials", failed),
    "imbalance": ("Unequal classes", imbalance),
    "rows": ("Too few rows", rows),
    "overtuning": ("Overtuning", overtuning),
    "edge": ("End of a range", edge),
    "disagreement": ("Metric and loss disagree", disagreement),
    "tied": ("Tied trials", tied),
    "plateau": ("Plateau", plateau),
    "idle": ("No effect", idle),
    "duplicates": ("Repeated trials", duplicates),
    "better": ("Better than the baselines", better),
    "holds": ("The score holds", holds),
}
"""By kind, what people call it, and what makes the card."""


def cards(view: StudyView, known: Callable[[], Mattered] | None = None) -> list[Card]:
    """All cards of a study as it stands, silenced ones too, the weightiest first.

    `known`: what mattered, where somebody keeps it.
    """
    if not view.trials:
        return []
    there = Known(view, known)
    found = [card for _, make in KINDS.values() if (card := make(there)) is not None]
    return sorted(found, key=lambda card: -card.weight)


def title_of(kind: str) -> str:
    """What people call a kind; one that this version does not know, as it is."""
    return KINDS[kind][0] if kind in KINDS else kind


def heard(cards: Sequence[Card], view: StudyView) -> list[Card]:
    """Those that nobody has silenced."""
    return [card for card in cards if card.kind not in view.study.silenced]


def is_told_below(card: Card) -> bool:
    """Whether Best and reports have it in their part of the confirmation: what calls for care is
    said among the cards, too."""
    return card.kind == "confirmation" and card.level == "passed"


def gravest(view: StudyView, besides: Iterable[str] = ()) -> list[str]:
    """The sentences of the two weightiest cards that call for care; without those `besides`,
    which are told already. For the last words of the command line."""
    told = set(besides)
    grave = [card.text for card in heard(cards(view), view) if card.level == "careful"]
    return [text for text in grave if text not in told][:2]


__all__ = [
    "KINDS",
    "MOST",
    "Action",
    "Card",
    "Chart",
    "Known",
    "Level",
    "cards",
    "gravest",
    "heard",
    "is_told_below",
    "markup",
    "steady",
    "title_of",
]

"""What is said of an honest winner, in plain words: one place for pages, cards, reports and the
command line.

Sentences are plain text and hold the name of a class as it is: a place that reads markup escapes
them, by `tuning.text.names`. Rules and wording are those of the experiment in
`benchmarks/honesty`.
"""

from __future__ import annotations

from tuning.honesty.record import Honest
from tuning.honesty.words._baselines import claims, constant, title, visible
from tuning.honesty.words._missing import (
    BRIEFLY,
    COMES,
    NO_ROWS,
    NOTHING,
    OF_TRAINING,
    OLD,
    OTHER_ROWS,
    PARTLY_OLD,
    UNRECKONED,
    briefly,
    no_mean,
)
from tuning.honesty.words._scores import among, corrected_score, scores, tested
from tuning.honesty.words._trials import gauge, tied

__all__ = [
    "BRIEFLY",
    "COMES",
    "NOTHING",
    "NO_ROWS",
    "OF_TRAINING",
    "OLD",
    "OTHER_ROWS",
    "PARTLY_OLD",
    "UNRECKONED",
    "among",
    "briefly",
    "claims",
    "constant",
    "corrected_score",
    "gauge",
    "no_mean",
    "scores",
    "tested",
    "tied",
    "title",
    "told",
    "visible",
]


def told(honest: Honest) -> list[str]:
    """All that is to be said of a winner, a sentence or a few each."""
    sentences = [
        scores(honest),
        tested(honest.test) if honest.test else "",
        claims(honest),
        tied(honest),
        gauge(honest),
    ]
    return [sentence for sentence in sentences if sentence]

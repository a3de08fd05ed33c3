"""From a study's trials and baselines to what is kept of how honest its winner is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tuning.honesty.claims import claim, needed, visible
from tuning.honesty.correction import Candidate
from tuning.honesty.course import Course, Ended, Rows, course
from tuning.honesty.record import Claim, Honest
from tuning.honesty.resamples import DRAWS
from tuning.honesty.tied import tied

METHOD = f"BBC-CV: {DRAWS:,} bootstraps over the rows that validated all trials and epochs"


def honest(
    known: Honest,
    rows: Rows,
    trials: Sequence[Ended],
    baselines: Mapping[str, Candidate],
    sizes: Mapping[int, float],
    seconds: Mapping[int, float],
) -> Honest:
    """`known` with what is reckoned of it.

    `known`: what a study says of itself; its `winner` where it has chosen one, by whatever rule,
    and `judged_by` where `rows` are judged by another measure than its own. `trials`: in the order
    in which they ended, not empty. `baselines`: by name. `sizes`, `seconds`: by trial, the weights
    of its network and how long it trained.
    """
    found = course(rows, trials, baselines)
    winner = next((one for one in trials if one.candidate.number == known.winner), found.winner)
    first = winner.candidate
    together = tied(first, [one.candidate for one in trials], rows.resamples)
    told = replace(
        known,
        chosen=winner.score,
        winner=first.number,
        rows=rows.count,
        trials=len(trials),
        epochs=max(one.candidate.epochs for one in trials),
        claims=_claims(rows, found, first, baselines),
        tied=together,
        smallest=_least(together, sizes),
        quickest=_least(together, seconds),
    )
    if "constant" in baselines:
        seen = visible(rows.judge, first, baselines["constant"], rows.resamples)
        told = replace(told, visible=seen)
    return told if known.judged_by else _corrected(told, rows, found, baselines)


def _claims(
    rows: Rows, found: Course, winner: Candidate, baselines: Mapping[str, Candidate]
) -> dict[str, Claim]:
    """Whether the winner is better than each baseline."""
    judge, choosing, drawn = rows.judge, found.choosing, rows.resamples
    return {
        name: claim(judge, choosing, winner, baseline, drawn, needed(judge, name))
        for name, baseline in baselines.items()
    }


def _corrected(
    told: Honest, rows: Rows, found: Course, baselines: Mapping[str, Candidate]
) -> Honest:
    """With the winner's score corrected, and the scores of baselines that nobody has told."""
    assert told.chosen is not None
    corrected = rows.corrected(told.chosen, found.choosing)
    low, high = rows.interval(corrected, found.choosing)
    right = found.choosing.right
    scores = {name: rows.judge.score(one.gain) for name, one in baselines.items()}
    return replace(
        told,
        corrected=corrected,
        low=low,
        high=high,
        method=METHOD,
        accuracy=None if right is None else float(right.mean()),
        baselines={**scores, **told.baselines},
        course=found.steps,
    )


def _least(numbers: Sequence[int], of: Mapping[int, float]) -> int | None:
    """The number with the least of something, of those of which it is known."""
    known = [number for number in numbers if number in of]
    return min(known, key=lambda number: (of[number], number), default=None)

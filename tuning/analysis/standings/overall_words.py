"""Several data sets in plain words: who is the best over them, or why nobody can tell."""

from __future__ import annotations

from tuning.analysis.standings.records import Overall
from tuning.analysis.standings.words import spoken
from tuning.text.words import counted, listed

HOW = (
    "On each data set the best median has rank 1. Friedman's test asks whether the mean ranks "
    "differ more than by chance (p up to 0.05, by permutation), then two strategies are told apart "
    "where theirs differ by more than Nemenyi's critical difference (Demšar, JMLR 7:1)."
)


def sentence(shown: Overall) -> str:
    """Who is the best over data sets, or why nobody can tell."""
    if not shown.rows:
        return "No data set has a score of every strategy yet."
    told = [("" if shown.is_final else "So far: ") + _told(shown)]
    if shown.left_out:
        told.append(
            f"Without a score of every strategy, and not counted: {listed(shown.left_out)}."
        )
    return " ".join(told)


def _told(shown: Overall) -> str:
    first, last, count = shown.rows[0], shown.rows[-1], len(shown.datasets)
    over = f"over {counted(count, 'data set')}"
    ahead = f"{first.title} has the best mean rank, {first.mean:.2f}"
    if level := [row.title for row in shown.rows[1:] if row.mean == first.mean]:
        ahead = f"{listed([first.title, *level])} have the best mean rank, {first.mean:.2f}"
    if count < shown.least:
        return (
            f"Too few data sets to tell: {over} {ahead}, but with {len(shown.rows)} strategies it "
            f"takes {shown.least} data sets at least, were the order the same on all of them."
        )
    by = f"by more than the critical difference of {shown.difference:.2f}"
    if shown.winner is not None:
        return f"{first.title} is the best {over}: mean rank {first.mean:.2f}, ahead of all {by}."
    if not shown.told_apart(first.title, last.title):
        return (
            f"Cannot tell them apart {over}: {ahead}, but ranks as unlike as these come by chance "
            f"with a probability of {spoken(shown.p)}, and the critical difference is "
            f"{shown.difference:.2f}."
        )
    beaten = [row.title for row in shown.rows if shown.told_apart(first.title, row.title)]
    near = [row.title for row in shown.rows[1:] if row.title not in beaten]
    return (
        f"{first.title} is better than {listed(beaten)} {over}: mean rank {first.mean:.2f}, ahead "
        f"{by}. It cannot be told from {listed(near, 'or')}."
    )

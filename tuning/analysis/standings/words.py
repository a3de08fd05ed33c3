"""Standings in plain words: who won, with what probability and from how many seeds."""

from __future__ import annotations

from tuning.analysis.paired import MOST_MORE, SURE
from tuning.analysis.standings.records import Overall, Standings
from tuning.text.words import duration, listed, score

NOTHING = "No trial has a score yet."
NOTHING_AT_ALL = "No trial has a score, and no study runs any more: each study says why."
CLEARLY = 0.05
"""By so much more probable, another strategy than the one ahead is named."""
HOW = {
    "Better than": "the probability, over seeds, that its mean score is better, from the paired "
    "differences of the seeds that both have, by the Bayesian t-test (Benavoli and others, JMLR "
    f"18:77); from {SURE} on it is said to be better.",
    "Area": "how high its best so far stood on the way, 1 if it had the race's best score from the "
    "start.",
    "Thinking": "the seconds that the strategy itself took to propose the trials of one study, "
    "beside those that its fits trained; the median over its seeds. Compiling networks is in "
    "neither.",
}
"""What the columns of the standings mean, by their titles."""


CORRECTED = {
    "Corrected": "allows for choosing the best of many trials and epochs on the same rows "
    "(BBC-CV). It sees the last choice only: a strategy that searches near its best trials is led "
    "there by the same rows, which still flatters it a little; test rows do not.",
}


def how(shown: Standings) -> dict[str, str]:
    """What the columns of these standings mean, by their titles."""
    if shown.judged_by == "chosen":
        return HOW
    won = f" Who wins leads by more than {shown.rope:g}: less is practically none."
    told = {title: text + won * bool(shown.rope) for title, text in CORRECTED.items()}
    return told | HOW


def sentence(shown: Standings) -> str:
    """One to three sentences; the first says who won, or why nobody can tell."""
    scored = [row for row in shown.rows if row.median is not None]
    if not scored or shown.at is None:
        return NOTHING_AT_ALL if shown.rows and shown.is_final else NOTHING
    told = [_alone(shown) if len(scored) == 1 else _first(shown), _more(shown, len(scored))]
    if waiting := [row.title for row in shown.rows if row.median is None]:
        none = "No score" if shown.is_final else "No score yet"
        told.append(f"{none} of {listed(waiting)}.")
    if shown.left_out:
        many = len(shown.left_out) > 1
        names = listed([str(study_id) for study_id in shown.left_out])
        told.append(
            f"{'Studies' if many else 'Study'} {names} ended early and "
            f"{'do' if many else 'does'} not count."
        )
    return " ".join(filter(None, told))


def guessed(shown: Standings | Overall, strategy: str, title: str) -> str:
    """What came of a guess, in one sentence."""
    if not shown.is_final or not shown.has_scores:
        return f"Your guess: {title}. It is still open."
    if shown.winner == strategy:
        return f"You guessed {title}, rightly."
    if shown.winner is not None:
        return f"You guessed {title}, but {shown.rows[0].title} won."
    if shown.rows[0].strategy == strategy:
        return f"You guessed {title}. It is ahead, but nobody can tell yet."
    return f"You guessed {title}. Nobody can tell yet, but {shown.rows[0].title} is ahead."


def _alone(shown: Standings) -> str:
    first = shown.rows[0]
    return f"After {_cost(shown)}, {first.title} has reached {_score(shown)}, the only one so far."


def _score(shown: Standings) -> str:
    """The first's, and how it is to be read."""
    remarks = ["corrected for the choosing"] if shown.judged_by == "corrected" else []
    remarks += ["lower is better"] if shown.is_lower_better else []
    told = f" ({'; '.join(remarks)})" if remarks else ""
    return f"{score(shown.rows[0].median)}{told}"


def _first(shown: Standings) -> str:
    first = shown.rows[0]
    if shown.winner is not None:
        verb = "won" if shown.is_whole else "leads"
        return (
            f"{first.title} {verb}: {_score(shown)} after {_cost(shown)}, the best{_by(shown)} "
            f"with a probability of {spoken(first.clear)}, from {first.seeds} seeds."
        )
    level = [row.title for row in shown.rows if score(row.median) == score(first.median)]
    stand = f"{first.title} is ahead: {_score(shown)}"
    if len(level) > 1:
        stand = f"{listed(level)} are level at {_score(shown)}"
        if shown.is_whole and shown.more_seeds is None:
            return f"No winner: {_after(shown)}, {stand}."
    told = f"Cannot tell yet who is the best: {_after(shown)}, {stand}"
    if first.best is None:
        return f"{told}."
    who = f"{first.title} " if len(level) > 1 else ""
    told += f", {who}with a probability of {spoken(first.best)} from {first.seeds} seeds"
    return f"{told}{_within(shown)}.{_likelier(shown)}"


def _by(shown: Standings) -> str:
    """By how much who wins is better."""
    return f" by more than {shown.rope:g}" if shown.rope else ""


def _within(shown: Standings) -> str:
    """That one is better, but hardly: why it has not won."""
    first = shown.rows[0]
    if (first.best or 0.0) < SURE:
        return ""
    return f", but{_by(shown)} with one of {spoken(first.clear)}"


def _likelier(shown: Standings) -> str:
    """Whose mean says otherwise than the order by medians."""
    first = max(shown.rows, key=lambda row: row.best or 0.0)
    if (first.best or 0.0) - (shown.rows[0].best or 0.0) < CLEARLY:
        return ""
    told = f"{first.title} is likelier to be the best: {spoken(first.best)}"
    return f" By the mean of its seeds {told}."


def _more(shown: Standings, scored: int) -> str:
    """What would tell."""
    if shown.is_final and not shown.is_whole:
        return "What ended early can be resumed, and goes on from there."
    if shown.winner is not None or scored < 2 or not shown.is_final:
        return ""
    if shown.probability is None:
        return "One seed tells nothing of luck: four more seeds may."
    if shown.more_seeds is None:
        return f"They are so close that {MOST_MORE} more seeds would not tell either."
    seeds = "One more seed" if shown.more_seeds == 1 else f"{shown.more_seeds} more seeds"
    return f"{seeds} would tell, if the differences stay as they are."


def _after(shown: Standings) -> str:
    return f"after {_cost(shown)}"


def _cost(shown: Standings) -> str:
    at = shown.at or 0.0
    each = " each" if len(shown.rows) > 1 else ""
    if shown.by == "seconds":
        return f"{duration(at)} of training{each}"
    return f"{at:,.0f} {shown.by}{each}"


def spoken(value: float | None) -> str:
    """A probability within a sentence: `0.71`, `over 0.99`."""
    return chance(value).replace(">", "over ").replace("<", "under ")


def chance(value: float | None) -> str:
    """A probability with two digits; never 0 or 1, which nobody knows."""
    if value is None:
        return "–"
    return ">0.99" if value > 0.99 else "<0.01" if value < 0.01 else f"{value:.2f}"

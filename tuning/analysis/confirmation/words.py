"""What is said of a confirmation, in plain words: for pages, reports and the command line."""

from __future__ import annotations

from collections.abc import Sequence

from tuning.analysis.confirmation.asked import Asked
from tuning.analysis.confirmation.confirmed import Confirmed, ConfirmedTrial
from tuning.honesty.numbers import places, span
from tuning.store import ConfirmationState
from tuning.study import Evaluation
from tuning.text.words import duration, listed, score

AT = (
    "Scored at the epoch that the search kept for each trial, so that the fresh rows choose "
    "nothing."
)


def cost(given: Asked) -> str:
    """`3 trials, 5 times each: 15 fits, 120 epochs, about 20 s.`"""
    trials = _count(len(given.trials), "trial")
    times = "once" if given.repeats == 1 else f"{given.repeats} times"
    if not given.fits:
        return f"{trials}, {times} each: all of it is trained already."
    there = len(given.trials) * given.repeats - given.fits
    known = f"; {_count(there, 'fit')} of an earlier confirmation stand" if there else ""
    return (
        f"{trials}, {times} each: {_count(given.fits, 'fit')}, {_count(given.epochs, 'epoch')}, "
        f"about {duration(given.seconds)}{known}."
    )


def rows(evaluation: Evaluation) -> str:
    """On which rows the repeats validate."""
    if evaluation.method == "folds":
        return (
            f"Each {evaluation.folds} repeats are the folds of a fresh division, so that together "
            "they score every training row once."
        )
    if evaluation.method == "test":
        return (
            "Each repeat validates on another fifth of the training rows; the test rows, which "
            "chose the winner, are not touched again."
        )
    return (
        f"Each repeat keeps another {100 * evaluation.fraction:.3g}% of the training rows for "
        "validation."
    )


def text(found: Confirmed) -> str:
    """What became of the winner and of the order, in a few sentences."""
    if not found.order:
        return _nothing(found)
    winner = found.trials[0]
    said = _came(winner) if winner.mean is not None else f"Trial {winner.number} failed each time"
    told = f"{said}{_order(found, winner.number)}."
    return " ".join([told, *_unfinished(found), *_failures(found)])


def _nothing(found: Confirmed) -> str:
    failed = sum(trial.failed for trial in found.trials)
    if failed and failed == found.record.fits:
        return "All fits failed, so that the confirmation tells nothing."
    return "No repeat has ended yet."


def _came(trial: ConfirmedTrial) -> str:
    """`Trial 7, chosen by 0.910, came to 0.84 (90%: 0.81 to 0.87) in 5 fresh repeats`."""
    repeats = _count(len(trial.known), "fresh repeat")
    return (
        f"Trial {trial.number}, chosen by {score(trial.chosen)}, came to {mean(trial)} in {repeats}"
    )


def mean(trial: ConfirmedTrial, with_span: bool = True, level: str = "90%: ") -> str:
    """`0.84 (90%: 0.81 to 0.87)`; a table says in its head of which `level` its intervals are."""
    if trial.low is None or trial.high is None:
        return score(trial.mean)
    shown = f"{trial.mean:,.{places(trial.high - trial.low)}f}"
    return f"{shown} ({level}{span(trial.low, trial.high)})" if with_span else shown


def _order(found: Confirmed, winner: int) -> str:
    """What became of the order, as the rest of the sentence."""
    if len(found.order) < 2:
        return ""
    leader = found.order[0]
    if leader == winner:
        return _stays(found, winner)
    told = f"; trial {leader} to {mean(found.trial(leader), False)}"
    if winner in found.tied:
        return f"{told}: {_apart(found)}"
    better = ", which is better" if winner in found.order else ""
    others = len(found.tied) > 1
    return f"{told}{better}{'; ' + _apart(found, False) if others else ': take it'}"


def _stays(found: Confirmed, winner: int) -> str:
    """Of a winner that stays the first."""
    others = found.tied[1:]
    beaten = [number for number in found.order[1:] if number not in others]
    if not others:
        return f", and stays the best: it is better than {_trials(beaten)}"
    worse = f"; trial {winner} is better than {_trials(beaten)}" if beaten else ""
    if len(others) > 1:
        return f", and stays first; {_apart(found)}{worse}"
    return f"; trial {others[0]} to {mean(found.trial(others[0]), False)}: {_apart(found)}{worse}"


def _apart(found: Confirmed, named: bool = True) -> str:
    """`they cannot be told apart, and trial 4 is the smaller`; `named`: both just were."""
    leader, *others = found.tied
    if found.record.repeats == 1:
        return "one repeat cannot tell trials apart"
    if len(others) == 1 and named:
        said = "they cannot be told apart"
    else:
        said = f"{_trials(others)} cannot be told from trial {leader}"
    if found.smallest not in found.tied:
        return said
    return f"{said}, and trial {found.smallest} is the small{'er' if len(others) == 1 else 'est'}"


def _unfinished(found: Confirmed) -> list[str]:
    if found.done == found.record.fits:
        return []
    so_far = f"{found.done} of {found.record.fits} fits have ended"
    if found.record.state is ConfirmationState.RUNNING:
        return [f"So far: {so_far}."]
    return [f"It is not whole: {so_far}."]


def _failures(found: Confirmed) -> list[str]:
    return [
        f"Of trial {trial.number}, {_count(trial.failed, 'repeat')} failed."
        for trial in found.trials
        if trial.failed
    ]


def _trials(numbers: Sequence[int]) -> str:
    """`trial 4`, `trials 4 and 2`."""
    return f"trial{'s' * (len(numbers) > 1)} {listed([str(number) for number in numbers])}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"

"""How far the winner's score can be trusted: cards of what the engine reckoned from row scores.

Sentences are those of `tuning.honesty.words`; what is not known there makes no card.
"""

from __future__ import annotations

from tuning.analysis.cards import changes
from tuning.analysis.cards._base import Action, Card, Known
from tuning.honesty import Honest, words
from tuning.honesty.gauge import NOISE
from tuning.honesty.numbers import difference, places
from tuning.metrics import MEASURES
from tuning.text.words import percent, score

FEW_ROWS = 0.05
"""The lead that rows are to see, as a part of 1, or of the constant's own error or loss. The
experiment behind `tuning.honesty` looked at leads from there on: where rows see no smaller one,
fewer than half of them were found (fewer than 100 rows in folds, than 300 with a fifth of them)."""
MOST_OF_ONE = 0.8
"""As `tuning.datasets.warnings` says it of the data: above it, one class is most of them."""
BALANCED = "val_balanced_accuracy"
TO_CONFIRM = Action("Confirm the best", "confirm")
TO_LINEAR = Action("Show the linear model", "linear")


def baseline(known: Known) -> Card | None:
    """A baseline that the winner is not shown to beat, by the test of
    `tuning.honesty.claims`."""
    honest = known.honest
    if honest is None or not honest.claims or _beats_all(honest):
        return None
    text = words.claims(honest)
    if not text:
        return None
    learnt, rather = honest.is_shown("constant"), honest.prefers_linear
    use_folds = not learnt and honest.is_split
    action = _to_folds(known) if use_folds else TO_LINEAR if "linear" in honest.baselines else None
    return Card(
        "look" if learnt and not rather else "careful",
        "baseline",
        text,
        _scores(honest),
        "best_so_far",
        action,
        90 if not learnt else 65 if rather else 45,
    )


def better(known: Known) -> Card | None:
    """Passed: better than both baselines, by the same test."""
    honest = known.honest
    if honest is None or not {"constant", "linear"} <= honest.claims.keys():
        return None
    if not _beats_all(honest):
        return None
    return Card("passed", "better", words.claims(honest), _scores(honest), "best_so_far", weight=15)


def rows(known: Known) -> Card | None:
    """Too few rows to see a lead of `FEW_ROWS`; not where the card of the baseline says so."""
    honest = known.honest
    if honest is None or honest.visible is None or not honest.claims:
        return None
    part = honest.visible / _unit(honest)
    if part <= FEW_ROWS or not honest.is_shown("constant"):
        return None
    return Card(
        "look" if _beats_all(honest) else "careful",
        "rows",
        f"{words.visible(honest)} Differences between trials that are smaller than that may be "
        "luck.",
        (("Rows", f"{honest.rows:,}"), ("Smallest lead seen", difference(honest.visible))),
        None,
        _to_folds(known),
        (42 if _beats_all(honest) else 70) + min(9 * part, 9),
    )


def imbalance(known: Known) -> Card | None:
    """One class has most of the rows, and accuracy, which hardly sees the others, decides."""
    honest = known.honest
    share = honest.baselines.get("constant") if honest is not None else None
    if honest is None or honest.metric != "accuracy" or share is None or share <= MOST_OF_ONE:
        return None
    right = words.constant(honest)
    return Card(
        "careful",
        "imbalance",
        f"{right[:1].upper()}{right[1:]} is right for {percent(share)} of the rows: accuracy "
        "hardly sees the other classes. Judge by balanced accuracy, F1 or ROC AUC.",
        (("Most frequent class", percent(share)),),
        "distribution",
        Action("Judge by balanced accuracy", "study", changes.aiming_at(known.spec, BALANCED)),
        75 + 9 * (share - MOST_OF_ONE) / (1 - MOST_OF_ONE),
    )


def overtuning(known: Known) -> Card | None:
    """Since some trial the chosen score rose and the corrected one did not, by more than a
    hundredth of it (`tuning.honesty.gauge`)."""
    honest = known.honest
    text = words.gauge(honest) if honest is not None else ""
    if honest is None or not text:
        return None
    last = honest.course[-1]
    figures = (
        ("Chosen", difference(last.chosen)),
        ("Corrected", difference(last.corrected)),
    )
    action = _to_folds(known) if honest.is_split else None
    return Card("careful", "overtuning", text, figures, "best_so_far", action, 66)


def tied(known: Known) -> Card | None:
    """The trials that cannot be told from the winner: kept by paired differences within 1.645
    standard errors; or passed, where it can be told from all others."""
    honest = known.honest
    if honest is None or honest.trials <= 1 or not (text := words.tied(honest)):
        return None
    if len(honest.tied) == 1:
        return Card("passed", "tied", text, (), "distribution", weight=12)
    share = len(honest.tied) / honest.trials
    over = not known.view.study.state.is_active()
    action = TO_CONFIRM if over and known.view.was is None else None
    return Card("look", "tied", text, _named(known, honest), "distribution", action, 40 + 9 * share)


def holds(known: Known) -> Card | None:
    """Passed: the corrected score is that where it was chosen, to a hundredth of it, in a winner
    that is shown to have learnt something."""
    honest = known.honest
    if honest is None or honest.corrected is None or not honest.is_shown("constant"):
        return None
    flattery = honest.flattery
    if flattery is None or abs(flattery) > NOISE * abs(honest.corrected) or honest.trials <= 1:
        return None
    return Card(
        "passed",
        "holds",
        "The score holds: correcting it for the choosing changes it by less than a hundredth.",
        (("Chosen", score(honest.chosen)), ("Corrected", words.corrected_score(honest))),
        "best_so_far",
        weight=11,
    )


def _named(known: Known, honest: Honest) -> tuple[tuple[str, str], ...]:
    """The winner's score where it was chosen, and those of the trials that are named beside it."""
    numbers = dict.fromkeys((honest.winner, honest.smallest, honest.quickest))
    trials = [known.view.trials[number] for number in numbers if number in known.view.trials]
    return tuple((f"Trial {trial.number}", score(trial.score)) for trial in trials)


def _beats_all(honest: Honest) -> bool:
    return all(claim.is_shown for claim in honest.claims.values())


def _unit(honest: Honest) -> float:
    """What a lead is a part of: 1 of a share, of an error or a loss what the constant has."""
    measure = MEASURES[honest.judged_by or honest.metric]
    constant = abs(honest.baselines.get("constant") or 0.0)
    return 1.0 if measure.better == "max" or not constant else constant


def _to_folds(known: Known) -> Action | None:
    """Folds, where a single part of the rows validates."""
    if known.spec.evaluation.method == "folds":
        return None
    return Action("Validate in folds", "study", changes.in_folds(known.spec))


def _scores(honest: Honest) -> tuple[tuple[str, str], ...]:
    """The corrected score and the baselines'."""
    digits = places((honest.high or 0.0) - (honest.low or 0.0))
    is_known = honest.corrected is not None
    corrected = [("Corrected", words.corrected_score(honest))] if is_known else []
    others = [
        (words.title(name, honest), f"{honest.baselines[name]:,.{digits}f}")
        for name in ("constant", "linear")
        if name in honest.baselines
    ]
    return (*corrected, *others)

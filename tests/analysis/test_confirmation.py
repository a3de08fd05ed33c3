"""What a confirmation costs before, and what it says after: numbers by hand, sentences as told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.records.samples import epoch, finished, fit, store, trial
from tuning.analysis.confirmation import Confirmed, asked, confirmed, suggested, words
from tuning.errors import InvalidInput
from tuning.honesty import Honest
from tuning.store import Batch, ConfirmationState, EpochRecord, FitRecord, Store
from tuning.store.view import StudyView
from tuning.study import FitKind, FitState

AGAIN = FitKind.CONFIRMATION
Scores = Mapping[int, Sequence[float | None]]
SAMPLES = {"evaluation": {"method": "split", "fraction": 0.2, "executions": 2}}


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return store(tmp_path)


def study_of(kept: Store, scores: Mapping[int, float], **changes: object) -> int:
    """A completed study whose trials have these scores, two fits of two epochs each."""
    study = finished(kept, **SAMPLES | changes)
    pairs = [(number, index) for number in scores for index in (0, 1)]
    batch = Batch(
        trials=[trial(number, score) for number, score in scores.items()],
        fits=[fit(number, index) for number, index in pairs],
        epochs=[epoch(number, index, at) for number, index in pairs for at in (1, 2)],
    )
    kept.write(study, batch)
    return study


def came_to(kept: Store, study: int, scores: Scores, done: bool = True) -> StudyView:
    """The study once it was confirmed; a None is a fit that failed."""
    repeats = max(map(len, scores.values()))
    number = kept.confirm(study, dict.fromkeys(scores, 2), repeats)
    fits, epochs = [], []
    for which, given in scores.items():
        for k, score in enumerate(given):
            state = FitState.FAILED if score is None else FitState.COMPLETED
            fits.append(FitRecord(which, AGAIN, k, 7, state, score, 0.5))
            epochs.append(EpochRecord(which, AGAIN, k, 1, {"val_accuracy": score or 0.0}, 1.0))
    kept.write(study, Batch(fits=fits, epochs=epochs))
    state = ConfirmationState.COMPLETED if done else ConfirmationState.RUNNING
    kept.set_confirmation(number, state)
    return StudyView(kept, study)


def found(view: StudyView) -> Confirmed:
    result = confirmed(view)
    assert result is not None
    return result


# -- before ----------------------------------------------------------------------------------------


def test_the_best_three_are_suggested_or_those_that_cannot_be_told_from_the_winner(
    kept: Store,
) -> None:
    study = study_of(kept, {0: 0.8, 1: 0.9, 2: 0.7, 3: 0.95})
    assert suggested(StudyView(kept, study)) == (3, 1, 0)
    many = {number: 0.5 + number / 100 for number in range(12)}
    large = study_of(kept, many)
    view = StudyView(kept, large)
    view.honest = Honest("accuracy", winner=11, tied=tuple(range(2, 12)))
    assert suggested(view) == (11, 10, 9, 8, 7, 6, 5, 4)
    view.honest = Honest("accuracy", winner=11, tied=(11,))  # none beside it
    assert suggested(view) == (11, 10, 9)


def test_its_cost_is_told_of_the_fits_that_are_not_there_yet(kept: Store) -> None:
    study = study_of(kept, {0: 0.8, 1: 0.9})
    given = asked(StudyView(kept, study), workers=2)
    # Two epochs of a fit took 1.5 s: ten fits of two epochs take 15 s, on two workers 7.5 s.
    assert (dict(given.trials), given.fits, given.epochs) == ({1: 2, 0: 2}, 10, 20)
    assert given.seconds == pytest.approx(7.5)
    assert words.cost(given) == "2 trials, 5 times each: 10 fits, 20 epochs, about 8 s."
    view = came_to(kept, study, {1: [0.8] * 5, 0: [0.8] * 5})
    more = asked(view, repeats=6)
    assert (more.fits, more.epochs) == (2, 4)
    assert "10 fits of an earlier confirmation stand" in words.cost(more)
    assert words.cost(asked(view)).endswith("all of it is trained already.")


def test_the_kept_epoch_is_that_of_the_mean_curve_of_folds_or_the_mean_of_the_fits(
    kept: Store,
) -> None:
    curves = {0: (0.1, 0.9, 0.2), 1: (0.1, 0.3, 0.8)}  # best at 2 and at 3; together at 2
    for document, epochs in (
        ({"method": "folds", "folds": 2}, 2),
        ({"method": "folds", "folds": 2, "epoch": "own"}, 2),  # 2.5 is rounded to even
        ({"method": "split", "executions": 2}, 2),
    ):
        study = finished(kept, evaluation=document)
        kind = FitKind.FOLD if document["method"] == "folds" else FitKind.EXECUTION
        rows = [
            EpochRecord(1, kind, index, at, {"val_accuracy": value, "val_loss": 1.0}, float(at))
            for index, curve in curves.items()
            for at, value in enumerate(curve, start=1)
        ]
        fits = [FitRecord(1, kind, index, 7, FitState.COMPLETED, 0.9, 1.0) for index in curves]
        kept.write(study, Batch(fits=fits, epochs=rows))
        assert asked(StudyView(kept, study), top=1).trials == {1: epochs}


def test_what_cannot_be_confirmed_is_refused_in_one_sentence(kept: Store) -> None:
    view = StudyView(kept, study_of(kept, {0: 0.8, 1: 0.9}))
    for given, sentence in (
        ({"top": 0}, "top must be from 1 to 2, the trials that have a score, got 0."),
        ({"top": 3}, "top must be from 1 to 2, the trials that have a score, got 3."),
        ({"repeats": 0}, "repeats must be from 1 to 100, got 0."),
        ({"repeats": 101}, "repeats must be from 1 to 100, got 101."),
    ):
        with pytest.raises(InvalidInput) as refused:
            asked(view, **given)
        assert str(refused.value) == sentence
    empty = StudyView(kept, kept.create_study(view.study.spec))
    with pytest.raises(InvalidInput, match="can be confirmed once its search is over"):
        asked(empty)


# -- after -----------------------------------------------------------------------------------------


def test_means_and_intervals_are_those_of_nadeau_and_bengio(kept: Store) -> None:
    study = study_of(kept, {0: 0.8, 1: 0.91})
    view = came_to(kept, study, {1: [0.84, 0.85, 0.83, 0.86, 0.82], 0: [0.86] * 5})
    first = found(view).trial(1)
    # t(.95, 4) sqrt((1/5 + .2/.8) .00025) = 2.1318 x .010607
    assert first.mean == pytest.approx(0.84)
    assert (first.low, first.high) == pytest.approx((0.81739, 0.86261), abs=1e-5)
    assert found(view).trial(0).low == pytest.approx(0.86)
    # Cross-validation: rho = 1/2 of two folds, t(.95, 1) sqrt((1/2 + 1) .0002) = 6.3138 x .017321
    folded = study_of(kept, {0: 0.5, 1: 0.6}, evaluation={"method": "folds", "folds": 2})
    trial_one = found(came_to(kept, folded, {1: [0.5, 0.52]})).trial(1)
    assert (trial_one.low, trial_one.high) == pytest.approx((0.40064, 0.61936), abs=1e-5)


def test_trials_that_differ_little_cannot_be_told_apart(kept: Store) -> None:
    study = study_of(kept, {0: 0.8, 1: 0.91})
    view = came_to(
        kept, study, {1: [0.84, 0.87, 0.81, 0.86, 0.82], 0: [0.86, 0.85, 0.87, 0.84, 0.88]}
    )
    result = found(view)
    assert (result.order, result.tied) == ((0, 1), (0, 1))
    assert result.pairs[0].difference == pytest.approx(0.02)
    assert words.text(result) == (
        "Trial 1, chosen by 0.9100, came to 0.84 (90%: 0.80 to 0.88) in 5 fresh repeats; trial 0 "
        "to 0.860: they cannot be told apart."
    )
    view.honest = Honest("accuracy", winner=1, tied=(0, 1), smallest=0)
    assert words.text(found(view)).endswith("apart, and trial 0 is the smaller.")


def test_one_that_is_ahead_in_every_pair_is_better(kept: Store) -> None:
    study = study_of(kept, {0: 0.8, 1: 0.91, 2: 0.7})
    given = {1: [0.80, 0.81, 0.80, 0.81, 0.80], 0: [0.90, 0.91, 0.90, 0.91, 0.90]}
    result = found(came_to(kept, study, given))
    assert result.is_better(0, 1)
    assert words.text(result).endswith("; trial 0 to 0.904, which is better: take it.")
    other = study_of(kept, {0: 0.8, 1: 0.91, 2: 0.7})
    turned = {1: given[0], 0: given[1], 2: [0.5, 0.6, 0.5, 0.6, 0.5]}
    third = study_of(kept, {0: 0.8, 1: 0.91, 2: 0.7})
    both = {1: [0.84, 0.87, 0.81], 0: [0.85, 0.84, 0.82], 2: [0.5, 0.51, 0.49]}
    assert words.text(found(came_to(kept, third, both))).endswith(
        "; trial 0 to 0.84: they cannot be told apart; trial 1 is better than trial 2."
    )
    kept_first = found(came_to(kept, other, turned))
    assert words.text(kept_first).endswith(
        "in 5 fresh repeats, and stays the best: it is better than trials 0 and 2."
    )


def test_a_cost_is_the_better_the_smaller_and_knows_no_least_difference(kept: Store) -> None:
    study = study_of(kept, {0: 0.3, 1: 0.2}, objective={"metric": "val_loss"})
    given = {1: [0.202, 0.212, 0.206], 0: [0.2, 0.21, 0.204]}  # 0.002 apart in each repeat
    result = found(came_to(kept, study, given))
    assert result.order == (0, 1)
    assert result.is_better(0, 1)


def test_one_repeat_and_repeats_that_failed_say_what_is_missing(kept: Store) -> None:
    study = study_of(kept, {0: 0.8, 1: 0.91})
    one = found(came_to(kept, study, {1: [0.84], 0: [0.9]}))
    assert words.text(one) == (
        "Trial 1, chosen by 0.9100, came to 0.8400 in 1 fresh repeat; trial 0 to 0.9000: one "
        "repeat cannot tell trials apart."
    )
    some = found(came_to(kept, study, {1: [None, 0.8, 0.82], 0: [None, None, None]}))
    assert (some.order, some.trial(1).scores) == ((1,), (None, 0.8, 0.82))
    assert words.text(some).endswith("Of trial 1, 1 repeat failed. Of trial 0, 3 repeats failed.")
    none = found(came_to(kept, study, {1: [None], 0: [None]}))
    assert words.text(none) == "All fits failed, so that the confirmation tells nothing."


def test_while_it_runs_it_tells_what_there_is_so_far(kept: Store) -> None:
    study = study_of(kept, {0: 0.8, 1: 0.91})
    result = found(came_to(kept, study, {1: [0.84, 0.85, 0.86], 0: [0.9, 0.92]}, done=False))
    assert result.done == 5
    assert words.text(result).endswith("So far: 5 of 6 fits have ended.")

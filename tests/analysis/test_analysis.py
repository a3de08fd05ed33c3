"""Records -> tables: what the pages say is what was recorded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests import records
from tests.records import techniques
from tuning import analysis
from tuning.analysis.cards import cards
from tuning.objective import Objective
from tuning.space import Choice, Space
from tuning.store import Batch, EpochRecord, FitRecord, Store, TrialRecord
from tuning.store.view import StudyView
from tuning.study import Evaluation, FitKind, FitState, StudyState, TrialState


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "studies.sqlite")


def view_of(store: Store, study_id: int) -> StudyView:
    return StudyView(store, study_id)


def made(store: Store, scores: list[float | None], **changes: object) -> StudyView:
    """A study whose trials have these scores; None failed."""
    study_id = store.create_study(records.spec(len(scores), **changes))
    batch = Batch()
    for number, score in enumerate(scores):
        state = TrialState.FAILED if score is None else TrialState.COMPLETED
        at = 100.0 + 10 * number
        values = {"units": 16 * (number + 1), "learning_rate": 0.001, "optimizer": "adam"}
        trial = TrialRecord(number, state, values, score, started=at, finished=at + 10)
        batch.trials.append(trial)
    store.write(study_id, batch)
    return view_of(store, study_id)


def test_the_table_has_a_column_for_what_varies_and_no_value_where_inactive(store: Store) -> None:
    view = view_of(store, records.fill(store, failed=(2,), running=1))
    table = pd.DataFrame(analysis.trial_table(view))
    names = ["optimizer", "momentum", "units", "learning_rate", "dropout"]
    assert list(table.columns[2:7]) == names
    adam = table[table["optimizer"] == "adam"]
    assert len(adam)
    assert adam["momentum"].isna().all()
    assert table.loc[2, "note"] == "The loss became NaN in epoch 1."
    assert np.isnan(table.loc[2, "score"])
    assert table["state"].iloc[-1] == "RUNNING"
    assert table.loc[0, "fits"] == "2/2"


def test_an_empty_study_gives_empty_tables(store: Store) -> None:
    view = view_of(store, store.create_study(records.spec()))
    assert analysis.trial_table(view)["number"] == []
    assert len(analysis.best_so_far(view)) == 0
    assert len(analysis.mean_curves(analysis.curves(view, []))) == 0
    assert analysis.watched(view) == []
    assert cards(view) == []
    assert analysis.mattered(view).reason.endswith("here are 0.")
    drawn = analysis.parallel(view)
    assert drawn.axes[-1].name == "score"
    assert len(drawn.rows) == 0
    assert analysis.progress(view).share == 0.0


@pytest.mark.parametrize(
    ("metric", "expected"),
    [("val_accuracy", [0.5, 0.5, 0.7, 0.7]), ("val_loss", [0.5, 0.5, 0.5, 0.4])],
)
def test_best_so_far_follows_the_direction_and_keeps_failed_trials_as_spent(
    store: Store, metric: str, expected: list[float]
) -> None:
    view = made(store, [0.5, None, 0.7, 0.4], objective=Objective(metric=metric))
    table = analysis.best_so_far(view)
    assert table["best"].tolist() == expected
    assert table["trials"].tolist() == [1, 2, 3, 4]
    assert table["seconds"].tolist() == [10, 20, 30, 40]


def test_seconds_leave_out_pauses_and_count_trials_side_by_side_once(store: Store) -> None:
    view = made(store, [0.5, 0.6, 0.7])
    moved = {0: (0.0, 10.0), 1: (5.0, 12.0), 2: (100.0, 103.0)}
    trials = [replace(view.trials[n], started=a, finished=b) for n, (a, b) in moved.items()]
    store.write(view.study.id, Batch(trials))
    view.refresh()
    assert analysis.best_so_far(view)["seconds"].tolist() == [10, 12, 15]


def test_epochs_are_those_reported_until_the_trial_ended(store: Store) -> None:
    view = view_of(store, records.fill(store, records.spec(3)))
    assert analysis.best_so_far(view)["epochs"].tolist() == [10, 20, 30]


def test_curves_leave_the_final_training_out_and_average_the_fits(store: Store) -> None:
    view = view_of(store, records.fill(store, records.spec(4)))
    number = view.study.best_number
    assert number is not None
    one, other = fits = analysis.curves(view, [number])
    (mean,) = analysis.mean_curves(fits)
    assert mean.epoch == one.epoch == other.epoch
    expected = np.array([one.metrics["val_accuracy"], other.metrics["val_accuracy"]]).mean(axis=0)
    assert mean.metrics["val_accuracy"] == pytest.approx(expected.tolist())
    (refit,) = analysis.curves(view, [number], refit=True)
    assert refit.epoch == [1, 2, 3, 4, 5]


def test_the_watched_are_the_best_the_running_and_the_latest(store: Store) -> None:
    view = view_of(store, records.fill(store, finished=8, running=2, state=StudyState.RUNNING))
    watched = analysis.watched(view, 5)
    assert watched[0] == view.study.best_number
    assert watched[1:3] == [8, 9]
    assert len(watched) == 5
    view.unfinished[9] = view.trials[9] = replace(view.trials[9], state=TrialState.WAITING)
    assert 9 not in analysis.watched(view, 5)
    assert 7 in analysis.watched(view, 5)
    view.curves = {key: curve for key, curve in view.curves.items() if key[0] != 7}
    assert 7 not in analysis.watched(view, 5), "without an epoch it has nothing to draw"
    assert 9 not in analysis.parallel(view, 9).rows["number"].tolist()
    assert 9 in analysis.parallel(view, 10).rows["number"].tolist()


def test_of_many_selected_trials_the_best_have_colours_and_the_worst_no_curve(store: Store) -> None:
    view = view_of(store, records.fill(store, records.spec(70), failed=(5,)))
    ranked = [number for _, number in view.ranked]
    assert analysis.shown_curves(view, None, ()).numbers == tuple(analysis.watched(view))
    few = analysis.shown_curves(view, {9, 2, 5}, (9, 2, 5))
    assert (few.numbers, few.thin, few.left_out) == ((9, 2, 5), (), 0)
    every = analysis.shown_curves(view, view.trials.keys(), ())
    assert every.numbers == tuple(sorted(ranked[:8]))
    assert every.thin == tuple(sorted(ranked[8:60]))
    assert every.left_out == 10  # 69 have a score, and one failed


def test_parallel_rows_are_numbers_with_codes_for_names(store: Store) -> None:
    view = view_of(store, records.fill(store, running=1, failed=(3,)))
    drawn = analysis.parallel(view)
    axes = {axis.name: axis for axis in drawn.axes}
    assert [text for _, text in axes["optimizer"].ticks] == ["adam", "sgd", "rmsprop"]
    assert axes["learning_rate"].scale == "log"
    assert axes["units"].integer
    assert set(map(str, drawn.rows.dtypes)) == {"float64"}
    assert 3 not in set(drawn.rows["number"])
    assert drawn.rows["score"].isna().sum() == 1
    inactive = drawn.rows[drawn.rows["optimizer"] == 0]["momentum"]
    assert inactive.isna().all()


def test_a_promoted_trials_curve_begins_where_its_parents_ended(store: Store) -> None:
    view = view_of(store, techniques.hyperband(store))
    number, trial = next((n, t) for n, t in view.trials.items() if t.reason.get("rung") == 2)
    parent = trial.reason["continues"]
    before, after = analysis.curves(view, [parent]), analysis.curves(view, [number])
    for old, new in zip(before, after, strict=True):
        assert new.trial == number
        assert new.epoch == list(range(old.epoch[-1], trial.reason["until"] + 1))
        assert new.metrics["val_accuracy"][0] == old.metrics["val_accuracy"][-1]
    assert analysis.lineage(view, number) == [parent, view.trials[parent].reason["continues"]]
    assert analysis.lineage(view, 0) == []


def test_trials_under_way_have_a_score_so_far(store: Store) -> None:
    study_id = records.fill(store, finished=2, running=1, state=StudyState.RUNNING)
    view = view_of(store, study_id)
    (curve,) = analysis.curves(view, [2])
    assert analysis.scores_so_far(view) == {2: max(v for v in curve.metrics["val_accuracy"] if v)}
    fits = [replace(fit, score=0.5) for fit in view.fits_of(2)]
    store.write(study_id, Batch(fits=fits))
    view.refresh()
    assert analysis.scores_so_far(view) == {2: 0.5}


def test_parallel_rows_are_capped_to_the_best_and_the_latest(store: Store) -> None:
    scores = [0.9 - 0.001 * k for k in range(50)]
    drawn = analysis.parallel(made(store, list(scores)), most=10)
    assert drawn.left_out == 40
    assert drawn.rows["number"].tolist() == [0, 1, 2, 3, 4, 45, 46, 47, 48, 49]


def test_a_picked_trial_is_drawn_in_any_case(store: Store) -> None:
    view = made(store, [0.9 - 0.001 * k for k in range(50)] + [None])
    drawn = analysis.parallel(view, most=10, also={20, 50, 99})
    assert 20 in drawn.rows["number"].tolist()
    assert {50, 99}.isdisjoint(drawn.rows["number"]), "without a score, or not there"
    assert len(drawn.rows) == 10


def test_numbers_of_a_choice_are_categories_in_order(store: Store) -> None:
    space = Space(parameters={"batch_size": Choice(values=[512, 32, 64])})
    study_id = records.fill(store, records.spec(6, space=space))
    axis = analysis.parallel(view_of(store, study_id)).axes[0]
    assert [text for _, text in axis.ticks] == ["32", "64", "512"]


def test_progress_counts_and_tells_the_time_left(store: Store) -> None:
    spec = records.spec(12)
    study_id = records.fill(store, spec, finished=6, state=StudyState.RUNNING)
    view = view_of(store, study_id)
    at = records.START + 6 * 5.0
    progress = analysis.progress(view, now=at)
    assert (progress.trials, progress.trials_planned) == (6, 12)
    assert (progress.fits, progress.fits_planned) == (12, 24)
    assert (progress.epochs, progress.epochs_planned) == (60, 120)
    assert progress.share == 0.5
    assert progress.elapsed == 30
    assert progress.epochs_a_second == pytest.approx(2.0, rel=0.15)
    assert progress.left is not None
    low, high = progress.left
    assert 25 < low <= 30 <= high < 35


def test_the_time_left_is_wide_while_a_fit_compiled_and_then_narrow(store: Store) -> None:
    """One fit that compiled for 18 s and then trains an epoch a second, looked at on its way."""
    start, planned, found = records.START, 1000, []
    study_id = store.create_study(records.spec(1))
    fit = FitRecord(0, FitKind.EXECUTION, 0, 1, FitState.RUNNING, started=start)
    store.write(
        study_id,
        Batch(
            trials=[TrialRecord(0, TrialState.RUNNING, {"units": 8}, started=start)],
            fits=[fit],
            study={"trials_planned": 1, "epochs_planned": planned, "started": start},
        ),
    )
    store.write(study_id, Batch(study={"state": StudyState.RUNNING}))
    view = view_of(store, study_id)
    for seen in (3, 30, 600):
        epochs = [
            EpochRecord(0, "execution", 0, k, {"val_loss": 0.5}, start + 18 + k)
            for k in range(1, seen + 1)
        ]
        store.write(study_id, Batch(epochs=epochs))
        view.refresh()
        left = analysis.progress(view, now=start + 18 + seen).left
        assert left is not None
        assert left[0] <= planned - seen <= left[1]
        found.append(left[1] / left[0])
    assert found == sorted(found, reverse=True)
    assert found[-1] < 1.1


def test_where_many_epochs_come_the_last_seconds_tell_the_rate(store: Store) -> None:
    """An epoch a second while it compiles for 20 s, then 100 a second."""
    start = records.START
    study_id = store.create_study(records.spec(1))
    store.write(study_id, Batch(study={"state": StudyState.RUNNING, "started": start}))
    slow = [start + k for k in range(1, 21)]
    quick = [start + 20 + k / 100 for k in range(1, 601)]
    found, view = [], view_of(store, study_id)
    for first, ends in ((1, slow), (21, quick)):
        epochs = [
            EpochRecord(0, "execution", 0, k, {"val_loss": 0.5}, ended)
            for k, ended in enumerate(ends, first)
        ]
        store.write(study_id, Batch(epochs=epochs))
        view.refresh()
        found.append(analysis.progress(view, now=ends[-1]).epochs_a_second)
    assert found == pytest.approx([1, 100], rel=0.01)


def test_nothing_is_left_of_a_study_that_has_trained_all(store: Store) -> None:
    study_id = records.fill(store, records.spec(12), state=StudyState.RUNNING)
    assert analysis.progress(view_of(store, study_id), now=records.START + 60).left == (0, 0)


def test_a_technique_that_ended_before_its_plan_is_whole(store: Store) -> None:
    study_id = records.fill(store, records.spec(12), finished=4)
    store.write(study_id, Batch(study={"trials_planned": 23, "epochs_planned": 230}))
    progress = analysis.progress(view_of(store, study_id))
    assert (progress.trials, progress.trials_planned, progress.share) == (4, 4, 1.0)


def test_settings_say_what_is_searched_fixed_and_not_used(store: Store) -> None:
    view = view_of(store, records.fill(store))
    adam = next(t.number for t in view.trials.values() if t.values["optimizer"] == "adam")
    found = {setting.name: setting for setting in analysis.settings_of(view, adam)}
    assert found["units"].role == "searched"
    assert (found["momentum"].text, found["momentum"].role) == ("not used", "inactive")
    assert (found["epochs"].text, found["epochs"].role) == ("5", "fixed")
    assert (found["activation"].text, found["activation"].role) == ("relu", "default")
    assert found["units_1"].text == "not used"


def test_parts_name_folds_and_their_runs(store: Store) -> None:
    evaluation = Evaluation(method="folds", folds=2, executions=2)
    view = view_of(store, records.fill(store, records.spec(1, evaluation=evaluation)))
    labels = [part.label for part in analysis.parts(view, 0)]
    assert labels == ["Fold 1", "Fold 2", "Fold 1, run 2", "Fold 2, run 2", "Final training"]


def test_confusion_and_mistakes() -> None:
    labels = np.array([0, 1, 1, 2])
    probabilities = np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0], [0.6, 0.4, 0.0], [0.05, 0.9, 0.05]])
    counts = analysis.confusion(labels, probabilities.argmax(axis=1), 3)
    assert counts.tolist() == [[1, 0, 0], [1, 1, 0], [0, 1, 0]]
    wrong = analysis.misclassified(probabilities, labels, np.array([10, 11, 12, 13]))
    expected = pd.DataFrame(
        {"row": [13, 12], "true": [2, 1], "predicted": [1, 0], "probability": [0.9, 0.6]}
    )
    pd.testing.assert_frame_equal(wrong, expected)


def test_residuals_begin_with_the_row_that_is_farthest_off() -> None:
    found = analysis.residuals(np.array([3.0, 9.0, 4.5]), np.array([4.0, 6.5, 4.5]), np.arange(3))
    expected = {"row": [1, 0, 2], "true": [6.5, 4.0, 4.5], "predicted": [9.0, 3.0, 4.5]}
    pd.testing.assert_frame_equal(found, pd.DataFrame(expected | {"error": [2.5, -1.0, 0.0]}))


def test_a_failed_fit_counts_neither_as_done_nor_as_running(store: Store) -> None:
    view = made(store, [None])
    fit = FitRecord(0, FitKind.EXECUTION, 0, 1, FitState.FAILED, error="NaN")
    view.fits[fit.key] = fit
    progress = analysis.progress(view, now=0.0)
    assert (progress.fits, progress.failed, progress.running) == (0, 1, 0)


def test_a_study_that_waits_shows_the_plan_s_numbers(tmp_path: Path) -> None:
    store = Store(tmp_path / "studies.sqlite")
    waiting = analysis.progress(StudyView(store, store.create_study(records.spec())))
    assert (waiting.trials_planned, waiting.fits_planned) == (12, 24)
    assert waiting.epochs_planned == 120


def test_trials_by_hand_come_on_top_of_the_plan(tmp_path: Path) -> None:
    store = Store(tmp_path / "studies.sqlite")
    study = records.fill(store, records.spec(4), state=StudyState.RUNNING)
    trial = replace(store.trials(study)[0], number=4, reason={"by_hand": True})
    store.write(study, Batch(trials=[trial]))
    shown = analysis.progress(StudyView(store, study))
    assert (shown.trials, shown.trials_planned, shown.epochs_planned) == (5, 5, 50)


def test_the_refit_of_scikit_learn_counts_as_it_is_planned(tmp_path: Path) -> None:
    store = Store(tmp_path / "studies.sqlite")
    shown = analysis.progress(StudyView(store, techniques.grid_search_cv(store)))
    assert (shown.epochs, shown.epochs_planned) == (220, 220)
    assert (shown.fits, shown.fits_planned) == (54, 54)

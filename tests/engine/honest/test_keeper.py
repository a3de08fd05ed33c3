"""What the engine keeps of how honest a winner is: from records in a store, without training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests import records
from tests.waiting import wait_for
from tuning.datasets import Dataset
from tuning.engine.books.recorder import Recorder
from tuning.engine.books.summaries import Summaries
from tuning.engine.honest.keeper import Keeper
from tuning.honesty import Honest, words
from tuning.objective import Objective
from tuning.store import FitRecord, RowScores, Store, TrialRecord
from tuning.study import Evaluation, FitKind, FitState, StudySpec, StudyState, TrialState

FOLDS = Evaluation(method="folds", folds=2)
ROWS, EPOCHS = 80, 6


def data(classes: int = 2, rows: int = ROWS) -> Dataset:
    """Rows of three numbers; of 4 classes or fewer the first has half of the rows."""
    generator = np.random.default_rng(3)
    y = np.maximum(np.arange(rows) % (2 * max(classes - 1, 1)) - classes + 2, 0)
    targets = y.astype(np.int64) if classes else generator.normal(50, 9, rows)
    x = generator.normal(size=(rows, 3))
    names = ("no", "yes", "maybe", "never")[:classes]
    task = "classification" if classes else "regression"
    return Dataset("own", x, targets, x[:20], targets[:20], names, task=task)


@dataclass
class Desk:
    """One study under way, of which records are made by hand."""

    store: Store
    recorder: Recorder
    study: int
    spec: StudySpec
    dataset: Dataset
    keeper: Keeper

    def end(self, number: int, worth: float, with_rows: bool = True, epochs: int = EPOCHS) -> None:
        """A trial that gets such a part of its rows right ends."""
        generator = np.random.default_rng(number)
        evaluation, scores = self.spec.evaluation, []
        for index in range(evaluation.fits):
            size = len(self._truth(index))
            hits = generator.random((epochs, size)) < worth
            costs = generator.exponential(1 / worth, (epochs, size)).astype(np.float32)
            key = (number, evaluation.kind.value, index)
            scores.append(hits.mean(axis=1).max() if self.dataset.classes else costs.mean())
            if with_rows:
                given = hits if self.dataset.classes else None
                self.recorder.row_scores(self.study, RowScores.of(key, given, costs))
            fit = (number, evaluation.kind, index, 1, FitState.COMPLETED)
            self.recorder.fit(self.study, FitRecord(*fit, scores[-1], float(number)))
        values = {"units": 8 * number, "layers": 1}
        trial = TrialRecord(number, TrialState.COMPLETED, values, float(np.mean(scores)))
        self.recorder.trial(self.study, replace(trial, finished=1000.0 + number))
        self.keeper.wake()

    def _truth(self, index: int) -> np.ndarray:
        y, evaluation = self.dataset.y_train, self.spec.evaluation
        if evaluation.method == "test":
            return self.dataset.y_test
        splits = self.dataset.splits(evaluation, self.spec.seed)
        return y[splits[index % len(splits)][1]]

    def linear(self) -> None:
        """A linear model that is right on seven rows of ten."""
        for fold, (_, rows) in enumerate(self.dataset.splits(self.spec.evaluation, self.spec.seed)):
            hits = np.arange(len(rows))[None] % 10 > 2
            self.recorder.row_scores(self.study, RowScores.of((0, "linear", fold), hits))

    def close(self) -> Honest:
        self.keeper.close()
        self.recorder.flush()
        found = self.store.honest(self.study)
        assert found is not None
        return found


@pytest.fixture
def home(tmp_path: Path) -> Iterator[tuple[Store, Recorder]]:
    store = Store(tmp_path / "s.sqlite")
    recorder = Recorder(store, Summaries(tmp_path / "logs"))
    yield store, recorder
    recorder.close()
    store.close()


def begun(home: tuple[Store, Recorder], dataset: Dataset | None = None, **more: Any) -> Desk:
    store, recorder = home
    dataset = dataset or data()
    about = records.spec(4).data.model_copy(update={"task": dataset.task})
    spec = records.spec(4).model_copy(update={"evaluation": FOLDS, "data": about} | more)
    study = store.create_study(spec)
    store.set_state(study, StudyState.RUNNING)
    keeper = Keeper(study, spec, dataset, store, recorder)
    return Desk(store, recorder, study, spec, dataset, keeper)


def test_it_is_kept_while_the_study_runs_and_whole_at_its_end(
    home: tuple[Store, Recorder],
) -> None:
    desk = begun(home)
    desk.end(1, 0.6)
    wait_for(lambda: desk.store.honest(desk.study) is not None)
    desk.linear()
    desk.keeper.hear({"linear": 0.7, "untuned": 0.55}, {"linear": "plain"}, {"linear": {"f1": 1}})
    for number, worth in ((2, 0.93), (3, 0.5), (4, 0.9)):
        desk.end(number, worth)
    found = desk.close()
    assert (found.winner, found.trials, found.epochs, found.rows) == (2, 4, EPOCHS, ROWS)
    assert found.corrected is not None
    assert 0.85 < found.corrected < found.chosen  # type: ignore[operator]
    assert found.low < found.corrected < found.high  # type: ignore[operator]
    assert [step.trial for step in found.course] == [1, 2, 3, 4]
    assert found.claims["constant"].is_shown
    assert found.claims["linear"].is_shown
    assert found.baselines == {"constant": 0.5, "linear": 0.7, "untuned": 0.55}
    assert found.notes == {"linear": "plain"}
    assert found.tested == {"linear": {"f1": 1}}
    assert found.tied == (2, 4)
    assert (found.smallest, found.quickest) == (2, 2)
    assert found.answer == "no"
    assert not found.missing


def test_the_same_study_gives_the_same_numbers_whatever_order_and_in_a_later_run(
    home: tuple[Store, Recorder],
) -> None:
    desk = begun(home)
    for number in (1, 2, 3):
        desk.end(number, 0.6)
    found = desk.close()
    again = replace(desk, keeper=Keeper(desk.study, desk.spec, desk.dataset, *home))
    assert again.close() == found


@pytest.mark.parametrize(
    ("with_rows", "missing"),
    [((False, False), words.OLD), ((True, False), words.PARTLY_OLD), ((), words.NOTHING)],
)
def test_what_is_missing_is_said(
    home: tuple[Store, Recorder], with_rows: tuple[bool, ...], missing: str
) -> None:
    desk = begun(home)
    for number, has_rows in enumerate(with_rows, 1):
        desk.end(number, 0.6, has_rows)
    found = desk.close()
    assert found.missing == missing
    assert (found.chosen is None) == (not with_rows)
    assert found.corrected is None
    assert found.tied == ()


def test_a_measure_that_is_no_mean_over_rows_is_not_corrected_but_claims_are_told(
    home: tuple[Store, Recorder],
) -> None:
    desk = begun(home, objective=Objective(metric="val_roc_auc"))
    desk.end(1, 0.95)
    found = desk.close()
    assert found.corrected is None
    assert found.missing.startswith("ROC AUC is no mean over rows")
    assert found.judged_by == "accuracy"
    assert found.claims["constant"].is_shown
    assert words.claims(found).startswith("Better by accuracy than always answering 'no'")


def test_of_quantities_and_of_log_losses(home: tuple[Store, Recorder]) -> None:
    desk = begun(home, data(classes=0), objective=Objective(metric="val_rmse"))
    desk.end(1, 1.0)
    desk.end(2, 2.0)
    found = desk.close()
    assert found.of_quantities
    assert found.corrected > found.chosen  # type: ignore[operator]
    assert found.baselines["constant"] == pytest.approx(np.std(desk.dataset.y_train))
    assert found.claims["constant"].is_shown
    desk = begun(home, objective=Objective(metric="val_log_loss"))
    desk.end(1, 0.9)
    found = desk.close()
    assert found.baselines["constant"] == pytest.approx(np.log(2), rel=1e-3)
    assert found.accuracy == pytest.approx(0.9, abs=0.07)


def test_folds_of_unequal_rows_count_alike_as_in_a_trial_s_score(
    home: tuple[Store, Recorder],
) -> None:
    desk = begun(home, data(rows=41), objective=Objective(reduce="last"))
    desk.end(1, 0.7, epochs=1)
    found = desk.close()
    means = [one.hits().mean() for one in desk.store.row_scores(desk.study)]  # type: ignore[union-attr]
    assert found.chosen == pytest.approx(np.mean(means))
    assert found.corrected == pytest.approx(found.chosen, abs=0.01)


@pytest.mark.parametrize("method", ["split", "test"])
def test_executions_of_one_split_and_the_test_rows(
    home: tuple[Store, Recorder], method: str
) -> None:
    desk = begun(home, evaluation=Evaluation(method=method, executions=2))
    desk.end(1, 0.9)
    desk.end(2, 0.9, epochs=1)
    found = desk.close()
    assert found.rows == {"split": 16, "test": 20}[method]
    assert found.is_split == (method == "split")
    assert found.corrected is not None


def test_trials_and_baselines_beside_the_search_do_not_take_part(
    home: tuple[Store, Recorder],
) -> None:
    desk = begun(home)
    desk.end(1, 0.6)
    for kind in (FitKind.BASELINE, FitKind.CONFIRMATION):
        for index in range(2):
            hits = np.ones((3, 40), bool)
            scores = RowScores.of((0 if kind is FitKind.BASELINE else 1, kind.value, index), hits)
            desk.recorder.row_scores(desk.study, scores)
    found = desk.close()
    assert found.trials == 1
    assert found.chosen < 1  # type: ignore[operator]
    assert found.baselines["untuned"] == 1.0

"""What a fit is measured by: every epoch on validation rows, the winner on the test rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from sklearn.utils.class_weight import compute_class_weight

from tests.records import samples
from tuning import datasets, settings, tasks
from tuning.datasets import Dataset
from tuning.engine import data, measuring, testing, worker
from tuning.engine.fits import FitTask, Source
from tuning.errors import TrialFailed
from tuning.study import FitKind


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    home = settings.load(tmp_path_factory.mktemp("home")).prepare()
    return datasets.load("digits", home).subset(200, 1)


def task(metric: str = "val_accuracy") -> FitTask:
    spec = samples.spec(
        dataset={"name": "digits", "rows": 200},
        objective={"metric": metric},
        space={"units": [8, 16], "epochs": 2},
    )
    return Source(1, spec, "digits of 200", 10).task(1, {"units": 8, "epochs": 2}, 0)


def test_every_epoch_and_the_test_have_all_of_the_tasks_measures(digits: Dataset) -> None:
    """They are of the weights after that epoch, as those measured from outside show."""
    of = task("val_balanced_accuracy")
    found = worker.run_fit(of, digits, worker.send_nothing, keep_last=True)
    names = set(tasks.CLASSIFICATION.measures(10))
    assert found.error is None
    assert found.last_weights is not None
    for epoch in found.epochs:
        assert {f"val_{name}" for name in names} <= set(epoch.metrics)
    scores = [epoch.metrics["val_balanced_accuracy"] for epoch in found.epochs]
    assert found.score == max(scores)

    model, ready = worker.build(of)
    model.set_weights(found.last_weights)
    outputs = model.predict(ready.validation[0])
    last = found.epochs[-1].metrics
    right = balanced_accuracy_score(ready.truth, outputs.argmax(1))
    assert last["val_balanced_accuracy"] == pytest.approx(right)
    truth = np.eye(10)[ready.truth]
    assert last["val_roc_auc"] == pytest.approx(roc_auc_score(truth, outputs), abs=1e-6)
    assert last["val_log_loss"] == pytest.approx(last["val_loss"], rel=1e-5)

    rows = found.row_scores
    assert rows is not None
    assert (rows.trial, rows.kind, rows.index, rows.first_epoch) == (1, "execution", 0, 1)
    hits = rows.hits()
    assert hits is not None
    assert hits[-1].tolist() == (outputs.argmax(1) == ready.truth).tolist()
    accuracy = [epoch.metrics["val_accuracy"] for epoch in found.epochs]
    assert hits.mean(axis=1) == pytest.approx(accuracy)
    assert rows.costs is None, "nobody asked for a log loss"

    tested = testing.test_winner(of, digits, found.last_weights)
    assert set(tested.metrics) == names
    assert next(iter(tested.metrics)) == "accuracy"
    predicted = tested.outputs.argmax(axis=1)
    expected = balanced_accuracy_score(ready.test_truth, predicted)
    assert tested.metrics["balanced_accuracy"] == pytest.approx(expected)


@pytest.mark.parametrize("name", ["val_log_loss", "val_loss"])
def test_a_study_of_log_losses_keeps_each_rows(digits: Dataset, name: str) -> None:
    data.hold("digits of 200", digits)
    of = task(name)
    ready = data.prepare(of.split)
    measure = measuring.OfValidation(of, ready)
    assert measure.row_scores() is None
    outputs = np.full((len(ready.truth), 10), 0.05, np.float32)
    outputs[:, 3] = 0.55
    measured, nothing = measure(np.array([outputs, np.full_like(outputs, np.nan)]))
    assert nothing == {}
    rows = measure.row_scores()
    assert rows is not None
    costs = rows.row_costs()
    assert costs is not None
    assert costs[0] == pytest.approx(np.where(ready.truth == 3, 0.598, 2.996), rel=1e-3)
    assert costs[0].mean() == pytest.approx(measured["log_loss"], rel=1e-3)
    hits = rows.hits()
    assert hits is not None
    assert (hits[0] == (ready.truth == 3)).all()
    assert not hits[1].any(), "what is no number hits nothing"
    assert costs[1].min() > 5e4


def test_of_many_rows_those_that_are_kept_are_the_same_for_all_fits(digits: Dataset) -> None:
    data.hold("digits of 200", digits)
    of = replace(task(), first_epoch=2)
    ready = replace(data.prepare(of.split), truth=np.arange(5_000) % 10)
    measure = measuring.OfValidation(of, ready)
    measure(np.eye(10)[np.arange(5_000) % 7][None])
    rows = measure.row_scores()
    assert rows is not None
    assert (rows.first_epoch, rows.epochs, rows.rows) == (3, 1, tasks.MOST_KEPT)
    kept = tasks.kept_rows(5_000, 1, seed=of.split.seed)
    hits = rows.hits()
    assert hits is not None
    assert hits[0].tolist() == (kept % 10 == kept % 7).tolist()


def test_of_two_classes_the_rows_that_validated_are_kept_to_choose_a_threshold_by() -> None:
    tumours = datasets.load("breast_cancer", settings.load())
    spec = samples.spec(dataset="breast_cancer", space={"units": [4, 8], "epochs": 1})
    source = Source(1, spec, "tumours", 2)
    fits = [source.task(1, {"units": 4}, 0, kind) for kind in (FitKind.EXECUTION, FitKind.REFIT)]
    data.hold("tumours", tumours)
    model, ready = worker.build(fits[0])
    kept, of_refit = (testing.test_winner(fit, tumours, model.get_weights()) for fit in fits)
    assert kept.validation is not None
    probabilities, truth = kept.validation
    np.testing.assert_allclose(probabilities, model.predict(ready.validation[0]), atol=1e-6)
    assert truth.tolist() == ready.truth.tolist()
    assert len(truth) < len(tumours.y_train)
    assert of_refit.validation is None, "it trained on all rows"


def test_an_aim_that_is_undefined_on_the_validation_rows_fails_the_fit_in_a_sentence() -> None:
    reporter = worker.EpochReporter(task("val_roc_auc"), worker.send_nothing)
    with pytest.raises(TrialFailed) as failure:
        reporter.on_epoch_end(0, {"loss": 0.5, "val_loss": 0.6, "val_accuracy": 1.0})
    assert str(failure.value) == (
        "Validation ROC AUC is undefined on the rows that validate, so that the fit has no score."
    )
    assert [epoch.metrics["val_accuracy"] for epoch in reporter.epochs] == [1.0]


def test_a_refit_keeps_the_epoch_of_the_least_loss_where_its_aim_needs_validation() -> None:
    refit = replace(task("val_f1"), kind=FitKind.REFIT)
    reporter = worker.EpochReporter(refit, worker.send_nothing)
    for number, loss in enumerate([0.5, 0.2, 0.3]):
        reporter.keep_now = lambda kept=number: lambda: [np.array(kept)]
        reporter.on_epoch_end(number, {"loss": loss, "accuracy": 0.9})
    assert reporter.score is None
    assert reporter.best_weights == [1]


def test_balanced_weights_are_scikit_learns_of_the_rows_that_train(digits: Dataset) -> None:
    data.hold("digits of 200", digits)
    of = task()
    ready = replace(data.prepare(of.split), rows=np.arange(20, dtype=np.int32))
    assert measuring.class_weights(of, ready) is None
    found = measuring.class_weights(replace(of, values={"class_weight": "balanced"}), ready)
    own = digits.y_train[:20]
    present = np.unique(own)
    expected = np.ones(10)
    expected[present] = compute_class_weight("balanced", classes=present, y=own)
    assert len(present) < 10
    assert found == pytest.approx(expected)

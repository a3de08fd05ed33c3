"""The linear model and always the same answer, on the rows that validate a study's fits."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.records import samples
from tuning import datasets, settings, tasks
from tuning.datasets import Dataset
from tuning.engine.baselines import linear
from tuning.engine.baselines.linear import OfSplit
from tuning.engine.fits import Source
from tuning.study import FitKind

FOLDS = {"method": "folds", "folds": 5}


def load(name: str, folder: Path) -> Dataset:
    return datasets.load(name, settings.load(folder).prepare())


def measured(known: Dataset, key: str, folds: int = 5, **document: Any) -> list[OfSplit]:
    spec = samples.spec(space={"units": [4, 8], "epochs": 1}, **document)
    source = Source(1, spec, key, known.classes)
    return linear.measure(
        [source.task(0, {}, fold, FitKind.BASELINE) for fold in range(folds)], known
    )


def test_of_classes_it_is_scikit_learns_on_the_same_folds(tmp_path: Path) -> None:
    wine = load("wine", tmp_path)
    of = {"evaluation": FOLDS, "objective": {"metric": "val_log_loss"}, "dataset": "wine"}
    found = measured(wine, "wine", **of)
    folds = StratifiedKFold(5, shuffle=True, random_state=1)
    plain = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    expected = cross_val_predict(
        plain, wine.x_train, wine.y_train, cv=folds, method="predict_proba"
    )
    for fold, (_, held_out) in enumerate(folds.split(wine.x_train, wine.y_train)):
        truth, said = wine.y_train[held_out], expected[held_out]
        rows = found[fold].rows
        assert rows is not None
        assert (rows.trial, rows.kind, rows.index, rows.epochs) == (0, "linear", fold, 1)
        hits, costs = rows.hits(), rows.row_costs()
        assert hits is not None
        assert costs is not None
        assert hits[0].tolist() == (said.argmax(axis=1) == truth).tolist()
        own = -np.log(said[np.arange(len(said)), truth])
        np.testing.assert_allclose(costs[0], own, rtol=0.01, atol=1e-3)
        assert found[fold].linear["log_loss"] == pytest.approx(own.mean(), rel=1e-3)
        assert found[fold].linear["accuracy"] == pytest.approx(hits.mean())
    assert found[0].note == "Logistic regression by scikit-learn, on 113 rows."


def test_of_quantities_it_is_ridge_regression_by_leave_one_out(tmp_path: Path) -> None:
    diabetes = load("diabetes", tmp_path)
    of = {"evaluation": FOLDS, "dataset": "diabetes", "objective": {"metric": "val_rmse"}}
    found = measured(diabetes, "diabetes", **of)
    folds = KFold(5, shuffle=True, random_state=1)
    plain = make_pipeline(StandardScaler(), RidgeCV(alphas=linear.STRENGTHS))
    expected = cross_val_predict(plain, diabetes.x_train, diabetes.y_train, cv=folds)
    variance = np.var(diabetes.y_train)
    for fold, (train, held_out) in enumerate(folds.split(diabetes.x_train)):
        squared = (expected[held_out] - diabetes.y_train[held_out]) ** 2
        assert found[fold].linear["rmse"] == pytest.approx(math.sqrt(squared.mean()), rel=1e-4)
        rows = found[fold].rows
        assert rows is not None
        costs = rows.row_costs()
        assert costs is not None
        assert rows.right is None
        np.testing.assert_allclose(costs[0], squared, rtol=0.01, atol=1e-3 * variance)
        own = squared.mean() / np.var(diabetes.y_train[train])
        assert found[fold].linear["loss"] == pytest.approx(own, rel=1e-4), "as a network learns it"


def test_an_image_is_a_line_of_pixels_divided_by_the_largest_whatever_the_family(
    tmp_path: Path,
) -> None:
    digits = load("digits", tmp_path).subset(200, 1)
    of = {"dataset": {"name": "digits", "rows": 200}, "evaluation": {"method": "split"}}
    (dense,) = measured(digits, "digits of 200 rows", 1, **of)
    spec = samples.spec(model="conv", space={"filters": [4, 8], "epochs": 1}, **of)
    task = Source(1, spec, "digits of 200 rows", 10).task(0, {}, 0, FitKind.BASELINE)
    (conv,) = linear.measure([task], digits)
    assert dense.linear == pytest.approx(conv.linear)
    train, held_out = digits.splits(spec.evaluation, 1)[0]
    x = digits.x_train.reshape(200, -1) / digits.x_train.max()
    plain = LogisticRegression(max_iter=1000).fit(x[train], digits.y_train[train])
    right = plain.score(x[held_out], digits.y_train[held_out])
    assert dense.linear["accuracy"] == pytest.approx(right)


def test_the_same_answer_is_the_most_frequent_class_or_the_mean_of_all_training_rows(
    tmp_path: Path,
) -> None:
    tumours = load("breast_cancer", tmp_path)
    answer = linear.same_answer(tumours, 2)
    assert answer.tolist() == [[170 / 455, 285 / 455]] * 2
    (found,) = measured(tumours, "tumours", 1, dataset="breast_cancer")
    benign, shares = found.constant["accuracy"], (170 / 455, 285 / 455)
    assert benign == pytest.approx(57 / 91)  # a stratified fifth of 455
    expected = -(34 * math.log(shares[0]) + 57 * math.log(shares[1])) / 91
    assert found.constant["log_loss"] == pytest.approx(expected)
    assert found.constant["roc_auc"] == 0.5
    assert found.constant["balanced_accuracy"] == 0.5

    diabetes = load("diabetes", tmp_path)
    assert linear.same_answer(diabetes, 3) == pytest.approx([np.mean(diabetes.y_train)] * 3)


def test_one_that_cannot_be_fitted_says_why_and_the_same_answer_stands(tmp_path: Path) -> None:
    iris = load("iris", tmp_path)
    alike = replace(iris, y_train=np.zeros_like(iris.y_train))
    (found,) = measured(
        alike, "iris of one class", 1, dataset="iris", evaluation={"method": "test"}
    )
    assert found.linear == {}
    assert found.rows is None
    assert found.note.startswith("It could not be fitted: This solver needs samples of at least 2")
    assert found.constant["accuracy"] == pytest.approx(np.mean(iris.y_test == 0))


def test_a_column_that_never_changes_and_classes_that_are_told_apart_are_no_trouble(
    tmp_path: Path,
) -> None:
    tumours = load("breast_cancer", tmp_path)
    x = tumours.x_train.copy()
    x[:, 0] = 7.0
    x[:, 1] = tumours.y_train * 1000.0
    (found,) = measured(replace(tumours, x_train=x), "told apart", 1, dataset="breast_cancer")
    assert found.linear["accuracy"] == 1.0


def test_of_much_data_it_takes_few_steps_and_of_too_much_some_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    digits = load("digits", tmp_path).subset(200, 1)
    of = {"dataset": {"name": "digits", "rows": 200}}
    monkeypatch.setattr(linear, "WORK", 1e5)
    monkeypatch.setattr(linear, "MOST_NUMBERS", 64 * 100)
    monkeypatch.setattr(linear, "EXACT", 0)
    (found,) = measured(digits, "digits, few", 1, **of)
    assert found.note == (
        "Logistic regression by scikit-learn, ended after 20 steps, on 100 of 160 rows."
    )
    assert found.linear["accuracy"] > 0.7
    assert not list(recwarn), "a person's terminal is spared scikit-learn's warning"


def test_which_rows_are_kept_is_what_the_fits_keep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks._kept_rows, "MOST_KEPT", 20)
    tumours = load("breast_cancer", tmp_path)
    (found,) = measured(tumours, "tumours, kept", 1, dataset="breast_cancer")
    assert found.rows is not None
    assert found.rows.rows == 20

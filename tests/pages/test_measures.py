"""Measures besides the score, and the threshold between two classes, on the pages."""

from __future__ import annotations

import numpy as np
import pytest

from tests.pages.test_pages import home, run, show, words
from tests.records import honest, samples
from tuning.datasets import load
from tuning.settings import Settings
from tuning.store import Batch, Store
from tuning.ui.pages import BEST, LIVE

__all__ = ["home"]
Home = tuple[Settings, Store]


@pytest.fixture
def study(home: Home) -> int:
    """Two classes: malignant tumours (0) are given 0.7 or 0.4, benign ones (1) 0.3 or less of it;
    the validation rows lie as the test rows do."""
    settings, store = home
    study_id = samples.finished(store, dataset="breast_cancer")
    epochs = [samples.epoch(1, 0, 3, val_f1=0.61, val_recall=0.52)]
    tested = {"accuracy": 0.9, "recall": 0.75, "loss": 0.3}
    store.write(study_id, Batch(epochs=epochs, study={"test": tested}))
    labels = load("breast_cancer", settings).y_test
    malignant = np.where(np.arange(len(labels)) % 2, 0.7, 0.4)
    malignant = np.where(labels == 0, malignant, np.arange(len(labels)) % 4 / 10)
    probabilities = np.stack([malignant, 1 - malignant], axis=1)
    folder = settings.models / str(study_id)
    folder.mkdir(parents=True)
    rows = np.arange(len(labels))
    held_out = {"validation": probabilities, "validation_y": labels, "out_of_fold": True}
    np.savez(folder / "test.npz", probabilities=probabilities, y=labels, rows=rows, **held_out)
    return study_id


def test_a_threshold_is_moved_and_chosen_by_the_validation_rows(home: Home, study: int) -> None:
    labels = load("breast_cancer", home[0]).y_test
    missed = np.sum((labels == 0) & (np.arange(len(labels)) % 2 == 0))
    recall = 1 - missed / np.sum(labels == 0)
    test = show(BEST, study)
    assert "Threshold" in words(test)
    assert f"at 0.5: {recall:.4f}" in words(test)
    assert "The test rows only show what a threshold does" in words(test)
    assert "training rows, each as a network without it sees it" in words(test)
    (slider,) = test.slider
    assert (slider.label, slider.value) == ("Taken for malignant from a probability of", 0.5)
    (button,) = [b for b in test.button if b.label == "Balanced accuracy"]
    run(button.click())
    assert test.slider[0].value == pytest.approx(0.35)
    assert words(test).count("1.0000") >= 5, "all that are told apart"
    run(test.slider[0].set_value(1.0))
    assert "0.5000" in words(test), "balanced accuracy where no row is taken for the class"


def test_every_measure_stands_beside_what_it_is_held_against(home: Home, study: int) -> None:
    assert "Linear model" not in words(show(BEST, study)), "of an earlier version"
    notes = {"linear": "Logistic regression", "untuned": "Its 5 epochs would be too many."}
    known = {"constant": 0.62, "linear": 0.97}
    tested = {"linear": {"recall": 0.9861, "f1": 0.9}}
    honest.leave(home[1], study, baselines=known, notes=notes, tested=tested, answer="<i>$1$")
    said = words(show(BEST, study))
    for text in (
        "&lt;i&gt;$1$",
        "0.6200",
        "Logistic regression",
        "Its 5 epochs",
        "0.9861",
    ):
        assert text in said
    assert "&lt;i&gt;$1$" in words(show(LIVE, study))
    for text in (
        "Every measure",
        "F1 (macro)",
        "Recall of benign",
        "0.6100",
        "0.7500",
        "Always the same",
        "Linear model",
    ):
        assert text in said
    often = np.mean(load("breast_cancer", home[0]).y_test == 1)
    assert f"always benign: {often:.1%}" in said


def test_the_table_of_trials_takes_further_measures(home: Home, study: int) -> None:
    test = show(LIVE, study)
    (pills,) = [one for one in test.get("button_group") if "Measures" in one.label]
    run(pills.set_value(["f1"]))
    table = next(frame.value for frame in test.dataframe if "val_f1" in frame.value)
    assert dict(zip(table["number"], table["val_f1"].round(4), strict=True))[1] == pytest.approx(
        0.61
    )

"""What a trial's model is like by every measure: by hand-computed numbers."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from tests.records import samples
from tuning import analysis, export
from tuning.export.report.trials import trial_table
from tuning.metrics import MEASURES
from tuning.store import Batch
from tuning.store.view import StudyView
from tuning.study import FitKind

F1, AREA = MEASURES["f1"], MEASURES["roc_auc"]


@pytest.fixture
def view(tmp_path: Path) -> StudyView:
    """A trial of two fits, of which the better epochs are the first and the second, and one of an
    earlier version, which measured accuracy and loss alone."""
    kept = samples.store(tmp_path)
    study_id = kept.create_study(samples.spec())
    epochs = [
        samples.epoch(1, 0, 1, val_accuracy=0.9, val_f1=0.4, val_roc_auc=0.8),
        samples.epoch(1, 0, 2, val_accuracy=0.8, val_f1=0.7),
        samples.epoch(1, 1, 1, val_accuracy=0.7, val_f1=0.1),
        samples.epoch(1, 1, 2, val_accuracy=0.8, val_f1=0.6),
        samples.epoch(2, 0, 1, val_accuracy=0.7),
    ]
    trials = [samples.trial(1, 0.85), samples.trial(2, 0.7), samples.trial(3, None)]
    fits = [samples.fit(1, 0), samples.fit(1, 1), samples.fit(2, 0)]
    kept.write(study_id, Batch(trials, fits, epochs))
    return StudyView(kept, study_id)


def test_measures_are_those_of_the_kept_epochs_each_the_mean_over_fits(view: StudyView) -> None:
    names = [measure.name for measure in analysis.measured(view)]
    assert names == ["accuracy", "f1", "loss"]
    assert [measure.name for measure in analysis.besides(view)] == ["f1", "loss"]
    found = analysis.kept(view, 1, [F1, AREA, MEASURES["accuracy"]])
    assert found == pytest.approx({"f1": 0.5, "roc_auc": 0.8, "accuracy": 0.85})
    assert analysis.kept(view, 2, [F1]) == {"f1": None}
    assert analysis.kept(view, 3, [F1]) == {"f1": None}


def test_folds_have_one_epoch_for_all_and_executions_each_its_own(
    view: StudyView, tmp_path: Path
) -> None:
    assert analysis.kept_epochs(view, [1, 2, 3]) == {2: 1}
    (tmp_path / "folds").mkdir()
    kept = samples.store(tmp_path / "folds")
    study_id = kept.create_study(samples.spec(evaluation={"method": "folds", "folds": 2}))
    curves = [[(0.9, 0.4), (0.8, 0.7)], [(0.5, 0.1), (0.8, 0.6)]]  # means of 0.7 and 0.8
    epochs = [
        samples.epoch(1, index, at, val_accuracy=found, val_f1=f1)._replace(kind="fold")
        for index, curve in enumerate(curves)
        for at, (found, f1) in enumerate(curve, 1)
    ]
    fits = [replace(samples.fit(1, index), kind=FitKind.FOLD) for index in (0, 1)]
    kept.write(study_id, Batch([samples.trial(1, 0.8)], fits, epochs))
    folded = StudyView(kept, study_id)
    assert analysis.kept_epochs(folded, [1]) == {1: 2}
    assert analysis.kept(folded, 1, [F1]) == pytest.approx({"f1": 0.65})


def test_tables_have_them_as_columns_blank_where_nothing_was_measured(view: StudyView) -> None:
    table = analysis.trial_table(view, measures=[F1])
    assert table["val_f1"] == [pytest.approx(0.5), None, None]
    rows = list(csv.DictReader(io.StringIO(export.trials_csv(view))))
    assert [row["val_f1"] for row in rows] == ["0.5", "", ""]
    assert [float(row["val_accuracy"] or 0) for row in rows] == pytest.approx([0.85, 0.7, 0])
    report = trial_table(view)
    assert ("val_f1", "Validation F1 (macro)") in report.columns
    texts = [cell.text for _, cells in report.rows for cell in cells if cell.column == "val_f1"]
    assert texts == ["0.5000", "–", "–"]

"""What a trial's model is like by every measure: by hand-computed numbers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.records import samples
from tuning import analysis, export
from tuning.export.report.trials import trial_table
from tuning.metrics import MEASURES
from tuning.store import Batch
from tuning.store.view import StudyView

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

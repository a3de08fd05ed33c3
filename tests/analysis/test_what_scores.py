"""Baselines and confirmations are trained beside the search, and count nowhere in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests import records
from tuning import analysis
from tuning.analysis import comparison
from tuning.export.records import study_json
from tuning.export.report import records as report
from tuning.store import Batch, EpochRecord
from tuning.store.timeline import Timeline
from tuning.store.view import StudyView
from tuning.study import FitKind


def told(view: StudyView) -> list[str]:
    """What figures, tables, the command line and a report say of the search."""
    line = Timeline(view)
    found: list[Any] = [
        vars(view.totals),
        view.epoch_times().tolist(),
        analysis.progress(view, now=records.START + 99),
        analysis.trial_table(view),
        analysis.curves(view, view.numbers),
        analysis.extents(view),
        analysis.timeline(view).fits.to_dict(),
        analysis.measured(view),
        comparison.trajectory(view).table.to_dict(),
        comparison.trajectory(view).epochs,
        [analysis.parts(view, number) for number in view.numbers],
        (line.fits, line.curves, line.length, line.seconds.tolist()),
        report.replayed(view),
        study_json(view)["trials"],
    ]
    return [repr(one) for one in found]


def test_baselines_and_confirmations_count_nowhere(tmp_path: Path) -> None:
    _, store = records.a_home(tmp_path)
    study = records.fill(store)
    view = StudyView(store, study)
    before = told(view)
    (fit, *_) = view.fits_of(view.study.best_number or 0)
    fits = [
        replace(fit, trial=0, kind=FitKind.BASELINE, started=records.START - 5),
        replace(fit, kind=FitKind.CONFIRMATION, started=records.START + 1e4, seconds=50.0),
    ]
    epochs = [
        EpochRecord(*fit.key, epoch, {"val_accuracy": 2.0, "val_f1": 2.0}, (fit.started or 0) + 1)
        for fit in fits
        for epoch in (1, 90)
    ]
    store.write(study, Batch(fits=fits, epochs=epochs))
    view.refresh()
    assert fits[0].key in view.fits
    assert fits[1].key not in view.fits
    assert told(view) == before
    assert told(StudyView(store, study)) == before

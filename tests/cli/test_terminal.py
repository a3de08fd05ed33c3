"""What the terminal says of a study while it runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.records.samples import bring, epoch, fit, spec, store, trial
from tuning.cli.terminal import Meter
from tuning.store import ENDING, Batch, EventRecord
from tuning.store.view import StudyView
from tuning.study import FitKind, StudyState, TrialState


def test_no_time_is_left_once_a_search_is_over_that_trained_less_than_planned(
    tmp_path: Path,
) -> None:
    kept = store(tmp_path)
    study_id = kept.create_study(spec())
    kept.set_state(study_id, StudyState.RUNNING)
    view = StudyView(kept, study_id)
    meter = Meter(view)

    def told(batch: Batch) -> str:
        kept.write(study_id, batch)
        view.refresh()
        return meter.sentence()

    running = trial(1, None, state=TrialState.RUNNING)
    told(Batch(trials=[running], fits=[fit(1)], epochs=[epoch(1, at=1)]))
    assert "fits 1/4" in (sentence := told(Batch(epochs=[epoch(1, at=2)])))
    assert "left" in sentence
    failed = trial(2, None, state=TrialState.FAILED)  # its epochs are never trained
    pairs = [(1, 1), (2, 0), (2, 1)]
    event = EventRecord(view.study.started or 0.0, ENDING, "the test rows")
    sentence = told(
        Batch(trials=[trial(1), failed], fits=[fit(*pair) for pair in pairs], events=[event])
    )
    assert sentence.endswith("ending: the test rows")
    assert "left" not in sentence
    bring(kept, study_id, StudyState.COMPLETED)
    sentence = told(Batch(fits=[replace(fit(1), kind=FitKind.REFIT)]))
    assert "fits 5/5" in sentence
    assert "left" not in sentence

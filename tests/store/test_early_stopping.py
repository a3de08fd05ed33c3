"""What early stopping saved, from the records of a study."""

from __future__ import annotations

from pathlib import Path

from tests.records.samples import epoch, finished, fit, store, trial
from tuning import export
from tuning.store import Batch, early_stopping
from tuning.store.view import StudyView
from tuning.study import FitState


def test_what_early_stopping_saved_is_counted_in_the_fits_that_ended(tmp_path: Path) -> None:
    kept = store(tmp_path)
    space = {"units": [16, 32], "epochs": 5}
    study = finished(kept, space=space, patience=1)
    promoted = {"until": 9, "continues": 1}
    kept.write(
        study,
        Batch(
            trials=[
                trial(0, values={"units": 16, "epochs": 5}),
                trial(1, values={"units": 32}, reason={"until": 3}),
                trial(2, values={"units": 32}, reason=promoted),
            ],
            fits=[fit(2, 0), fit(2, 1, state=FitState.RUNNING)],
            epochs=[epoch(2, 0, at) for at in (4, 5)],
        ),
    )
    found = early_stopping.saved(StudyView(kept, study))
    assert found is not None  # of 2 fits of 5 epochs, 2 of 3 and 1 of the 6 from 3 to 9, 2 each
    assert (found.epochs, found.planned) == (2 * 3 + 2 * 1 + 4, 2 * 5 + 2 * 3 + 6)
    assert found.text == "Early stopping saved 12 of 22 epochs."
    told = export.study_json(StudyView(kept, study))["early_stopping"]
    assert told == {"patience": 1, "epochs_saved": 12, "epochs_planned": 22}
    assert export.study_json(StudyView(kept, finished(kept)))["early_stopping"] is None
    kept.close()

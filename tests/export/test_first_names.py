"""Whoever proposed a trial stands in the study's own record, and in nothing else that is shared."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from tests import records
from tuning import export
from tuning.export.report import study_report
from tuning.settings import Settings
from tuning.store import Batch, Store, archive
from tuning.store.view import StudyView

NAME = "Rumpelstilz"


def test_a_first_name_is_in_the_study_s_file_alone(tmp_path: Path) -> None:
    settings, store = records.a_home(tmp_path / "home")
    study = records.fill(store, records.spec(4))
    own = {"text": "Proposed by hand.", "by_hand": True, "by": NAME}
    store.write(study, Batch(trials=[replace(t, reason=own) for t in store.trials(study)]))
    view = StudyView(store, study)
    assert NAME not in export.trials_csv(view)
    assert NAME not in json.dumps(export.study_json(view))
    assert NAME not in study_report(view)
    file = tmp_path / "study.zip"
    archive.pack(settings, study, file)
    other = Settings(home=tmp_path / "other")
    taken = archive.unpack(other, file)
    assert Store(other.store_path).trials(taken)[0].reason["by"] == NAME

"""What can be taken away of a study: its best model, its records, a script; where it can go."""

from __future__ import annotations

import json

import streamlit as st

from tuning import export
from tuning.errors import TuningError
from tuning.store.view import StudyView
from tuning.ui import context, reports
from tuning.ui.best import trackers
from tuning.ui.download import TRIALS, download


def render(view: StudyView) -> None:
    """The model, the records, a script, each made when it is asked for; the trackers."""
    study_id = view.study.id
    model = context.settings().models / str(study_id) / "best.keras"
    with st.container(horizontal=True):
        if model.exists():
            download(
                "Model (.keras)", model.read_bytes, f"study-{study_id}.keras", "Opens in Keras."
            )
        else:
            st.button(
                "Model (.keras)",
                icon=":material/download:",
                disabled=True,
                help="The model is kept when the study has completed.",
            )
        download(
            reports.TITLE,
            lambda: reports.of_a_study(view),
            f"study-{study_id}.html",
            reports.HELP,
        )
        download("Trials (CSV)", lambda: export.trials_csv(view), f"study-{study_id}.csv", TRIALS)
        download("Everything (JSON)", lambda: _json(view), f"study-{study_id}.json", _JSON)
        _script(view)
        trackers.render(view)


_JSON = "Every trial, every fit, every epoch."


def _json(view: StudyView) -> str:
    return json.dumps(export.study_json(view), indent=2)


def _script(view: StudyView) -> None:
    """Offered where one can be written."""
    try:
        text = export.script(view)
    except TuningError as error:
        st.button("Script (.py)", icon=":material/download:", disabled=True, help=str(error))
        return
    name = f"study-{view.study.id}.py"
    download("Script (.py)", lambda: text, name, "Plain Keras: trains this model again.")

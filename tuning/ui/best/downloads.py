"""What can be taken away of a study: its best model, its records, a script; where it can go."""

from __future__ import annotations

import json

import streamlit as st

from tuning import export
from tuning.errors import TuningError
from tuning.export import usage
from tuning.export.card import card
from tuning.export.package import package
from tuning.store.view import StudyView
from tuning.ui import context, reports, widgets
from tuning.ui.best import trackers
from tuning.ui.download import TRIALS, download

RAW = (
    "Opens in plain Keras and takes rows as they stand in the file, or images as they come; Use it "
    "shows how."
)
WITH_ALL = (
    "The model with its classes, columns, scores, versions and spec (model.json) and its card."
)
CARD = (
    "The model card, in Markdown: data, what was tried, how good it is and how sure, where it errs."
)
NOT_YET = "The model is kept when the study has completed."
_JSON = "Every trial, every fit, every epoch."


def render(view: StudyView) -> None:
    """The model, the records, a script, each made when it is asked for; the trackers."""
    study_id = view.study.id
    with st.container(horizontal=True):
        _model(view)
        download(
            reports.TITLE,
            lambda: reports.of_a_study(view),
            f"study-{study_id}.html",
            reports.HELP,
        )
        download("Trials (CSV)", lambda: export.trials_csv(view), f"study-{study_id}.csv", TRIALS)
        download("All (JSON)", lambda: _json(view), f"study-{study_id}.json", _JSON)
        _script(view)
        trackers.render(view)


def _model(view: StudyView) -> None:
    """The model's file, alone and with all that belongs to it, its card, and how it is used."""
    settings, name = context.settings(), f"study-{view.study.id}"
    try:
        path = usage.model_path(view, settings)
    except TuningError:
        for title in ("Model (.keras)", "Package (.zip)"):
            _none(title, NOT_YET)
        return
    is_raw = usage.takes_raw_rows(path)
    download("Model (.keras)", path.read_bytes, f"{name}.keras", RAW if is_raw else usage.PREPARED)
    try:
        code = usage.example(view.study.spec.data, settings, f"{name}.keras")
    except TuningError as error:
        for title in ("Package (.zip)", "Card (.md)"):
            _none(title, str(error))
        return
    download("Package (.zip)", lambda: package(view, settings), f"{name}.zip", WITH_ALL)
    download("Card (.md)", lambda: card(view, settings), f"{name}.md", CARD)
    _use(code if is_raw else "")


def _use(code: str) -> None:
    """A button that opens the lines of Python that use the model; none for an earlier one."""
    box = widgets.popover("Use it", "use-model", ":material/code:", width="content")
    if not box.open:
        return
    with box:
        if not code:
            st.caption(usage.PREPARED)
            return
        st.caption("With keras and tensorflow installed, and nothing of this app:")
        st.code(code, language="python", wrap_lines=True)


def _none(title: str, why: str) -> None:
    st.button(title, icon=":material/download:", disabled=True, help=widgets.plain(why))


def _json(view: StudyView) -> str:
    return json.dumps(export.study_json(view), indent=2)


def _script(view: StudyView) -> None:
    """Offered where one can be written."""
    try:
        text = export.script(view)
    except TuningError as error:
        _none("Script (.py)", str(error))
        return
    name = f"study-{view.study.id}.py"
    download("Script (.py)", lambda: text, name, "Plain Keras: trains this model again.")

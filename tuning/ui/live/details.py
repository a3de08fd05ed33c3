"""One trial on its page: its values, its fits and how far they lie apart, why it was tried."""

from __future__ import annotations

import streamlit as st

from tuning import analysis
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.ui import by_hand, commands, trial_fits, widgets
from tuning.ui.live import hand_form, why


def render(view: StudyView, number: int | None, height: int) -> None:
    """The trial that is chosen, or the best so far."""
    number = number if number is not None else view.study.best_number
    trial = view.trials.get(number) if number is not None else None
    if trial is None:
        widgets.head("Details", "of the trial that is chosen", level=3)
        widgets.waiting("Choose a trial in the table or click its line.", height)
        return
    with st.container(height=height + 40, border=False):
        what = "the best so far" if trial.number == view.study.best_number else ""
        widgets.head(f"Trial {trial.number}", what, level=3)
        so_far = analysis.scores_so_far(view).get(trial.number)
        score = f"{widgets.score(so_far)} so far" if so_far is not None else ""
        score = score or widgets.score(trial.score, trial.deviation)
        widgets.html(
            # Focusable, so that the details scroll by keyboard.
            f'<div tabindex="0" role="group" aria-label="Details of trial {trial.number}">'
            f"{widgets.state(trial.state)} &nbsp;{score}</div>"
        )
        widgets.error(trial.error)
        why.sentence(view, trial.number)
        settings = [s for s in analysis.settings_of(view, trial.number) if s.role != "default"]
        widgets.values([(s.title, s.text, s.role != "searched") for s in settings])
        trial_fits.render(view, trial.number, level=4)
        _clone(view, trial)


def _clone(view: StudyView, trial: TrialRecord) -> None:
    if view.was is not None or not hand_form.takes_trials(
        view.study, commands.shown_state(view.study)
    ):
        return
    st.button(
        "Clone with changes",
        icon=":material/content_copy:",
        key="clone",
        help="Fills the form above with these values, for a trial of your own.",
        on_click=hand_form.clone,
        args=(view.study.id, by_hand.start_values(view, trial.number)),
    )

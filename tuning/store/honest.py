"""How honest a study's winner is, whatever is known of it."""

from __future__ import annotations

from tuning.honesty import Honest, words
from tuning.store.records import StudyRecord
from tuning.store.view import StudyView
from tuning.study import StudyState


def honest_of(view: StudyView) -> Honest:
    """What the engine has reckoned; where that is nothing, the chosen score and why."""
    if view.honest is not None:
        return view.honest
    study = view.study
    return Honest(
        study.spec.objective.measure.name,
        chosen=study.best_score,
        missing=unreckoned(view.whole.study),
        trials=len(view.ranked),
        winner=study.best_number,
    )


def unreckoned(study: StudyRecord) -> str:
    """Why nothing is known of a study's winner, as a sentence."""
    if study.best_score is None:
        return words.NOTHING
    if study.state.is_active():
        return words.COMES
    return words.OLD if study.state is StudyState.COMPLETED else words.UNRECKONED

"""How honest a study's winner is, whatever is known of it."""

from __future__ import annotations

from tuning.honesty import Honest, words
from tuning.store.view import StudyView


def honest_of(view: StudyView) -> Honest:
    """What the engine has reckoned; where that is nothing, the chosen score and why."""
    if view.honest is not None:
        return view.honest
    study = view.study
    return Honest(
        study.spec.objective.measure.name,
        chosen=study.best_score,
        missing=words.COMES if view.whole.study.state.is_active() else words.OLD,
        trials=len(view.ranked),
        winner=study.best_number,
    )

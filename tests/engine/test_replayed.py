"""What a reader saw of a study as it ran is what its replay shows of that moment."""

from __future__ import annotations

from tests.engine.conftest import QUICK, Bench
from tests.waiting import wait_for
from tuning.store.moments import Moment, at
from tuning.store.view import StudyView
from tuning.study import FitKind


def trained(view: StudyView) -> dict[tuple[int, int], int]:
    """Epochs by trial and fit, the refit left out."""
    scored = {key: curve for key, curve in view.curves.items() if key[1] is not FitKind.REFIT}
    return {(key[0], key[2]): len(curve) for key, curve in scored.items() if curve}


def ended(view: StudyView) -> set[int]:
    return view.trials.keys() - view.unfinished.keys()


def test_a_study_is_replayed_as_it_was_seen_to_run(lone: Bench) -> None:
    strategy = {"name": "random_search", "max_trials": 4}
    study_id = lone.create(QUICK | {"strategy": strategy})
    runner, view = lone.start(study_id), StudyView(lone.store, study_id)
    seen: dict[int, tuple[dict[tuple[int, int], int], set[int]]] = {}

    def is_over() -> bool:
        if view.refresh() and view.totals.epochs:
            seen[view.totals.epochs] = trained(view), ended(view)
        return not runner.is_alive()

    wait_for(is_over, seconds=120)
    view = StudyView(lone.store, study_id)
    assert seen
    for epochs, (curves, trials) in seen.items():
        shown = at(view, Moment("epochs", epochs))
        assert trained(shown) == curves, epochs
        assert trials <= ended(shown)

"""A study that may train for so many seconds: cut in order, recorded, and resumed rightly."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.engine.conftest import QUICK, Bench
from tests.waiting import wait_for
from tuning.engine.books.ledger import Ledger
from tuning.engine.budget import Budget, used_up
from tuning.errors import InvalidInput, TuningError
from tuning.planning import files
from tuning.store import Batch
from tuning.store.view import StudyView
from tuning.study import FitKind, FitState, StudyState, TrialState

LONG = QUICK | {
    "strategy": {"name": "random_search", "max_trials": 500},
    "space": {"units": [4, 8], "learning_rate": {"type": "float", "low": 1e-3, "high": 1e-1}}
    | {"epochs": 60},
}


def told(bench: Bench, study_id: int) -> list[str]:
    return [event.text for event in bench.store.events(study_id) if event.kind == "budget"]


def check_cut(view: StudyView) -> None:
    """A study that was cut has its best and its test; what was under way is stopped."""
    assert view.study.state is StudyState.COMPLETED, view.study.error
    cut = [trial for trial in view.trials.values() if trial.state is TrialState.STOPPED]
    ended = [trial for trial in view.trials.values() if trial.state is TrialState.COMPLETED]
    assert len(ended) + len(cut) == len(view.trials) == view.study.trials_planned
    assert len(view.trials) < 20
    assert view.study.best_score == max(trial.score or 0.0 for trial in ended)
    assert 0 < view.study.test["accuracy"] <= 1
    assert view.study.epochs_planned == view.totals.epochs
    for fit in view.fits.values():
        trained = bool(view.curves.get(fit.key))
        assert fit.state.is_finished()
        assert not trained or (fit.seconds or 0.0) > 0, fit


@pytest.fixture
def by_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each trial that has ended counts as a second of training."""
    monkeypatch.setattr(Ledger, "training", lambda ledger: float(ledger.over))


@pytest.mark.usefixtures("by_trials")
def test_a_study_is_cut_and_has_its_best_model(bench: Bench) -> None:
    folds = {"method": "folds", "folds": 2}
    number = bench.create(LONG | {"training_seconds": 2, "evaluation": folds})
    view = bench.run(number)
    check_cut(view)
    refit = view.fits[view.study.best_number or 0, FitKind.REFIT, 0]
    assert refit.state is FitState.COMPLETED
    (why,) = told(bench, number)
    assert why.startswith("The 2 s of training are used up, so the search ends here: ")
    assert (bench.settings.models / str(number) / "best.keras").is_file()

    # Its engine dies before the test: the next one tests, and trains nothing more.
    bench.store.write(number, Batch(study={"state": "RUNNING", "test": {}}))
    again = bench.run(number)
    check_cut(again)
    assert again.fits == view.fits
    assert told(bench, number) == [why]


@pytest.mark.usefixtures("by_trials")
def test_one_that_is_stopped_before_goes_on_with_what_is_left(bench: Bench) -> None:
    number = bench.create(LONG | {"training_seconds": 4})
    runner = bench.start(number)
    bench.wait(number, lambda view: view.totals.completed > 0)
    runner.stop()
    wait_for(lambda: not runner.is_alive(), seconds=60)
    stopped = StudyView(bench.store, number)
    assert stopped.study.state is StudyState.STOPPED
    assert told(bench, number) == []
    view = bench.run(number)
    check_cut(view)
    for trial in stopped.trials.values():
        if trial.state is TrialState.COMPLETED:
            assert view.trials[trial.number].score == trial.score


@pytest.mark.usefixtures("by_trials")
def test_a_library_s_own_loop_is_cut_too(bench: Bench) -> None:
    grid = {"name": "grid_search_cv", "points": 100}
    number = bench.create(LONG | {"strategy": grid, "training_seconds": 2})
    check_cut(bench.run(number))
    assert len(told(bench, number)) == 1


def test_one_that_is_through_before_says_so(bench: Bench) -> None:
    number = bench.create(QUICK | {"training_seconds": 600})
    view = bench.run(number)
    assert view.study.state is StudyState.COMPLETED, view.study.error
    assert "The search ended by itself" in told(bench, number)[0]
    assert view.study.trials_finished == len(view.trials)


# -- the clock -----------------------------------------------------------------------------


def test_a_budget_is_cut_once_its_seconds_are_trained() -> None:
    trained, cut = [0.0], threading.Event()
    with Budget(5.0, lambda: trained[0], cut.set) as budget:
        assert not budget.is_used_up
        trained[0] = 5.0
        assert cut.wait(10)
    assert budget.is_used_up
    with Budget(5.0, lambda: 4.9, cut.clear):
        pass
    assert cut.is_set()


def test_without_a_limit_nothing_is_watched() -> None:
    with Budget(None, lambda: 1e9, pytest.fail) as budget:
        assert not budget.is_used_up


def test_why_a_search_was_cut() -> None:
    spec = files.parse(QUICK | {"training_seconds": 7.5})
    assert used_up(spec, 1, 2) == (
        "The 7.5 s of training are used up, so the search ends here: 1 trial had ended, 2 under "
        "way were cut."
    )
    assert used_up(spec, 12, 0).endswith("the search ends here: 12 trials had ended.")
    with pytest.raises(TuningError, match=r"No trial came to its end within 7\.5 s of training"):
        used_up(spec, 0, 3)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), 1e9, "long"])
def test_seconds_without_sense_are_refused(seconds: Any) -> None:
    with pytest.raises(InvalidInput, match="training_seconds"):
        files.parse(QUICK | {"training_seconds": seconds})

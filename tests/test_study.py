"""What a study is: the states of studies, the fits and epochs of a trial."""

from __future__ import annotations

from tests.records.samples import spec
from tuning import strategies
from tuning.study import Evaluation, FitKind, StudyState


def test_states_answer_questions() -> None:
    active = {state for state in StudyState if state.is_active()}
    assert active == {StudyState.QUEUED, StudyState.RUNNING, StudyState.STOPPING}
    assert not any(state.can_resume() for state in active)
    assert not StudyState.COMPLETED.can_resume()
    assert {s for s in StudyState if s.is_finished()} == {
        StudyState.COMPLETED,
        StudyState.STOPPED,
        StudyState.FAILED,
    }


def test_how_many_fits_score_a_trial() -> None:
    assert Evaluation(executions=3).fits == 3
    folds = Evaluation(method="folds", folds=4, executions=2)
    assert (folds.fits, folds.kind) == (8, FitKind.FOLD)


def test_the_most_epochs_of_a_fit() -> None:
    assert strategies.most_epochs(spec()) == 2
    assert strategies.most_epochs(spec(space={"units": [1, 2]})) == 5
    assert strategies.most_epochs(spec(space={"epochs": [3, 9]})) == 9

"""What is sent of a study, from its records alone, and what is not sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.export.trackers import readers
from tests.records.samples import epoch, finished, fit, spec, store, trial
from tuning import settings
from tuning.errors import TrackerTrouble
from tuning.export.trackers import Sending
from tuning.export.trackers.runs import group_of, run_of
from tuning.export.trackers.sending import since
from tuning.settings import Settings
from tuning.store import Batch, Store
from tuning.store.view import StudyView
from tuning.study import FitKind, StudyState, TrialState
from tuning.trackers import TRACKERS


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("MLFLOW_TRACKING_URI", "MLFLOW_TRACKING_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return settings.load(tmp_path).prepare()


@pytest.fixture
def kept(home: Settings) -> Iterator[Store]:
    opened = store(home.home)
    yield opened
    opened.close()


def test_a_run_has_the_score_with_its_spread_and_the_winner_its_test(kept: Store) -> None:
    view = StudyView(kept, finished(kept))
    loser, winner = run_of(view, 0), run_of(view, 1)
    assert loser.results == {"score": 0.8, "score_deviation": 0.1, "seconds": 3.0, "epochs": 4.0}
    assert loser.tags == ("random_search", "digits", "dense", "completed")
    assert winner.tags == (*loser.tags, "winner")
    assert winner.results["test_accuracy"] == 0.88
    assert [curve.label for curve in winner.curves] == ["execution-1", "execution-2"]
    group = group_of(view)
    assert group.name == "A sample"
    assert group.about["evaluation"] == "split, 2 fits a trial"
    assert len({group.key, loser.key, winner.key}) == 3
    kept.rename_study(view.study.id, "Another name")
    assert group_of(StudyView(kept, view.study.id)).key == group.key


def test_a_study_of_one_fit_a_trial_has_plain_names(kept: Store) -> None:
    study_id = kept.create_study(spec(evaluation={"executions": 1}))
    refit = replace(fit(), kind=FitKind.REFIT)
    kept.write(study_id, Batch([trial()], [fit(), refit], [epoch()]))
    first, again = run_of(StudyView(kept, study_id), 0).curves
    assert [curve.named("val_accuracy") for curve in (first, again)] == [
        "val_accuracy",
        "val_accuracy/refit",
    ]


def test_a_key_that_the_client_refuses_is_told_in_a_sentence(
    home: Settings, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANDB_API_KEY", "short")
    view = StudyView(kept, finished(kept))
    told = "Weights & Biases did not take the study, since the key was refused: "
    with pytest.raises(TrackerTrouble, match=told):
        Sending(view, TRACKERS["wandb"], home, online=True)


def curve_at(home: Settings, view: StudyView) -> list[list[tuple[int, float]]]:
    """Sends what is new to MLflow; the curves that it has then, one for each run."""
    view.refresh()
    sending = Sending(view, TRACKERS["mlflow"], home, online=False)
    sending.news()
    sending.close()
    runs = readers.mlflow_runs(f"sqlite:///{sending.folder / 'mlflow.sqlite'}")
    return [run.curves["val_accuracy"] for run in runs]


def test_a_fit_that_begins_again_is_sent_anew_and_nothing_twice(
    home: Settings, kept: Store
) -> None:
    study_id = kept.create_study(spec(evaluation={"executions": 1}))
    going = trial(0, None, state=TrialState.RUNNING)
    begun = [epoch(at=1, val_accuracy=0.8), epoch(at=2, val_accuracy=0.5)]
    kept.write(study_id, Batch([going], [fit()], begun, study={"state": StudyState.RUNNING}))
    view = StudyView(kept, study_id)
    assert curve_at(home, view) == [[(1, 0.8), (2, 0.5)]]
    again = Batch(fits=[fit(attempt=2)], restarted=[fit().key], epochs=[epoch(val_accuracy=0.6)])
    kept.write(study_id, again)
    assert curve_at(home, view) == [[(1, 0.6)]]
    kept.write(study_id, Batch(epochs=[epoch(at=2, val_accuracy=0.7)]))
    assert curve_at(home, view) == [[(1, 0.6), (2, 0.7)]]
    ledger = home.tracked / str(study_id) / "mlflow" / "sent.jsonl"
    with ledger.open("a") as file:
        file.write('{"run": "cut sho')
    assert curve_at(home, view) == [[(1, 0.6), (2, 0.7)]]
    ledger.unlink()  # nothing is known of what was sent
    assert curve_at(home, view) == [[(1, 0.6), (2, 0.7)]]


@pytest.mark.parametrize(
    ("words", "told"),
    [  # as the clients say it without a network, and with a key that is none
        ("CommError: context deadline exceeded: dial tcp: lookup api.wandb.ai: no such host", 1),
        ("ConnectionError: HTTPSConnectionPool(host='www.comet.com'): Max retries exceeded", 1),
        ("CommError: Failed to get resume status for run 6d401a: returned error 401: null", 0),
        ("CometRestApiException: POST … failed with status code 401: invalid api key", 0),
        ("AuthenticationError: WANDB_API_KEY invalid: API key must have 40+ characters", 0),
        ("RestException: INTERNAL_ERROR: Response: {'error': 'unauthorized'}", 0),
        ("OSError: [Errno 28] No space left on device", None),
    ],
)
def test_the_usual_troubles_are_told_in_plain_words(words: str, told: int | None) -> None:
    plain = (", since the key was refused", ", since its server cannot be reached")
    assert since(words) == ("" if told is None else plain[told])

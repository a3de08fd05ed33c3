"""Offline folders of the real clients, read back and compared with the store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.export.trackers import readers
from tests.export.trackers.conftest import KEY, Home, home_in
from tests.export.trackers.readers import Read
from tuning.store.view import StudyView
from tuning.study import FitKind, TrialState

TRACKERS = ("wandb", "comet", "mlflow")
TO = [word for name in TRACKERS for word in ("--to", name)]
ENV = {"WANDB_API_KEY": KEY, "COMET_API_KEY": KEY, "MLFLOW_TRACKING_TOKEN": KEY}
"""A key alone asks for no server."""
READERS: dict[str, Callable[[Path], list[Read]]] = {
    "wandb": readers.wandb_runs,
    "comet": readers.comet_runs,
    "mlflow": lambda folder: readers.mlflow_runs(f"sqlite:///{folder / 'mlflow.sqlite'}"),
}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A study with a trial that failed, sent to all three, and again."""
    home = home_in(tmp_path_factory.mktemp("sent") / "a home", failed=(1,))
    for told in ("3 sent now", "all of it was sent before"):
        code, out, error = home.send(*TO, **ENV, HOME=str(home.settings.home / "person"))
        assert (code, out.count(told)) == (0, 3), out + error
    return home


def curves_of(view: StudyView, number: int) -> dict[str, list[tuple[int, float]]]:
    """Every epoch of every fit, by metric and fit, as the store has them."""
    found: dict[str, list[tuple[int, float]]] = {}
    for fit in view.fits_of(number):
        label = "refit" if fit.kind is FitKind.REFIT else f"execution-{fit.index + 1}"
        for epoch in view.curves.get(fit.key, []):
            for name, value in epoch.metrics.items():
                found.setdefault(f"{name}/{label}", []).append((epoch.epoch, value))
    return found


@pytest.mark.parametrize("tracker", TRACKERS)
def test_what_is_read_back_is_what_the_store_has(sent: Home, tracker: str) -> None:
    view = sent.view
    runs = {read.name: read for read in READERS[tracker](sent.folder(tracker))}
    assert runs.keys() == {f"Trial {number}" for number in view.trials}
    assert {read.group for read in runs.values()} == {"Which optimizer?"}
    for number, trial in view.trials.items():
        read, wins = runs[f"Trial {number}"], number == view.study.best_number
        curves = {name: sorted(points) for name, points in read.curves.items()}
        assert curves == curves_of(view, number)
        values = {name: read.values[name] for name in trial.values}
        assert values == {name: str(value) for name, value in trial.values.items()}
        results = {"score": trial.score, "score_deviation": trial.deviation}
        tested = {f"test_{name}": value for name, value in view.study.test.items()} if wins else {}
        known = {name: value for name, value in (results | tested).items() if value is not None}
        assert {name: read.results[name] for name in known} == known
        assert ("score" in read.results) is (trial.state is TrialState.COMPLETED)
        state = trial.state.value.lower()
        assert read.tags >= {"random_search", "digits", "dense", state}
        assert ("winner" in read.tags, "best.keras" in read.files) == (wins, wins)


def test_no_file_has_a_key(sent: Home) -> None:
    assert sent.files_with("Which optimizer?"), "files are looked into"
    assert sent.files_with(KEY) == []

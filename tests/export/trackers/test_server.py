"""MLflow servers: one receives a study as it runs, one refuses, one never answers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.export.trackers import readers
from tests.export.trackers.conftest import KEY, Home, environment, home_in
from tests.export.trackers.test_offline import curves_of
from tests.records import a_home, leave_model
from tests.waiting import free_port, wait_for
from tuning.store import Batch
from tuning.study import FitKind, FitState, StudyState, TrialState


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of an MLflow server of this test's own."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    where = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    kept = ["--backend-store-uri", f"sqlite:///{tmp_path / 'server.sqlite'}"]
    files = ["--artifacts-destination", str(tmp_path / "files")]
    quiet = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "mlflow", "server", *where, *kept, *files],
            env=environment(**quiet),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_for(lambda: answers(address), seconds=120)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health").status_code == 200
    except httpx.HTTPError:
        return False


def half_of(folder: Path) -> tuple[Home, Batch]:
    """A study in the second epoch of its second trial, and what is still to come."""
    whole = home_in(folder / "whole").view
    settings, store = a_home(folder / "home")
    home = Home(settings, store, store.create_study(whole.study.spec))
    leave_model(settings, home.study_id)
    trials, fits = list(whole.trials.values()), list(whole.fits.values())
    epochs = [epoch for curve in whole.curves.values() for epoch in curve]
    columns = ("best_number", "best_score", "test", "finished")
    known = {name: getattr(whole.study, name) for name in columns}
    begun = [trials[0], replace(trials[1], state=TrialState.RUNNING, score=None, finished=None)]
    first = whole.fits[(1, FitKind.EXECUTION, 0)]
    trained = [e for e in epochs if (e.trial, e.kind) == (0, "execution")]
    half = [e for e in epochs if (e.trial, e.kind, e.index) == first.key][:2]
    store.write(
        home.study_id,
        Batch(
            trials=begun,
            fits=[*whole.fits_of(0)[:2], replace(first, state=FitState.RUNNING, score=None)],
            epochs=trained + half,
            study={"state": StudyState.RUNNING},
        ),
    )
    rest = [epoch for epoch in epochs if epoch not in trained + half]
    return home, Batch(trials, fits, rest, study=known | {"state": StudyState.COMPLETED})


def test_a_server_receives_a_study_as_it_runs(server: str, tmp_path: Path) -> None:
    home, ended = half_of(tmp_path)
    ends_with_us = ["--parent-pid", str(os.getpid())]
    to_server = {"MLFLOW_TRACKING_URI": server}
    follows = home.begin("--to", "mlflow", "--follow", *ends_with_us, **to_server)
    half = curves_of(home.view, 1)
    assert {len(points) for points in half.values()} == {2}

    def has_what_trains() -> bool:
        runs = {read.name: read for read in readers.mlflow_runs(server)}
        return len(runs) == 2 and dict(runs["Trial 1"].curves) == half

    wait_for(has_what_trains, seconds=60)
    assert follows.poll() is None
    home.store.write(home.study_id, ended)
    out, error = follows.communicate(timeout=120)
    assert (follows.returncode, f"at {server}." in out) == (0, True), out + error
    view = home.view
    runs = {read.name: read for read in readers.mlflow_runs(server)}
    assert {name: dict(read.curves) for name, read in runs.items()} == {
        f"Trial {number}": curves_of(view, number) for number in view.trials
    }
    scores = {f"Trial {n}": trial.score for n, trial in view.trials.items()}
    assert {name: read.results["score"] for name, read in runs.items()} == scores
    assert "best.keras" in runs[f"Trial {view.study.best_number}"].files
    assert home.told("mlflow") == [out.strip()]


@pytest.mark.long
def test_a_server_that_refuses_is_told_of_once_without_its_password(home: Home) -> None:
    address = f"127.0.0.1:{free_port()}"
    uri = {"MLFLOW_TRACKING_URI": f"http://student:{KEY}@{address}"}
    once = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"}
    code, _, error = home.send("--to", "mlflow", "--follow", **uri, **once)
    assert (code, error.count("\n"), KEY in error) == (1, 1, False), error
    (told,) = home.told("mlflow")
    assert told.startswith("MLflow did not take the study, since its server cannot be reached: ")
    assert f"track {home.study_id} --to mlflow" in told
    assert home.files_with(KEY) == []
    assert home.view.study.state is StudyState.COMPLETED


def test_a_server_that_never_answers_is_given_up(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        uri = f"http://127.0.0.1:{silent.getsockname()[1]}"
        options = ["--to", "mlflow", "--follow", "--patience", "1.5"]
        code, _, error = home.send(*options, MLFLOW_TRACKING_URI=uri)
    assert (code, error) == (1, "MLflow did not answer within 1.5 s.\n")
    (told,) = home.told("mlflow")
    assert told.startswith("MLflow did not answer within 1.5 s. The study is not touched by it.")

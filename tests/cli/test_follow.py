"""The command line with the real engine: a small study to its end, and one that is interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.waiting import wait_for
from tuning.settings import PROJECT
from tuning.store import Store

QUICK = "examples/digits_quick.toml"


def start(home: Path, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tuning", *map(str, arguments), "--home", str(home)],
        cwd=PROJECT,
        env=os.environ | {"TUNING_WORKERS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str], code: int) -> dict[str, Any]:
    """The one JSON object of a process that ends with this exit code."""
    out, err = process.communicate(timeout=200)
    assert process.returncode == code, err
    return dict(json.loads(out))


def test_a_small_study_from_its_file_to_its_model_and_its_tracker(tmp_path: Path) -> None:
    home, model, file = tmp_path / "home", tmp_path / "model.keras", tmp_path / "tracked.toml"
    file.write_text('track = ["mlflow"]\n' + (PROJECT / QUICK).read_text())
    data = ended(start(home, "run", file, "--json"), 0)
    assert data["study"]["state"] == "COMPLETED"
    fits = [fit for trial in data["trials"] for fit in trial["fits"]]
    assert [len(fit["epochs"]) for fit in fits] == [2, 2, 2]
    assert data["best"]["score"] == max(trial["score"] for trial in data["trials"])
    assert 0.3 < data["test"]["accuracy"] <= 1
    assert ended(start(home, "show", 1, "--json"), 0) == data

    (told,) = [each.text for each in Store(home / "studies.sqlite").events(1) if "MLf" in each.text]
    assert told.startswith("MLflow has 3 trials of study 1 (3 sent now), offline in ")

    export = start(home, "export", 1, "--format", "keras", "-o", model)
    assert export.wait(timeout=120) == 0
    opened = subprocess.run(
        [sys.executable, "-c", f"import keras; print(keras.saving.load_model({str(model)!r}))"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert opened.returncode == 0, opened.stderr


def test_an_interrupted_study_keeps_its_records_and_goes_on(tmp_path: Path) -> None:
    home = tmp_path / "home"
    arguments = ["run", QUICK, "--epochs", 60, "--max-trials", 2, "--json"]
    process = start(home, *arguments)
    wait_for((home / "studies.sqlite").exists)
    store = Store(home / "studies.sqlite")
    wait_for(lambda: len(store.epochs(1)) >= 3, 120)
    process.send_signal(signal.SIGINT)
    stopped = ended(process, 130)
    assert stopped["study"]["state"] == "STOPPED"
    epochs = [e for trial in stopped["trials"] for fit in trial["fits"] for e in fit["epochs"]]
    assert 3 <= len(epochs) < 120

    data = ended(start(home, "resume", 1, "--json"), 0)
    assert data["study"]["state"] == "COMPLETED"
    assert [len(fit["epochs"]) for trial in data["trials"] for fit in trial["fits"]] == [60, 60]
    before, after = stopped["trials"][0]["values"], data["trials"][0]["values"]
    assert before == after

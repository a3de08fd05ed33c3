"""The processes that send studies to trackers, as an engine has them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.waiting import wait_for
from tuning.processes import tracking
from tuning.processes.tracking import Tracking
from tuning.settings import Settings


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of sending, a process prints which study and tracker it has."""

    def command(home: Path, study_id: int, tracker: str) -> list[str]:
        return [sys.executable, "-S", "-c", f"print({study_id}, {tracker!r})"]

    monkeypatch.setattr(tracking, "track_command", command)


def test_a_process_for_each_tracker_with_a_log_each(place: Settings, said: None) -> None:
    processes = Tracking(place)
    processes.start(3, ["wandb", "mlflow"])

    def all_ended() -> bool:
        processes.forget_ended()
        return not processes.count

    wait_for(all_ended)
    logs = {name: place.tracked / "3" / f"{name}.log" for name in ("wandb", "mlflow")}
    assert {name: log.read_text() for name, log in logs.items()} == {
        "wandb": "3 wandb\n",
        "mlflow": "3 mlflow\n",
    }


def test_of_many_a_few_run_at_once_and_none_is_forgotten(
    place: Settings, said: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracking, "MOST", 1)
    processes = Tracking(place)
    processes.start(3, ["wandb"])
    processes.start(4, ["wandb"])
    second = place.tracked / "4" / "wandb.log"
    assert (processes.count, second.exists()) == (2, False)

    def all_ended() -> bool:
        processes.forget_ended()
        return not processes.count

    wait_for(all_ended)
    assert second.read_text() == "4 wandb\n"


def test_one_that_cannot_be_started_costs_nothing(
    place: Settings, said: None, caplog: pytest.LogCaptureFixture
) -> None:
    place.tracked.touch()  # where the folder should be
    processes = Tracking(place)
    processes.start(3, ["wandb"])
    assert processes.count == 0
    assert "Study 3 cannot be sent to wandb" in caplog.text


def test_it_is_told_whose_death_ends_it(place: Settings) -> None:
    command = tracking.track_command(place.home, 3, "wandb")
    assert command[command.index("--parent-pid") + 1] == str(os.getpid())

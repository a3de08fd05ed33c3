"""The supervisor, over tiny programs that stand in for the engine."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.waiting import is_alive, wait_for
from tuning.processes.engine import EngineState, EngineSupervisor, Pace, engine_command, log_path

QUICK = Pace(first_retry=0.05, longest_retry=0.2, stable_after=30, busy_retry=0.05, terminate=0.5)
RUNS = "import time; print('up', flush=True); time.sleep(60)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + RUNS


@contextmanager
def engine(home: Path, code: str, pace: Pace = QUICK) -> Iterator[EngineSupervisor]:
    supervisor = EngineSupervisor(home, command=[sys.executable, "-c", code], pace=pace)
    supervisor.start()
    try:
        yield supervisor
    finally:
        supervisor.close()


def says_up(supervisor: EngineSupervisor) -> bool:
    log = log_path(supervisor.home)
    return log.exists() and b"up" in log.read_bytes()


def test_the_engine_runs_until_closed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with engine(tmp_path / "new" / "home", RUNS) as supervisor:
        wait_for(lambda: says_up(supervisor))
        assert supervisor.state is EngineState.RUNNING
        assert caplog.messages == []
        pid = supervisor.pid
        assert pid is not None
    assert supervisor.state is EngineState.STOPPED
    assert not is_alive(pid)


def test_a_dead_engine_starts_again_and_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with engine(tmp_path, RUNS) as supervisor:
        wait_for(lambda: says_up(supervisor))
        first = supervisor.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: supervisor.pid not in (None, first))
        assert caplog.messages == ["The engine ended by signal 9: up"]


def test_the_wait_grows_between_failures(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pace = Pace(first_retry=0.05, longest_retry=60, stable_after=30)
    with engine(tmp_path, "import sys; print('start', flush=True); sys.exit('no GPU')", pace) as s:
        log = log_path(s.home)
        wait_for(lambda: log.exists() and log.read_text().count("start") >= 3)
        wait_for(lambda: s.state is EngineState.RESTARTING)
        assert caplog.messages[-1] == "The engine ended with code 1: no GPU"


def test_a_busy_home_is_no_error_and_is_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = tmp_path / "other-engine"
    other.touch()
    code = f"import os, sys; sys.exit(3) if os.path.exists({str(other)!r}) else None; {RUNS}"
    with engine(tmp_path, code) as supervisor:
        wait_for(lambda: supervisor.state is EngineState.ELSEWHERE)
        assert supervisor.state.serves()
        assert caplog.messages == []
        other.unlink()
        wait_for(lambda: says_up(supervisor))
        wait_for(lambda: supervisor.state is EngineState.RUNNING)


def test_a_deaf_engine_is_killed_with_what_it_started(tmp_path: Path) -> None:
    child = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; "
    child += "time.sleep(60)']); open('{}', 'w').write(str(p.pid)); ".format(tmp_path / "child")
    with engine(tmp_path, child + DEAF) as supervisor:
        wait_for(lambda: says_up(supervisor))
        pid = supervisor.pid
        assert pid is not None
    assert not is_alive(pid)
    wait_for(lambda: not is_alive(int((tmp_path / "child").read_text())))


def test_a_command_that_does_not_exist(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    supervisor = EngineSupervisor(tmp_path, command=[str(tmp_path / "nothing")], pace=QUICK)
    supervisor.start()
    wait_for(lambda: caplog.messages)
    assert supervisor.state is EngineState.RESTARTING
    supervisor.close()
    assert caplog.messages[0].startswith("The engine could not be started: ")


def test_a_long_log_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "engine.log").write_bytes(b"x" * 5_000_001)
    with engine(tmp_path, RUNS) as supervisor:
        wait_for(lambda: says_up(supervisor))
    assert (tmp_path / "engine.log.1").stat().st_size == 5_000_001


def test_the_command_names_home_and_parent(tmp_path: Path) -> None:
    assert engine_command(tmp_path)[1:] == [
        "-m",
        "tuning.engine",
        "--home",
        str(tmp_path),
        "--parent-pid",
        str(os.getpid()),
    ]


def test_the_engine_begins_once_what_comes_before_it_is_done(tmp_path: Path) -> None:
    may = threading.Event()
    supervisor = EngineSupervisor(tmp_path, command=[sys.executable, "-c", RUNS], pace=QUICK)
    supervisor.start(after=may.wait)
    try:
        assert supervisor.state is EngineState.STARTING
        assert supervisor.state.serves(), "a page says that it is starting, not that it is off"
        assert supervisor.pid is None
        may.set()
        wait_for(lambda: supervisor.pid is not None)
    finally:
        may.set()
        supervisor.close()
    assert supervisor.state is EngineState.STOPPED

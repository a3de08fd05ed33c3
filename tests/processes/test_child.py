"""A child process: how it ended, what it said last, and that nothing of it is left."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.waiting import is_alive, wait_for
from tuning.processes.child import Child, open_log

ECHO = "import sys; print('hears', flush=True); sys.stdin.buffer.read()"


def start(log: Path, code: str, *, talks: bool = False) -> Child:
    return Child([sys.executable, "-c", code], open_log(log), talks=talks)


@pytest.mark.parametrize(
    ("code", "how", "said"),
    [
        ("print('one'); print(' two ')", "with code 0", "two"),
        ("import sys; sys.exit('no luck')", "with code 1", "no luck"),
        ("import os; os.kill(os.getpid(), 9)", "by signal 9", ""),
        ("print('x' * 9000); print('last')", "with code 0", "last"),
    ],
)
def test_how_it_ended_and_what_it_said_last(tmp_path: Path, code: str, how: str, said: str) -> None:
    child = start(tmp_path / "child.log", code)
    assert child.wait(60)
    assert (child.how_it_ended(), child.last_line()) == (how, said)
    child.end(0)


def test_one_that_talks_ends_with_its_standard_input(tmp_path: Path) -> None:
    child = start(tmp_path / "child.log", ECHO, talks=True)
    assert child.output is not None
    assert child.output.readline() == b"hears\n"
    assert child.is_running()
    assert child.how_it_ended() == ""
    child.end(60)
    assert not is_alive(child.pid)
    assert (tmp_path / "child.log").read_bytes() == b""


def test_what_it_started_ends_with_it_even_after_it(tmp_path: Path) -> None:
    grandchild = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', "
    grandchild += "'import time; time.sleep(60)']).pid)"
    child = start(tmp_path / "child.log", grandchild)
    assert child.wait(60)
    left = int(child.last_line())
    assert is_alive(left)
    child.end(0)
    wait_for(lambda: not is_alive(left))

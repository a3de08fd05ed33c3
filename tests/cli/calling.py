"""Calls the command line in this process, with a stand-in for its engine and Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result

from tests.waiting import wait_for
from tuning.cli.commands import cli
from tuning.settings import Settings

STAND_IN = Path(__file__).parent / "stand_in_engine.py"


def command(how: str, home: Path) -> list[str]:
    return [sys.executable, str(STAND_IN), how, "--home", str(home)]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def one_line(result: Result) -> str:
    """Its only line on standard error; nothing must be on standard output."""
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr.strip()


@contextmanager
def someone_else_s_engine(place: Settings, how: str) -> Iterator[None]:
    with subprocess.Popen(command(how, place.home)) as process:
        wait_for((place.home / "serving").exists)
        try:
            yield
        finally:
            process.kill()


@contextmanager
def interrupted_when(*conditions: Callable[[], object]) -> Iterator[None]:
    """Ctrl-C each time that the next thing has come true."""

    def interrupt() -> None:
        for condition in conditions:
            wait_for(condition)
            os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    yield
    thread.join()

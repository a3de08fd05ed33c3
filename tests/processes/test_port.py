"""The check of a port before a start."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from tuning.processes.port import problem
from tuning.settings import PROJECT


def test_a_free_and_a_taken_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert problem(str(port)) == (
            f"Port {port} is taken: stop what runs there or choose another with PORT=…"
        )
    assert problem(str(port)) == ""


@pytest.mark.parametrize("port", ["", "abc", "0", "65536", "-1"])
def test_what_is_no_port(port: str) -> None:
    assert problem(port) == f"PORT must be a number from 1 to 65535, got {port!r}."


def test_it_runs_before_anything_is_installed() -> None:
    command = [sys.executable, "-S", "-m", "tuning.processes.port", "abc"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == problem("abc")

"""The check of a port before a start."""

from __future__ import annotations

import socket

import pytest

from tuning.processes.port import problem


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

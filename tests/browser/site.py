"""The real app on a port of its own, and a Chromium, for tests that need both."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import httpx
from playwright.sync_api import Browser, sync_playwright

from tests.waiting import free_port, wait_for

PROJECT = Path(__file__).resolve().parent.parent.parent
FINDER = PROJECT / "tests" / "browser" / "chromium.sh"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@cache
def chromium_path() -> str:
    """A Chromium of this machine; fails loudly where none can be had."""
    environment = os.environ | {"VENV_PYTHON": sys.executable}
    done = subprocess.run(
        ["sh", str(FINDER)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def running_app(home: Path) -> Iterator[str]:
    """A fresh server over `home`; yields its address, ends it and its engine after."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log = home / "web.log"
    home.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
            cwd=PROJECT,
            env=os.environ | {"TUNING_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )

    def is_up() -> bool:
        assert server.poll() is None, log.read_text()
        try:
            # Streamlit's own address: no page is shown by this, and no session begins.
            return httpx.get(f"{address}/_stcore/health", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    try:
        wait_for(is_up, 60)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()

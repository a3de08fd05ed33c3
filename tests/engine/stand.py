"""A Dask scheduler and workers in processes of their own, which know nothing of the project.

Each has its own working directory and home, and an environment without the project on its path.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.waiting import wait_for


@dataclass
class Stand:
    """One scheduler at an address, and the workers that were started for it."""

    folder: Path
    address: str = ""
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def scheduler(self) -> None:
        options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        self._start("scheduler", "dask_scheduler", options, {})
        known = re.compile(rb"Scheduler at: +(\S+)")
        wait_for(lambda: known.search(self.log("scheduler")), 60)
        (found,) = known.findall(self.log("scheduler"))
        self.address = found.decode()

    def worker(self, name: str, *options: str, libraries: Path | None = None) -> None:
        """`libraries`: a folder that comes first on its path."""
        path = {"PYTHONPATH": str(libraries)} if libraries else {}
        fixed = [self.address, "--nthreads", "1", "--no-dashboard", "--name", name]
        self._start(name, "dask_worker", [*fixed, *options], path)

    def log(self, name: str) -> bytes:
        return (self.folder / name / "log").read_bytes()

    def kill(self, name: str) -> None:
        """Ends a process and what it started, at once."""
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running.pop(name).wait()

    def close(self) -> None:
        for name in list(self.running):
            self.kill(name)

    def _start(self, name: str, module: str, options: list[str], path: dict[str, str]) -> None:
        home = self.folder / name
        home.mkdir()
        with (home / "log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *options],
                cwd=home,
                env={"HOME": str(home), "PATH": os.environ["PATH"], **path},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def other_version(folder: Path, library: str, version: str) -> Path:
    """A folder that makes Python believe in another version of a library."""
    told = folder / f"{library}-{version}.dist-info"
    told.mkdir(parents=True)
    text = f"Metadata-Version: 2.1\nName: {library}\nVersion: {version}\n"
    (told / "METADATA").write_text(text, encoding="utf-8")
    return folder

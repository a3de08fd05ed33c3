"""What a figure was taken on: the machine, the libraries, and how busy others kept it."""

from __future__ import annotations

import os
import platform
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import psutil  # type: ignore[import-untyped]

LIBRARIES = ("tensorflow", "keras", "keras-tuner", "scikit-learn", "scikeras", "streamlit", "dask")


def machine() -> dict[str, Any]:
    """The machine and the libraries, as they stand beside every figure."""
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _cpu() -> str:
    """The processor's name, where the system tells."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def tree(pid: int) -> list[psutil.Process]:
    """A process and all below it."""
    try:
        top = psutil.Process(pid)
        return [top, *top.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def cpu_seconds(pid: int) -> float:
    """Processor seconds that a process and all that live below it have used so far."""
    total = 0.0
    for process in tree(pid):
        try:
            times = process.cpu_times()
            total += times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return total


def own_cpu_seconds(pid: int) -> float:
    """Processor seconds of a process alone."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _busy() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.system + getattr(times, "nice", 0) + getattr(times, "steal", 0))


class Stretch(NamedTuple):
    """What a stopwatch read."""

    seconds: float
    cpu: float
    """Processor seconds of the process and all below it."""
    elsewhere: float
    """Cores that others kept busy in the mean."""


@dataclass
class Stopwatch:
    """Wall and processor seconds of a stretch, and how many cores others used meanwhile.

    A figure taken while others used much says little; it is printed beside every figure.
    """

    pid: int
    """The process that is measured, with all below it."""
    _began: float = field(default_factory=time.perf_counter)
    _busy: float = field(default_factory=_busy)
    _own: float = 0.0

    def __post_init__(self) -> None:
        self._own = cpu_seconds(self.pid)

    @property
    def seconds(self) -> float:
        """By the clock, so far."""
        return time.perf_counter() - self._began

    def read(self) -> Stretch:
        """What there is to say so far."""
        seconds = self.seconds
        own = cpu_seconds(self.pid) - self._own
        elsewhere = max(_busy() - self._busy - own, 0.0) / max(seconds, 1e-9)
        return Stretch(seconds, own, elsewhere)

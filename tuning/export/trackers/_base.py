"""What is sent to a tracker, and what a tracker's file must say, as data.

Every number comes from a `StudyView` by way of `runs.py`; no client is imported here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tuning.errors import InvalidInput
from tuning.space import Values
from tuning.store import EpochRecord
from tuning.study import TrialState

PROJECT = "tuning-studio"
"""The project at a tracker, where the client's own variables name none."""
EPOCH = "epoch"


@dataclass(frozen=True)
class Group:
    """A study, as the group of its trials' runs."""

    key: str
    """The same for the same study wherever its home is, of 32 hexadecimal digits."""
    name: str
    about: Mapping[str, str]
    """What is the same for all its trials: data, strategy, objective …"""


@dataclass(frozen=True)
class Curve:
    """The epochs of one fit."""

    label: str
    """Which fit of its trial (`fold-2`); empty where a trial has but one."""
    attempt: int
    epochs: tuple[EpochRecord, ...]

    def named(self, metric: str) -> str:
        return f"{metric}/{self.label}" if self.label else metric


Sent = Mapping[str, tuple[int, int]]
"""What was sent of a run's curves: by label, the fit's attempt and how many of its epochs."""


@dataclass(frozen=True)
class Run:
    """A trial, as a run."""

    key: str
    """As a group's."""
    number: int
    name: str
    why: str
    values: Values
    tags: tuple[str, ...]
    state: TrialState
    error: str | None
    started: float | None
    finished: float | None
    results: Mapping[str, float]
    """The score with its spread, seconds of training; of the winner, the test."""
    curves: tuple[Curve, ...]
    files: tuple[Path, ...] = ()
    """Of the winner: its model and the study's report."""

    def sent(self) -> dict[str, tuple[int, int]]:
        """What a tracker has of its curves once it has this run."""
        return {c.label: (c.attempt, len(c.epochs)) for c in self.curves}

    def goes_on_from(self, sent: Sent) -> bool:
        """Whether what was sent still stands: no fit has begun again since."""
        curves = {curve.label: curve for curve in self.curves}
        return all(
            label in curves and curves[label].attempt == attempt
            for label, (attempt, count) in sent.items()
            if count
        )

    def points(self, sent: Sent) -> Iterator[tuple[EpochRecord, dict[str, float]]]:
        """The epochs that are not among those `sent`, each with its metrics by name of fit."""
        for curve in self.curves:
            for epoch in curve.epochs[sent.get(curve.label, (0, 0))[1] :]:
                yield epoch, {curve.named(name): v for name, v in epoch.metrics.items()}


class Sender(Protocol):
    """A client at work for one study. Whatever it raises is the tracker's trouble."""

    def has(self, key: str) -> bool:
        """Whether the tracker has this run already, as far as that can be seen."""

    def send(self, run: Run, sent: Sent | None) -> None:
        """Sends a run, or what is new of it.

        `sent`: what the tracker has of its curves; None where it shall have the run anew, in
        place of what it may have of it.
        """

    def close(self) -> None:
        """Returns once everything is where it shall be."""


@dataclass(frozen=True)
class Adapter:
    """What a tracker's file says of its client."""

    live: bool
    """Whether it is sent epochs as they come, or each trial once it has ended."""
    quiet: Mapping[str, str]
    """Variables of the environment that its client reads as it is imported: no telemetry."""
    asks_online: Callable[[], bool]
    """Whether the client's own variables ask for its server."""
    target: Callable[[], str]
    """Which server and project are meant, told without a key. Raises InvalidInput, with what to
    do, where a key or an address is missing."""
    open: Callable[[Group, Path, bool], Sender]
    """A study, the folder for what stays here, whether to send it to the server."""
    next_step: Callable[[Path], str]
    """The client's own command for what is in the folder."""


def no_key(whose: str, variable: str, command: str) -> InvalidInput:
    """Why nothing can be sent to a server whose client knows no key, and what to do."""
    return InvalidInput(
        f"{whose} server needs a key, and there is none: set {variable}, or log in with "
        f"`{command}`."
    )


def project(variable: str) -> str:
    """The project that the client's own variable names, else ours."""
    return os.environ.get(variable) or PROJECT


def place(server: str, workspace: str, project: str) -> str:
    """Which server, workspace and project are meant, by the variables that name the first two."""
    named = [os.environ.get(variable, "") for variable in (server, workspace)]
    return "/".join([*filter(None, named), project])


def settings_of(run: Run, group: Group) -> dict[str, Any]:
    """What a run was made with: its values, and what it shares with the study's others."""
    return {**group.about, **run.values}

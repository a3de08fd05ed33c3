"""Sends a study to a tracker: what is new of it, by a ledger that stands beside what was sent.

All that was sent can be sent again: what the tracker has already is left as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from tuning.errors import TrackerTrouble, TuningError
from tuning.export.trackers._base import Adapter, Run, Sender, Sent
from tuning.export.trackers.runs import group_of, run_of
from tuning.settings import Settings
from tuning.store.view import StudyView
from tuning.study import StudyState, TrialState
from tuning.trackers import Tracker, check_installed

HIDDEN = "…"
MOST_LETTERS = 300
"""Of a client's own words."""
SINCE = {
    "the key was refused": r"\b(401|403)\b|unauthorized|forbidden|api.key",
    "its server cannot be reached": r"no such host|resol(ve|ution)|connect|max retries|timed out",
}
"""What the clients' words for the two usual troubles have, in any case of letters."""
Result = TypeVar("Result")
Around = Callable[[], AbstractContextManager[object]]


def adapter_of(tracker: Tracker) -> Adapter:
    """What the tracker's file says, its client kept quiet."""
    adapter: Adapter = import_module(f"{__package__}.{tracker.name}").ADAPTER
    for name, value in adapter.quiet.items():
        os.environ.setdefault(name, value)
    return adapter


def asks_online(tracker: Tracker) -> bool:
    """Whether the client's own variables ask for its server."""
    return adapter_of(tracker).asks_online()


class Sending:
    """One study on its way to one tracker. Every method may raise TrackerTrouble."""

    def __init__(
        self,
        view: StudyView,
        tracker: Tracker,
        settings: Settings,
        *,
        online: bool,
        around: Around = nullcontext,
    ) -> None:
        """`around` is entered for each call of the client's.

        Raises InvalidInput where the client is not installed, or the server is meant and a key or
        an address is missing; TrackerTrouble where the client itself refuses the key.
        """
        check_installed([tracker.name])
        self.view, self.tracker, self.online = view, tracker, online
        self._settings, self._around = settings, around
        self._adapter = adapter_of(tracker)
        if not online:  # a client that knows no key can write none down
            for name in tracker.secrets:
                os.environ.pop(name, None)
        self.target = self._call(self._adapter.target) if online else ""
        """The server, or nothing."""
        self.folder = settings.tracked / str(view.study.id) / (tracker.name + "-online" * online)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._ledger = Ledger(self.folder, self.target)
        self._sender: Sender | None = None
        self._settled: set[int] = set()

    @property
    def next_step(self) -> str:
        """The client's own command for what lies in the folder; nothing where it is sent."""
        return "" if self.online else self._adapter.next_step(self.folder)

    @property
    def count(self) -> int:
        """The trials that the tracker has."""
        return len(self._settled)

    def news(self) -> set[int]:
        """Sends what is new in the view; returns the trials of which something was."""
        best = self.view.study.best_number
        open_ = [n for n in self.view.numbers if n not in self._settled or n == best]
        return {number for number in open_ if self._send(number)}

    def close(self) -> None:
        """Returns once everything is where it shall be."""
        sender, self._sender = self._sender, None
        if sender is not None:
            self._call(sender.close)

    def _send(self, number: int) -> bool:
        """Whether anything of this trial was new."""
        trial = self.view.trials[number]
        ended = trial.state.is_finished()
        waits = trial.state is TrialState.WAITING and not self.view.epochs_of(number)
        if not ended and (waits or not self._adapter.live):
            return False
        # Made before the tracker's time runs: the report of a large study takes a minute.
        run = run_of(self.view, number, self._files(number))
        new = self._call(lambda: self._pushed(run))
        if ended:
            self._settled.add(number)
        return new

    def _pushed(self, run: Run) -> bool:
        if self._ledger.has(run) and self._client().has(run.key):
            return False
        self._client().send(run, self._ledger.sent(run))
        self._ledger.add(run)
        return True

    def _client(self) -> Sender:
        if self._sender is None:
            self._sender = self._adapter.open(group_of(self.view), self.folder, self.online)
        return self._sender

    def _files(self, number: int) -> list[Path]:
        """The winner's: its model, and the study's report."""
        study = self.view.study
        if study.state is not StudyState.COMPLETED or number != study.best_number:
            return []
        model = self._settings.models / str(study.id) / "best.keras"
        report = self.folder / "report.html"
        if not report.exists() or report.stat().st_mtime < (study.finished or 0.0):
            from tuning.export.report import study_report

            report.write_text(study_report(self.view, self._settings), encoding="utf-8")
        return [file for file in (model, report) if file.is_file()]

    def _call(self, call: Callable[[], Result]) -> Result:
        try:
            with self._around():
                return call()
        except TuningError:
            raise
        except Exception as error:
            why = hidden(f"{type(error).__name__}: {error}", self.tracker)
            told = f"{self.tracker.title} did not take the study{since(why)}"
            raise TrackerTrouble(f"{told}: {cut(why)}") from error


class Ledger:
    """What a target has, a line for each run that was sent; the last line of a run counts."""

    def __init__(self, folder: Path, target: str) -> None:
        digits = hashlib.sha256(target.encode()).hexdigest()[:8]
        self._path = folder / (f"sent-{digits}.jsonl" if target else "sent.jsonl")
        self._known: dict[str, tuple[str, Sent]] = {}
        if self._path.exists():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                self._read(line)

    def has(self, run: Run) -> bool:
        """Whether this run was sent as it is."""
        return run.key in self._known and self._known[run.key][0] == _digest(run)

    def sent(self, run: Run) -> Sent | None:
        """What was sent of its curves; None where that stands no more."""
        _, sent = self._known.get(run.key, ("", {}))
        return sent if run.goes_on_from(sent) else None

    def add(self, run: Run) -> None:
        self._known[run.key] = _digest(run), run.sent()
        line = {"run": run.key, "digest": _digest(run), "sent": run.sent()}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def _read(self, line: str) -> None:
        try:
            found = json.loads(line)
            sent = {label: (int(a), int(n)) for label, (a, n) in found["sent"].items()}
            self._known[found["run"]] = found["digest"], sent
        except (ValueError, KeyError):  # cut short as it was written: that run is sent again
            return


def _digest(run: Run) -> str:
    """Differs once anything of a run does."""
    files = [(file.name, file.stat().st_size) for file in run.files]
    known = (run.name, run.tags, run.state, run.error, sorted(run.results.items()))
    return hashlib.sha256(repr((known, sorted(run.sent().items()), files)).encode()).hexdigest()[
        :16
    ]


def since(why: str) -> str:
    """In plain words, why a client failed, where its own words tell."""
    for told, words in SINCE.items():
        if re.search(words, why, re.IGNORECASE):
            return f", since {told}"
    return ""


def cut(why: str) -> str:
    return why if len(why) <= MOST_LETTERS else f"{why[: MOST_LETTERS - 1]}…"


def hidden(text: str, tracker: Tracker) -> str:
    """A client's words without its keys, on one line."""
    secrets = [os.environ.get(name) for name in tracker.secrets]
    for value in os.environ.values():  # an address may have a password in it
        if "@" in value and "://" in value:
            secrets.append(urlsplit(value).password)
    for secret in filter(None, secrets):
        text = text.replace(secret, HIDDEN)
    return " ".join(text.split())

"""A real Chromium as a stopwatch: what the wire carries, and how long the page is busy."""

from __future__ import annotations

import base64
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.site import chromium

QUIET = 0.2
"""Seconds without a frame after which a tick is over."""
_LONG_TASKS = """
window.longTasks = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.longTasks.push(entry.duration);
}).observe({type: 'longtask', buffered: true});
"""


@dataclass
class Run:
    """One run of a page's script, whole or of some fragments."""

    fragments: tuple[str, ...]
    by_timer: bool
    """Whether a fragment's own timer asked for it; else a person, a widget or the run before it."""
    begun: float
    """When the browser asked for it, or when the run before it was over if that was later."""
    ended: float = 0.0
    received: int = 0

    @property
    def seconds(self) -> float:
        return max(self.ended - self.begun, 0.0)


@dataclass
class Tick:
    """What the page's ticking fragment asked for: its run, and what it had drawn anew after it."""

    runs: list[Run] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The server's part: from the question to the last word of the answer."""
        return sum(run.seconds for run in self.runs)

    @property
    def received(self) -> int:
        return sum(run.received for run in self.runs)


class Wire:
    """The frames between one page and its server, as the runs of a script."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.runs: dict[str, Run] = {}
        self._asked: dict[str, tuple[float, bool]] = {}
        self._count: Counter[str] = Counter()
        self._under_way: Run | None = None
        self._heard, self._free = 0.0, 0.0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.webSocketFrameSent", self._sent)
        session.on("Network.webSocketFrameReceived", self._received)

    @property
    def ticking(self) -> str:
        """The fragment that the page asks for most often."""
        return self._count.most_common(1)[0][0] if self._count else ""

    def _sent(self, frame: dict[str, Any]) -> None:
        message = BackMsg.FromString(payload(frame["response"]))
        if message.HasField("rerun_script"):
            fragment, by_timer = (
                message.rerun_script.fragment_id,
                message.rerun_script.is_auto_rerun,
            )
            self._asked.setdefault(fragment, (frame["timestamp"], by_timer))
            if by_timer:
                self._count[fragment] += 1

    def _received(self, frame: dict[str, Any]) -> None:
        data, at = payload(frame["response"]), frame["timestamp"]
        self._heard = time.monotonic()
        message = ForwardMsg.FromString(data)
        about = message.metadata.run
        if not about.script_run_id:  # an element of the run that is under way
            if self._under_way is not None:
                self._under_way.received += len(data)
            return
        run = self.runs.get(about.script_run_id)
        if run is None:
            fragments = tuple(about.fragment_ids)
            asked = [self._asked.pop(n) for n in fragments or ("",) if n in self._asked]
            begun, by_timer = min(asked, default=(self._free, False))
            run = Run(fragments, by_timer, max(begun, self._free))
            self.runs[about.script_run_id] = self._under_way = run
        run.received += len(data)
        if message.WhichOneof("type") == "script_finished":
            run.ended = self._free = at

    def ticks(self) -> list[Tick]:
        """Every finished tick so far; what other fragments asked for is left out."""
        found: list[Tick] = []
        for run in self.runs.values():
            if run.by_timer and run.fragments == (self.ticking,):
                found.append(Tick([run]))
            elif found and not run.by_timer:
                found[-1].runs.append(run)
        return [tick for tick in found if all(run.ended for run in tick.runs)]

    def news(self, seconds: float = 30) -> Tick:
        """Waits for the runs that something new asks for, until the page is quiet again."""
        before, end = len(self.runs), time.monotonic() + seconds
        while time.monotonic() < end:
            self.page.wait_for_timeout(20)
            runs = [run for run in [*self.runs.values()][before:] if not run.by_timer]
            quiet = time.monotonic() - self._heard > QUIET
            if quiet and runs and all(run.ended for run in runs):
                return Tick(runs)
        raise RuntimeError(f"The page did not hear of it within {seconds:.0f} s.")

    def timed(self) -> int:
        """How many runs a fragment's own timer has asked for so far."""
        return sum(run.by_timer for run in self.runs.values())

    def next_tick(self, seconds: float = 30) -> Tick:
        """Waits for one more tick, from its beginning to its end."""
        before, end = len(self.ticks()), time.monotonic() + seconds
        while time.monotonic() < end:
            self.page.wait_for_timeout(20)
            ticks = self.ticks()
            if len(ticks) > before and time.monotonic() - self._heard > QUIET:
                return ticks[before]
        raise RuntimeError(f"The page did not tick within {seconds:.0f} s.")


def payload(response: dict[str, Any]) -> bytes:
    """The bytes of one frame; binary ones come as base64."""
    data: str = response["payloadData"]
    return base64.b64decode(data) if response["opcode"] == 2 else data.encode()


def watched_page(browser: Browser, width: int = 1280) -> Page:
    """A fresh page, with a cache of its own, that notes its long tasks."""
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.add_init_script(_LONG_TASKS)
    return page


def longest_task(page: Page, forget: bool = True) -> float:
    """Seconds of the longest task so far; forgets them."""
    longest = page.evaluate("Math.max(0, ...window.longTasks)")
    if forget:
        page.evaluate("window.longTasks = []")
    return float(longest) / 1000


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium of this machine, software drawing."""
    with chromium() as opened:
        yield opened


__all__ = [
    "Run",
    "Tick",
    "Wire",
    "browser",
    "longest_task",
    "payload",
    "watched_page",
]

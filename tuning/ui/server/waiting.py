"""Everybody who waits for a miniature: one look at the store serves them all.

What blocks, the store, is asked in a thread. Each visitor gets lines of JSON: where they stand,
then the answer or why there is none. Must not import Streamlit.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tuning.errors import StoreUnavailable, TooManyWait
from tuning.learn import Asked, examples
from tuning.store import MiniatureRecord, MiniatureState, Store
from tuning.ui.server import readiness
from tuning.ui.server.store_thread import StoreThread

LOOK_SECONDS = 0.025
"""How often to look while somebody waits."""
MOST_SECONDS = 120.0
"""How long a visitor waits at most."""
WITHDRAWN = "This request was withdrawn: a newer one took its place, or the engine began anew."
log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Visitor:
    """Somebody who waits, and the lines for them."""

    number: int
    key: str
    asked: Asked
    lines: asyncio.Queue[tuple[str, bool]] = field(default_factory=asyncio.Queue)
    """Each with whether it is the last."""
    told: str = ""

    def tell(self, line: str, *, is_last: bool = False) -> None:
        """Adds a line, unless it says what the last one did."""
        if line != self.told:
            self.told = line
            self.lines.put_nowait((line, is_last))


class WaitingRoom:
    """One a process; everything in it belongs to the event loop, but for the store's calls."""

    def __init__(self, open_store: Callable[[], Store] | None = None) -> None:
        self._thread = StoreThread("miniatures", open_store)
        self._visitors: set[_Visitor] = set()
        self._looking: asyncio.Task[None] | None = None
        self._is_closed = False

    async def close(self) -> None:
        """Waits for the call that is under way; nobody is told anything any more."""
        self._is_closed = True
        if self._looking is not None:
            self._looking.cancel()
        await self._thread.close()

    async def wait(self, asked: Asked, visitor: str) -> AsyncIterator[str]:
        """The lines for one request; who stops reading withdraws it."""
        found = await self._enter(asked, visitor)
        if isinstance(found, str):
            yield found
            return
        mine = _Visitor(found, asked.key, asked)
        self._visitors.add(mine)
        self._look_on()
        is_last, until = False, time.monotonic() + MOST_SECONDS
        try:
            while not is_last:
                left = max(until - time.monotonic(), 0.0)
                line, is_last = await asyncio.wait_for(mine.lines.get(), left)
                yield line
        except TimeoutError:
            yield _refused(f"There was no answer within {MOST_SECONDS:.0f} seconds.")
        finally:
            self._visitors.discard(mine)
            if not is_last and not self._is_closed:
                self._thread.pool.submit(self._withdraw, [mine.number])

    async def _enter(self, asked: Asked, visitor: str) -> str | int:
        """As `_begin`; a visitor who goes away meanwhile leaves no request."""
        entering = self._thread.pool.submit(self._begin, asked, visitor)
        try:
            return await asyncio.wrap_future(entering)
        except (TooManyWait, StoreUnavailable) as error:
            return _refused(str(error))
        except asyncio.CancelledError:
            entering.add_done_callback(self._undo)
            raise

    def _look_on(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())

    async def _look(self) -> None:
        """Tells everybody what is new, as long as somebody waits."""
        while self._visitors:
            try:
                seen = await self._thread.run(
                    partial(self._see, {v.number: v.key for v in self._visitors})
                )
            except Exception:  # the store cannot be read now, say: they must not wait for ever
                log.exception("Miniatures cannot be looked at.")
                seen = None
            if seen is not None:
                for visitor in list(self._visitors):
                    seen.tell(visitor)
            await asyncio.sleep(LOOK_SECONDS)

    # -- in the thread ---------------------------------------------------------------------

    def _begin(self, asked: Asked, visitor: str) -> str | int:
        """The only line, where there is nothing to wait for; else the request's number."""
        store = self._thread.store()
        answer = store.miniature_answer(asked.key)
        if answer is not None:
            return _done(answer)
        why = readiness.trouble(store)
        if why:
            return _stored(asked, why)
        return store.ask_miniature(asked.key, asked.as_json(), visitor)

    def _undo(self, entered: concurrent.futures.Future[str | int]) -> None:
        if not entered.cancelled() and entered.exception() is None:
            number = entered.result()
            self._withdraw([number] if isinstance(number, int) else [])

    def _withdraw(self, numbers: list[int]) -> None:
        try:
            self._thread.store().withdraw_miniatures(numbers)
        except StoreUnavailable as error:
            log.warning("Requests could not be taken back: %s", error)

    def _see(self, waiting: dict[int, str]) -> _Seen | None:
        """What there is to tell these visitors (their numbers and keys); None: nothing new."""
        if not self._thread.is_due():
            return None
        store = self._thread.store()
        requests = store.open_miniatures()
        gone = {key for number, key in waiting.items() if number not in {r.id for r in requests}}
        answers = {key: store.miniature_answer(key) for key in gone}
        trouble = readiness.trouble(store)
        if trouble:
            self._withdraw([n for n, key in waiting.items() if not answers.get(key)])
        return _Seen(requests, answers, trouble)


class _Seen:
    """One look at the store, and what it means for each who waits."""

    def __init__(
        self,
        requests: list[MiniatureRecord],
        answers: dict[str, str | None],
        trouble: str,
    ) -> None:
        """`answers`: by key, of those whose requests are gone; `trouble`: the engine's."""
        self._answers, self._trouble = answers, trouble
        self._known = {request.id: request for request in requests}
        self._trains = {r.key for r in requests if r.state is MiniatureState.TRAINING}
        waiting = [r.key for r in requests if r.state is MiniatureState.WAITING]
        self._places = {key: place for place, key in enumerate(dict.fromkeys(waiting))}

    def tell(self, visitor: _Visitor) -> None:
        request = self._known.get(visitor.number)
        answer = self._answers.get(visitor.key)
        if answer is not None:
            visitor.tell(_done(answer), is_last=True)
        elif self._trouble:
            visitor.tell(_stored(visitor.asked, self._trouble), is_last=True)
        elif request is None and visitor.key in self._answers:
            visitor.tell(_refused(WITHDRAWN), is_last=True)
        elif request is None:
            pass  # it came after this look
        elif request.state is MiniatureState.FAILED:
            visitor.tell(_refused(request.why or ""), is_last=True)
        elif visitor.key in self._trains:
            visitor.tell(_line("training"))
        else:
            visitor.tell(_line("waiting", ahead=self._places[visitor.key]))


def _line(state: str, **more: Any) -> str:
    return json.dumps({"state": state, **more})


def _refused(why: str) -> str:
    return _line("refused", why=why)


def _done(answer: str) -> str:
    """`answer` is JSON already."""
    return f'{{"state": "done", "answer": {answer}}}'


def _stored(asked: Asked, why: str) -> str:
    example = examples.example(asked) or "null"
    return f'{{"state": "stored", "why": {json.dumps(why)}, "answer": {example}}}'

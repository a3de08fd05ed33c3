"""The route by which a form or a pad asks a best model: `POST /prediction`, one JSON object back.

422 with a sentence for what the model cannot take, 503 with one while nobody can answer. One look
at the store each few milliseconds, in a thread, serves all who wait: this process' event loop
serves every page. Whoever may look at a study may ask. Must not import Streamlit.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tuning.errors import InvalidInput, StoreUnavailable, TooManyWait, quoted
from tuning.store import PredictionRecord, PredictionState, Store
from tuning.store.statements import LARGEST_ID
from tuning.ui.server import asked, readiness
from tuning.ui.server.store_thread import StoreThread

URL = "/prediction"
MOST_BYTES = 2_000_000
"""What a request may be long: a row of the widest table, or an image as numbers."""
MOST_LETTERS = 100
"""Of the form of a date."""
LOOK_SECONDS = 0.02
"""How often to look while somebody waits."""
MOST_SECONDS = 30.0
"""How long a visitor waits at most."""
KINDS, MOST_ROWS = ("row", "rows", "image"), 100
"""What is asked: what the model says of a row or an image, or which columns decide it of rows."""
WITHDRAWN = "A newer request took the place of this one."
HEADERS = {"Cache-Control": "no-store"}
log = logging.getLogger(__name__)


class Told(NamedTuple):
    """What a visitor is answered."""

    status: int
    body: str
    """JSON."""


class PredictionRoute:
    """The route, and those who wait for their answers."""

    def __init__(self, open_store: Callable[[], Store] | None = None) -> None:
        self._thread = StoreThread("predictions", open_store)
        self._waiting: dict[int, asyncio.Future[Told]] = {}
        self._looking: asyncio.Task[None] | None = None

    def routes(self) -> list[BaseRoute]:
        return [Route(URL, self._answer, methods=["POST"])]

    async def close(self) -> None:
        """Waits for the call that is under way; nobody is told anything any more."""
        if self._looking is not None:
            self._looking.cancel()
        await self._thread.close()

    async def _answer(self, request: Request) -> Response:
        try:
            question = _read(await asked.body(request, "a prediction", MOST_BYTES))
            told = await self._wait(*question)
        except InvalidInput as error:
            told = _why(422, str(error))
        except (TooManyWait, StoreUnavailable) as error:
            told = _why(503, str(error))
        except ClientDisconnect:
            return Response(status_code=400)
        return Response(told.body, told.status, HEADERS, media_type="application/json")

    async def _wait(self, study_id: int, given: dict[str, Any], visitor: str) -> Told:
        found = await self._thread.run(lambda: self._begin(study_id, given, visitor))
        if isinstance(found, Told):
            return found
        mine = self._waiting[found] = asyncio.get_running_loop().create_future()
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            return await asyncio.wait_for(mine, MOST_SECONDS)
        except TimeoutError:
            return _why(503, f"There was no answer within {MOST_SECONDS:.0f} seconds.")
        finally:
            del self._waiting[found]
            if mine.cancelled():
                self._thread.pool.submit(self._withdraw, found)

    async def _look(self) -> None:
        """Tells everybody what is new, as long as somebody waits."""
        while self._waiting:
            numbers = list(self._waiting)
            try:
                told = await self._thread.run(partial(self._see, numbers))
            except Exception:  # the store cannot be read now, say: they must not wait for ever
                log.exception("Predictions cannot be looked at.")
                told = {}
            for number, answer in told.items():
                mine = self._waiting.get(number)
                if mine is not None and not mine.done():
                    mine.set_result(answer)
            await asyncio.sleep(LOOK_SECONDS)

    # -- in the thread ---------------------------------------------------------------------

    def _begin(self, study_id: int, given: dict[str, Any], visitor: str) -> Told | int:
        """The request's number; or the answer, where there is nothing to wait for."""
        store = self._thread.store()
        why = readiness.trouble(store)
        return _why(503, why) if why else store.ask_prediction(study_id, given, visitor)

    def _see(self, numbers: list[int]) -> dict[int, Told]:
        """The answers that there are, of those who wait."""
        if not self._thread.is_due():
            return {}
        store = self._thread.store()
        found = store.take_predictions(numbers)
        why = readiness.trouble(store)
        told = {number: _told(found.get(number), why) for number in numbers}
        return {number: answer for number, answer in told.items() if answer is not None}

    def _withdraw(self, number: int) -> None:
        try:
            self._thread.store().withdraw_predictions([number])
        except StoreUnavailable as error:
            log.warning("A request could not be taken back: %s", error)


def _told(record: PredictionRecord | None, trouble: str) -> Told | None:
    """What came of a request; None: nothing yet."""
    if record is None:
        return _why(409, WITHDRAWN)
    if record.state is PredictionState.DONE:
        return Told(200, record.answer or "")
    if record.state is PredictionState.FAILED:
        return _why(422, record.answer or "")
    return _why(503, trouble) if trouble else None


def _why(status: int, why: str) -> Told:
    return Told(status, json.dumps({"why": why}))


def _read(said: Any) -> tuple[int, dict[str, Any], str]:
    """The study, what is asked of its model, and who asks. Raises InvalidInput."""
    if not isinstance(said, dict):
        raise InvalidInput(f"A prediction is asked for by an object, got {quoted(said)}.")
    study = said.get("study")
    if type(study) is not int or not 0 <= study <= LARGEST_ID:
        raise InvalidInput(f"A study is named by its number, got {quoted(study)}.")
    visitor = asked.visitor(said)
    given = {kind: said[kind] for kind in KINDS if kind in said}
    if len(given) != 1:
        raise InvalidInput("A prediction is asked for by one of row, rows and image.")
    rows = given.get("rows", [None])
    if not (isinstance(rows, list) and 0 < len(rows) <= MOST_ROWS):
        raise InvalidInput(f"The rows are a list of 1 to {MOST_ROWS}, got {quoted(rows)}.")
    dates = said.get("dates", {})
    if not (isinstance(dates, dict) and all(map(_is_form, dates.values()))):
        raise InvalidInput(f"A date's form is a text as strftime takes it, got {quoted(dates)}.")
    return study, {**given, "dates": dates}, visitor


def _is_form(form: object) -> bool:
    return isinstance(form, str) and len(form) <= MOST_LETTERS

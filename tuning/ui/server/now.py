"""What browsers ask every so often: whether they show what there is, as a short text to compare.

It costs no run of a page, and one look into the store serves all browsers. Must not import
Streamlit.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tuning import settings
from tuning.errors import NotFound, StoreUnavailable
from tuning.store import Store

STUDY = "/now/study/"
GONE = "gone"
MOST_KEPT = 100


class Now:
    """The answer at one kind of address: `version(store, id)`, kept for `seconds`."""

    def __init__(self, version: Callable[[Store, int], str], seconds: float) -> None:
        self._version, self._seconds = version, seconds
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, int], tuple[float, str]] = {}

    def answer(self, request: Request) -> Response:
        """`{"version": …}`; `gone` for what is not there."""
        try:
            told = self._now(request.path_params["id"])
        except StoreUnavailable as error:
            return JSONResponse({"why": str(error)}, status_code=503)
        return JSONResponse({"version": told}, headers={"Cache-Control": "no-store"})

    def _now(self, number: int) -> str:
        path = str(settings.load().store_path)
        key = path, number
        with self._lock:
            at, told = self._kept.get(key, (0.0, ""))
            if time.monotonic() > at + self._seconds:
                told = self._version(_store(path), number)
                if len(self._kept) > MOST_KEPT:
                    self._kept.clear()
                self._kept[key] = (time.monotonic(), told)
        return told


@lru_cache(maxsize=4)
def _store(path: str) -> Store:
    return Store(path)


def _change(store: Store, study: int) -> str:
    """Another text after every write of a study."""
    try:
        return str(store.change(study))
    except NotFound:
        return GONE


def study_routes() -> list[BaseRoute]:
    return [Route(STUDY + "{id:int}", Now(_change, 0.1).answer)]

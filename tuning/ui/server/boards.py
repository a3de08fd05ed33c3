"""What every browser that shows a board asks each second: whether it shows what there is.

The answer is a short text that differs once something else is to be shown, so that a board at rest
costs no run of the page. Must not import Streamlit.
"""

from __future__ import annotations

import threading
import time
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tuning import settings
from tuning.errors import NotFound, StoreUnavailable
from tuning.store import EngineRecord, Store

URL = "/now/board/"
GONE = "gone"
KEPT_SECONDS = 0.3
"""For so long one look into the store serves all browsers."""
_lock = threading.Lock()
_kept: dict[tuple[str, int], tuple[float, str]] = {}


def version(store: Store, board_id: int) -> str:
    """Another text as soon as the board shows something else; `gone` once it is deleted."""
    try:
        told = store.board_version(board_id)
    except NotFound:
        return GONE
    return "-".join(map(str, (*told, _readiness(store.engine()))))


def _readiness(engine: EngineRecord | None) -> str:
    """What the board says of the engine."""
    if engine is None or not engine.is_alive():
        return "off"
    return f"{engine.state} {engine.trouble}"


def _now(board_id: int) -> str:
    path = settings.load().store_path
    key = str(path), board_id
    with _lock:
        at, told = _kept.get(key, (0.0, ""))
        if time.monotonic() > at + KEPT_SECONDS:
            told = version(_store(str(path)), board_id)
            if len(_kept) > 100:
                _kept.clear()
            _kept[key] = (time.monotonic(), told)
    return told


@lru_cache(maxsize=4)
def _store(path: str) -> Store:
    return Store(path)


def _answer(request: Request) -> Response:
    try:
        told = _now(request.path_params["board"])
    except StoreUnavailable as error:
        return JSONResponse({"why": str(error)}, status_code=503)
    return JSONResponse({"version": told}, headers={"Cache-Control": "no-store"})


def board_routes() -> list[BaseRoute]:
    return [Route(URL + "{board:int}", _answer)]

"""What every browser that shows a board asks each second: whether it shows what there is.

The answer is a short text that differs once something else is to be shown, so that a board at rest
costs no run of the page. Must not import Streamlit.
"""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from tuning.errors import NotFound
from tuning.store import EngineRecord, Store
from tuning.ui.server.now import GONE, Now

URL = "/now/board/"
KEPT_SECONDS = 0.3
"""For so long one look into the store serves all browsers."""


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


def board_routes() -> list[BaseRoute]:
    return [Route(URL + "{id:int}", Now(version, KEPT_SECONDS).answer)]

"""The route by which a lesson's miniature asks the engine: `POST /miniature`, lines of JSON back.

It waits for as many visitors as there are with one look at the store each few milliseconds, in a
thread: this process' event loop serves every page. Must not import Streamlit.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from tuning.errors import InvalidInput
from tuning.learn import Asked
from tuning.ui.server import asked
from tuning.ui.server.waiting import WaitingRoom

URL = "/miniature"
MOST_BYTES = 4096
"""What a request may be long."""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Encoding": "identity",  # a compressor would keep the first lines back
    "X-Accel-Buffering": "no",  # likewise a proxy
}


class MiniatureRoute:
    """The route, and the room in which its visitors wait."""

    def __init__(self, room: WaitingRoom | None = None) -> None:
        self._room = room or WaitingRoom()

    def routes(self) -> list[BaseRoute]:
        return [Route(URL, self._ask, methods=["POST"])]

    async def close(self) -> None:
        await self._room.close()

    async def _ask(self, request: Request) -> Response:
        try:
            said = await asked.body(request, "a miniature", MOST_BYTES)
            question, visitor = Asked.of(said), _visitor(said)
        except InvalidInput as error:
            return JSONResponse({"why": str(error)}, status_code=422)
        except ClientDisconnect:
            return Response(status_code=400)
        lines = _encoded(self._room.wait(question, visitor))
        return StreamingResponse(lines, media_type="application/x-ndjson", headers=HEADERS)


async def _encoded(lines: AsyncIterator[str]) -> AsyncIterator[bytes]:
    async for line in lines:
        yield f"{line}\n".encode()


def _visitor(said: dict[str, Any]) -> str:
    """Who asks; a question and a miniature of one page do not withdraw each other."""
    return f"{said['kind']} {asked.visitor(said)}"

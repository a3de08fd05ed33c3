"""Routes that put each study's TensorBoard under `/tensorboard/<study>/` of the app's own origin.

Owns forwarding requests and the page shown while a TensorBoard starts; starting and ending the
processes is `tuning.processes.tensorboard`'s. Must not import Streamlit, TensorBoard or TensorFlow.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from html import escape

import httpx
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from tuning.processes.tensorboard import PREFIX, BoardState, BoardStatus, TensorBoards

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

# Headers that belong to one connection and not to the message (RFC 9110, section 7.6.1).
HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# The app's own session and XSRF cookies are none of TensorBoard's business.
NOT_FORWARDED = HOP_BY_HOP | {"host", "cookie", "authorization", "content-length"}

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">{refresh}
<title>{title}</title><meta name="color-scheme" content="light dark"><style>
body {{ font: 16px/1.5 system-ui, sans-serif; display: grid; place-items: center; height: 100vh;
margin: 0; text-align: center }} h1 {{ font-size: 1.25rem; font-weight: 600; margin: 0 0 .5rem }}
p {{ margin: 0; opacity: .75 }}</style></head>
<body><main><h1>{title}</h1><p>{text}</p></main></body></html>"""


def _page(status: int, title: str, text: str, *, refresh: bool = False) -> HTMLResponse:
    # By script, because a meta refresh would drop the part of the address after the `#`.
    script = "<script>setTimeout(() => location.reload(), 700)</script>" if refresh else ""
    body = PAGE.format(refresh=script, title=escape(title), text=escape(text))
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": "1"} if refresh else {})
    return HTMLResponse(body, status_code=status, headers=headers)


def _query(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""


def _connection_headers(value: str) -> set[str]:
    return {name.strip().lower() for name in value.split(",") if name.strip()}


def _request_headers(request: Request) -> list[tuple[str, str]]:
    dropped = NOT_FORWARDED | _connection_headers(request.headers.get("connection", ""))
    return [(name, value) for name, value in request.headers.items() if name not in dropped]


def _response_headers(upstream: httpx.Response) -> Iterable[tuple[bytes, bytes]]:
    dropped = HOP_BY_HOP | _connection_headers(upstream.headers.get("connection", ""))
    for name, value in upstream.headers.raw:
        if name.decode("latin-1").lower() not in dropped:
            yield name.lower(), value


async def _body(upstream: httpx.Response) -> AsyncIterator[bytes]:
    try:
        # Raw: what TensorBoard compressed goes on as it is, with its own headers.
        async for chunk in upstream.aiter_raw():
            yield chunk
    finally:
        await upstream.aclose()


class TensorBoardProxy:
    """The routes, and the connections they hold."""

    def __init__(self, boards: TensorBoards) -> None:
        self._boards = boards
        # Without the environment's proxies: the other end is always on this machine.
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(60, connect=3), trust_env=False, follow_redirects=False
        )

    def routes(self) -> list[BaseRoute]:
        """Put these before the app's own routes."""
        return [
            Route(f"{PREFIX}/", self._to_page),
            Route(f"{PREFIX}/{{study_id:int}}", self._add_slash),
            Route(f"{PREFIX}/{{study_id:int}}/{{path:path}}", self._forward, methods=METHODS),
        ]

    async def close(self) -> None:
        await self._client.aclose()

    async def _to_page(self, request: Request) -> Response:
        """`/tensorboard/` -> the app's page `/tensorboard`."""
        return RedirectResponse(PREFIX + _query(request))

    async def _add_slash(self, request: Request) -> Response:
        return RedirectResponse(f"{PREFIX}/{request.path_params['study_id']}/{_query(request)}")

    async def _forward(self, request: Request) -> Response:
        study_id: int = request.path_params["study_id"]
        status = await run_in_threadpool(self._boards.open, study_id)
        if status.state is not BoardState.READY:
            return _not_ready(study_id, status)
        # The path as it was sent: decoding it and encoding it again would lose an escaped slash.
        path = (request.scope.get("raw_path") or request.url.path.encode()).split(b"?")[0]
        url = httpx.URL(status.address).copy_with(raw_path=path + _query(request).encode())
        try:
            upstream = await self._client.send(
                self._client.build_request(
                    request.method,
                    url,
                    headers=_request_headers(request),
                    content=await request.body(),
                ),
                stream=True,
            )
        except httpx.HTTPError:
            text = "TensorBoard did not answer. This page tries again by itself."
            return _page(502, "TensorBoard is not reachable", text, refresh=True)
        response = StreamingResponse(_body(upstream), upstream.status_code)
        response.raw_headers = list(_response_headers(upstream))
        return response


def _not_ready(study_id: int, status: BoardStatus) -> Response:
    if status.state is BoardState.ABSENT:
        text = f"Study {study_id} has written no event files yet, or does not exist."
        return _page(404, "Nothing to show", text)
    if status.state is BoardState.FAILED:
        return _page(503, "TensorBoard could not start", status.reason, refresh=True)
    text = f"It reads the event files of study {study_id}. This takes a second or two."
    return _page(503, "TensorBoard is starting", text, refresh=True)

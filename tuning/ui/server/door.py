"""The key of a home: whoever comes with `?key=…` gets a cookie for it, and an address without it.

Works before any page: the key is in no address that the browser keeps, and no script, log or
page sees it. Must not import Streamlit.
"""

from __future__ import annotations

import hmac
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tuning import settings

KEY, COOKIE = "key", "tuning-key"
A_TERM = 180 * 24 * 3600
"""Seconds that a browser keeps it."""


def token(key: str) -> str:
    """What the cookie holds: it opens like the key, but does not tell it."""
    return hmac.digest(key.encode(), b"tuning studio: may change", "sha256").hex()


def opens(key: str, shown: str) -> bool:
    """Whether a cookie shows the key."""
    return hmac.compare_digest(token(key).encode(), shown.encode())


class Door:
    """Answers each address that has a `key` in it; all others go on to the app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and KEY in QueryParams(scope.get("query_string", b"")):
            await _answer(scope)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _answer(scope: Scope) -> RedirectResponse:
    """Back to the same address without the key; with the cookie, if that is the home's."""
    query = scope["query_string"].decode("latin-1")
    pairs = parse_qsl(query, keep_blank_values=True)
    given = next(value for name, value in reversed(pairs) if name == KEY)
    rest = urlencode([(name, value) for name, value in pairs if name != KEY])
    # The path alone: a proxy on the way knows this host by another name.
    path = "/" + scope["path"].lstrip("/\\")
    response = RedirectResponse(f"{path}?{rest}" if rest else path, status_code=303)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    key = settings.load().key
    if key and hmac.compare_digest(key.encode(), given.encode()):
        secure = scope.get("scheme") == "https"
        response.set_cookie(
            COOKIE, token(key), max_age=A_TERM, httponly=True, samesite="lax", secure=secure
        )
    return response

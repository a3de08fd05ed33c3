"""The app's own routes: Plotly's JavaScript, and the components' own files.

Must not import Streamlit, Plotly (1.7 s, and only its packaged file is wanted) or TensorFlow.
"""

from __future__ import annotations

import gzip
from functools import cache

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from tuning import browser
from tuning.browser.plotly import plotly_script
from tuning.ui.components import assets

A_YEAR = "public, max-age=31536000"


def _plotly(request: Request) -> Response:
    """In a thread: the first answer takes a third of a second."""
    try:
        script = _packed_plotly()
    except FileNotFoundError as error:
        return PlainTextResponse(str(error), status_code=404)
    # Without a version in the address the browser asks again each hour.
    lasting = A_YEAR + ", immutable" if "v" in request.query_params else "public, max-age=3600"
    headers = {"Cache-Control": lasting, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(script, media_type="text/javascript", headers=headers)


@cache
def _packed_plotly() -> bytes:
    """Packed once, as every browser takes it, and not for each of them."""
    return gzip.compress(plotly_script().encode(), 6, mtime=0)


async def _component(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in browser.names():
        return PlainTextResponse("There is no such file.", status_code=404)
    path = browser.FOLDER / name
    # Only the present version may be kept: an older page may still ask for another.
    is_present = request.path_params["version"] == browser.version()
    headers = {"Cache-Control": A_YEAR + ", immutable" if is_present else "no-cache"}
    return FileResponse(path, media_type=browser.SUFFIXES[path.suffix], headers=headers)


def asset_routes() -> list[BaseRoute]:
    """Plotly's script, and the files of the components."""
    return [
        Route(assets.PLOTLY_URL, _plotly),
        Route(assets.URL + "{version}/{name:path}", _component),
    ]

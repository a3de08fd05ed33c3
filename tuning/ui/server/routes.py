"""The app's own routes: the TensorBoard proxy, Plotly's JavaScript, the components' own files.

Must not import Streamlit, Plotly (1.7 s, and only its packaged file is wanted) or TensorFlow.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from tuning.ui.components import assets

PLOTLY_URL = "/assets/plotly.min.js"
A_YEAR = "public, max-age=31536000"


@cache
def plotly_file() -> Path:
    """Where the installed plotly package keeps its JavaScript."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package plotly is not installed.")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


@cache
def plotly_url() -> str:
    """The address of this version's file: a browser may keep it for good."""
    stat = plotly_file().stat()
    return f"{PLOTLY_URL}?v={stat.st_size:x}-{int(stat.st_mtime):x}"


async def _plotly(request: Request) -> Response:
    try:
        path = plotly_file()
    except FileNotFoundError as error:
        return PlainTextResponse(str(error), status_code=404)
    # Without a version in the address the browser asks again each hour (and gets a 304).
    lasting = A_YEAR + ", immutable" if "v" in request.query_params else "public, max-age=3600"
    headers = {"Cache-Control": lasting}
    return FileResponse(path, media_type="text/javascript", headers=headers)


async def _component(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in assets.names():
        return PlainTextResponse("There is no such file.", status_code=404)
    path = assets.FOLDER / name
    # Only the version that the page asked for may be kept: the file may have changed since.
    is_asked = str(request.url).endswith(assets.address(name))
    headers = {"Cache-Control": A_YEAR + ", immutable" if is_asked else "no-cache"}
    return FileResponse(path, media_type=assets.SUFFIXES[path.suffix], headers=headers)


def asset_routes() -> list[BaseRoute]:
    return [Route(PLOTLY_URL, _plotly), Route(assets.URL + "{name}", _component)]

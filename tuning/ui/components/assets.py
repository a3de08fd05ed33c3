"""The addresses, on the app's own server, of the files that run in the browser.

A component sends its script with every change of its data. Here that is a few lines, which load
the component's modules. Their address has a folder that is named after the content of all of them:
a module imports another relative to itself, and so within the same version, and a browser may keep
each for good. Must not import Streamlit or Plotly, so that the server's routes can be built without
them.
"""

from __future__ import annotations

import re
from functools import cache

from tuning import browser
from tuning.browser import plotly

URL = "/assets/components/"
PLOTLY_URL = "/assets/plotly.min.js"

_LOADER = """const l=import(document.location.origin+"{load}");
export default(it)=>{{const end=l.then((m)=>m.default(it,"{name}"));
end.catch(()=>it.parentElement.textContent="Could not be loaded. Reload the page.");
return()=>end.then((f)=>f())}};"""


def loader(name: str) -> str:
    """The script that loads a component's script and its style sheet, by the name of its folder.

    Streamlit sends it with every message to each component, so that it is short.
    """
    return _LOADER.format(load=address("load.js"), name=name)


def address(name: str) -> str:
    """A file's address in the present version."""
    return f"{URL}{browser.version()}/{name}"


@cache
def plotly_url() -> str:
    """The address of this version's script: a browser may keep it for good."""
    stat = plotly.plotly_file().stat()
    return f"{PLOTLY_URL}?v={stat.st_size:x}-{int(stat.st_mtime):x}-{'-'.join(plotly.TRACES)}"


def picture_name(key: str) -> str:
    """What a picture of the drawing with this key is called: `curves-12` is `study-12-curves`."""
    found = re.fullmatch(r"(.+)-(\d+)", key)
    return f"study-{found[2]}-{found[1]}" if found else key

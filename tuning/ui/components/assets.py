"""The files that run in the browser, and their addresses on the app's own server.

A component sends its script with every change of its data. Here that is a few lines, which load
the component's modules. Their address has a folder that is named after the content of all of them:
a module imports another relative to itself, and so within the same version, and a browser may keep
each for good. Must not import Streamlit or Plotly, so that the server's routes can be built without
them.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FOLDER = Path(__file__).parent / "browser"
URL = "/assets/components/"
PLOTLY_URL = "/assets/plotly.min.js"
SUFFIXES = {".js": "text/javascript", ".css": "text/css"}

_LOADER = """
const ready = import(document.location.origin + "{load}").then((m) => m.default("{js}", "{css}"));
export default function (component) {{
  let gone = false;
  let leave;
  ready
    .then((draw) => {{ if (!gone) leave = draw(component); }})
    .catch((error) => {{
      console.error(error);
      component.parentElement.textContent = "Could not be loaded. Reload the page to try again.";
    }});
  return () => {{
    gone = true;
    leave?.();
  }};
}}
"""


def loader(name: str) -> str:
    """The script that loads a component's script and its style sheet, by the name of its folder."""
    load, js, css = map(address, ("load.js", f"{name}/index.js", f"{name}/style.css"))
    return _LOADER.format(load=load, js=js, css=css)


def address(name: str) -> str:
    """A file's address in the present version."""
    return f"{URL}{version()}/{name}"


@cache
def version() -> str:
    """Changes with any of the files."""
    digest = hashlib.sha256()
    for name in sorted(names()):
        digest.update(name.encode() + b"\0" + (FOLDER / name).read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def names() -> frozenset[str]:
    """The files that may be asked for, by their paths in the folder."""
    files = (path for path in FOLDER.rglob("*") if path.suffix in SUFFIXES)
    return frozenset(path.relative_to(FOLDER).as_posix() for path in files)


@cache
def plotly_file() -> Path:
    """Where the installed plotly package keeps its JavaScript; the package is not imported."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package plotly is not installed.")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


@cache
def plotly_url() -> str:
    """The address of this version's file: a browser may keep it for good."""
    stat = plotly_file().stat()
    return f"{PLOTLY_URL}?v={stat.st_size:x}-{int(stat.st_mtime):x}"

"""The components' scripts and style sheets as files of the app's own server.

A component sends its script with every change of its data. Here that is a few lines, which load
the file under an address of its version: a browser fetches it once and keeps it for good.
Must not import Streamlit, so that the server's routes can be built without it.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
URL = "/assets/live/"
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
    """The script that loads a component's script and its style sheet."""
    load, js, css = map(address, ("load.js", f"{name}.js", f"{name}.css"))
    return _LOADER.format(load=load, js=js, css=css)


@cache
def address(name: str) -> str:
    """A file's address, which changes with the file."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    return f"{URL}{name}?v={digest[:12]}"


def names() -> frozenset[str]:
    """The files that may be asked for."""
    return frozenset(path.name for path in FOLDER.iterdir() if path.suffix in SUFFIXES)

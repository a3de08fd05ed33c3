"""What draws in a browser: JavaScript modules and style sheets; `plotly` has Plotly's.

The app's components load them from the app's server (`tuning.ui.components`), a report carries
them with it (`tuning.export.report`). Colours and fonts come from the CSS variables of Streamlit's
theme, which whoever shows a drawing has to set. Imports nothing of the project.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
SUFFIXES = {".js": "text/javascript", ".css": "text/css"}


def names() -> frozenset[str]:
    """The files, by their paths in the folder."""
    files = (path for path in FOLDER.rglob("*") if path.suffix in SUFFIXES)
    return frozenset(path.relative_to(FOLDER).as_posix() for path in files)


@cache
def version() -> str:
    """Changes with any of the files."""
    digest = hashlib.sha256()
    for name in sorted(names()):
        digest.update(name.encode() + b"\0" + (FOLDER / name).read_bytes() + b"\0")
    return digest.hexdigest()[:12]

"""A report as one HTML file: the template, the browser's modules and the data, all within it.

Texts go through Jinja's escaping, data through gzip and base64: nothing of a person's can become
markup or script. The page asks no address for anything, and says so to the browser.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from tuning import browser
from tuning.browser.plotly import plotly_script
from tuning.export.records import json_safe

PAGE = Path(__file__).parent / "page"
DRAWN = ("cards", "figure", "parallel_coordinates", "player", "scale", "trial_legend")
"""The folders of `tuning/browser/` that a report draws with."""
_RELATIVE = re.compile(r'(?<=from ")(\.{1,2}/[^"]+)(?=";)')


def document(template: str, data: dict[str, Any], **shown: Any) -> str:
    """The file's text. `data` is what its scripts get, `shown` what the template shows."""
    return (
        _environment()
        .get_template(template)
        .render(
            **shown,
            style=Markup(_styles()),
            modules=Markup(json.dumps({"imports": _modules()})),
            packed=Markup(_packed(json.dumps(json_safe(data), separators=(",", ":")).encode())),
            plotly=Markup(_plotly()),
        )
    )


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(PAGE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, mtime=0)).decode()


@cache
def _plotly() -> str:
    """Raises FileNotFoundError where Plotly is not installed."""
    return _packed(plotly_script().encode())


@cache
def _styles() -> str:
    shared = (browser.FOLDER / name / "style.css" for name in DRAWN)
    texts = [path.read_text(encoding="utf-8") for path in (*shared, PAGE / "style.css")]
    return "\n".join(texts)


@cache
def _modules() -> dict[str, str]:
    """By name, every module as an address that holds it: a page from a disk can import no other."""
    own = {f"page/{path.name}": path for path in PAGE.glob("*.js")}
    shared = {f"browser/{n}": browser.FOLDER / n for n in browser.names() if n.endswith(".js")}
    return {name: _address(name, path) for name, path in {**own, **shared}.items()}


def _address(name: str, path: Path) -> str:
    """Its imports are by name: what is in an address has no place that others are relative to."""
    folder = Path("/", name).parent

    def named(found: re.Match[str]) -> str:
        return str((folder / found[0]).resolve().relative_to("/"))

    text = _RELATIVE.sub(named, path.read_text(encoding="utf-8"))
    return f"data:text/javascript;base64,{base64.b64encode(text.encode()).decode()}"

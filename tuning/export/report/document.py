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
from tuning.export.report.packing import packed

PAGE = Path(__file__).parent / "page"
DRAWN = ("cards", "controls", "figure", "parallel_coordinates", "player", "scale", "trial_legend")
"""The folders of `tuning/browser/` that a report draws with."""
_IMPORTED = re.compile(r'(?:from|import) "((?:page|browser)/[^"]+)";')
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
            packed=Markup(compressed(packed(data))),
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


def compressed(text: str) -> str:
    """As the page carries it: base64 of gzip."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


@cache
def _plotly() -> str:
    """Raises FileNotFoundError where Plotly is not installed."""
    return compressed(plotly_script())


@cache
def _styles() -> str:
    shared = (browser.FOLDER / name / "style.css" for name in DRAWN)
    texts = [path.read_text(encoding="utf-8") for path in (*shared, PAGE / "style.css")]
    return "\n".join(texts)


@cache
def _modules() -> dict[str, str]:
    """By name, every module that the page needs as an address that holds it: a page from a disk can
    import no other."""
    texts: dict[str, str] = {}
    _gather("page/main.js", texts)
    return {name: _address(text) for name, text in sorted(texts.items())}


def _gather(name: str, texts: dict[str, str]) -> None:
    """Adds a module and those that it imports. Imports are by name: what is in an address has no
    place that others are relative to."""
    folder = Path("/", name).parent

    def named(found: re.Match[str]) -> str:
        return str((folder / found[0]).resolve().relative_to("/"))

    root, _, rest = name.partition("/")
    path = PAGE / rest if root == "page" else browser.FOLDER / rest
    texts[name] = _RELATIVE.sub(named, path.read_text(encoding="utf-8"))
    for other in _IMPORTED.findall(texts[name]):
        if other not in texts:
            _gather(other, texts)


def _address(text: str) -> str:
    return f"data:text/javascript;base64,{base64.b64encode(text.encode()).decode()}"

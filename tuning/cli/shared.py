"""What the commands have in common: options, the store of a home, what is printed."""

from __future__ import annotations

import json
import os
from typing import Any

import click

from tuning import settings
from tuning.errors import NotFound
from tuning.settings import Settings
from tuning.store import Store


def _one_home(_context: click.Context, _option: click.Parameter, home: str | None) -> str | None:
    """Everything in this process that asks for the home gets this one."""
    if home is not None:
        os.environ["TUNING_HOME"] = home
    return home


home_option = click.option(
    "--home",
    metavar="DIR",
    help="The folder of everything that is kept. [TUNING_HOME]",
    callback=_one_home,
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def open_home(home: str | None) -> tuple[Settings, Store]:
    """The store of a home that must be there. Raises NotFound."""
    place = settings.load(home)
    if not place.store_path.exists():
        raise NotFound(f"There is no study in {place.home}: nothing has run there yet.")
    return place, Store(place.store_path)


def print_json(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, indent=2, allow_nan=False))

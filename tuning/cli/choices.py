"""The commands that list what can be chosen: `strategies` and `datasets`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from tuning import catalog, datasets, settings, strategies, tasks
from tuning.cli import terminal
from tuning.cli.shared import home_option, json_option, print_json
from tuning.settings import Settings
from tuning.strategies import Strategy
from tuning.study import DataSpec

TOLD = (
    *("name", "title", "library", "help", "options", "color"),
    *("needs_points", "sets_epochs", "metrics", "group"),
)
"""What `strategies --json` says of each strategy."""


@click.command("strategies")
@home_option
@json_option
def list_strategies(home: str | None, as_json: bool) -> None:
    """List the search strategies and their options."""
    known = list(strategies.STRATEGIES.values())
    if as_json:
        print_json({"strategies": [_told(one) for one in known]})
    else:
        terminal.print_strategies(known)


def _told(strategy: Strategy) -> dict[str, Any]:
    """A strategy as plain data."""
    told = {name: getattr(strategy, name) for name in TOLD}
    told["options"] = [asdict(option) for option in strategy.options]
    # Those of the task, which a study has whatever its strategy, and the strategy's own.
    told["metrics"] = list(dict.fromkeys((*tasks.of(DataSpec()).metrics, *strategy.metrics)))
    return told


@click.command("datasets")
@home_option
@json_option
def list_datasets(home: str | None, as_json: bool) -> None:
    """List the data sets, and where each one is."""
    place = settings.load(home)
    found = {one: _where(one, place) for one in datasets.listed(place)}
    if as_json:
        print_json(
            {"datasets": [asdict(one) | {"aims": _aims(one), "where": found[one]} for one in found]}
        )
    else:
        terminal.print_datasets(found.items())


def _aims(one: catalog.DatasetInfo) -> tuple[str, ...]:
    """The metrics that a study on it may be decided by, the usual one first."""
    return tasks.task(one.task).aims(one.classes)


def _where(one: catalog.DatasetInfo, place: Settings) -> str:
    if not one.is_file:
        return "comes with scikit-learn"
    return str(datasets.locate(one.name, place) or "not here yet: downloaded by the first run")

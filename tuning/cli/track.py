"""The command `track`: sends a study or a race to trackers, once or until it is over."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from typing import Any

import click

from tuning import trackers
from tuning.cli import sending
from tuning.cli.shared import home_option, json_option, open_home, print_json
from tuning.cli.targets import Target, Which, target_argument
from tuning.errors import InvalidInput, TrackerTrouble
from tuning.store.trouble import patiently
from tuning.trackers import TRACKERS, Tracker


@click.command()
@target_argument
@click.option(
    "--to",
    "names",
    multiple=True,
    metavar="TRACKER",
    help=f"{', '.join(TRACKERS)}; may be given again. Those of the study, if left out.",
)
@click.option("--online", is_flag=True, help="To the server; else into the home's `tracked`.")
@click.option("--follow", is_flag=True, help="Go on until it is over (one study, one tracker).")
@click.option(
    "--patience",
    type=click.FloatRange(min=1),
    default=sending.PATIENCE,
    show_default=True,
    metavar="SECONDS",
    help="How long a tracker may take to answer.",
)
@click.option("--parent-pid", type=int, hidden=True)
@home_option
@json_option
def track(
    which: Which,
    names: tuple[str, ...],
    online: bool,
    follow: bool,
    patience: float,
    parent_pid: int | None,
    home: str | None,
    as_json: bool,
) -> None:
    """Send a study, or those of a race, to a tracker: offline by default, and what is new alone."""
    gone = sending.Gone(parent_pid) if follow else sending.at_once()
    place, store = patiently(lambda: open_home(home), gone)
    given = trackers.known(names)
    told: list[sending.Told] = []
    troubles: dict[Tracker, TrackerTrouble] = {}
    for view in patiently(Target(store, which).views, gone):
        chosen = _chosen(given or view.study.spec.track)
        job = sending.Job(view, store, place, patience, online, gone)
        if follow:
            _check_one(which, chosen)
            with contextlib.suppress(OSError):
                os.nice(sending.NICENESS)
        for one in chosen:
            if one in troubles:
                continue
            try:
                told.append(job.follow(one) if follow else job.once(one))
            except TrackerTrouble as error:
                troubles[one] = error
            else:
                if not as_json:
                    click.echo(told[-1].sentence)
    if as_json and (told or not troubles):
        print_json({"tracked": [_plain(one) for one in told]})
    _raise(list(troubles.values()))


def _raise(troubles: list[TrackerTrouble]) -> None:
    """Raises the last trouble and tells the others: one tracker's keeps nothing from another."""
    for error in troubles[:-1]:
        click.echo(str(error), err=True)
    for error in troubles[-1:]:
        raise error


def _chosen(names: Iterable[str]) -> list[Tracker]:
    """The trackers that are meant. Raises InvalidInput where there is none."""
    chosen = [trackers.tracker(name) for name in names]
    if not chosen:
        raise InvalidInput(f"--to must name a tracker: {', '.join(TRACKERS)}.")
    return chosen


def _check_one(which: Which, chosen: list[Tracker]) -> None:
    """What is followed is one. Raises InvalidInput."""
    if which.is_race or len(chosen) > 1:
        several = "a race" if which.is_race else ", ".join(one.name for one in chosen)
        raise InvalidInput(f"--follow takes one study and one tracker, got {several}.")


def _plain(told: sending.Told) -> dict[str, Any]:
    return {
        "study": told.study_id,
        "to": told.tracker.name,
        "online": bool(told.target),
        "target": told.target or None,
        "folder": told.folder,
        "sent": told.sent,
        "next": told.next_step or None,
    }

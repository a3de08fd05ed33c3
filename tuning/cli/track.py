"""The command `track`: sends a study to trackers, once or until it is over."""

from __future__ import annotations

import contextlib
import os
from typing import Any

import click

from tuning import trackers
from tuning.cli import sending
from tuning.cli.shared import home_option, json_option, open_home, print_json, study_argument
from tuning.errors import InvalidInput
from tuning.store.view import StudyView
from tuning.trackers import TRACKERS, Tracker


@click.command()
@study_argument
@click.option(
    "--to",
    "names",
    multiple=True,
    metavar="TRACKER",
    help=f"{', '.join(TRACKERS)}; may be given again. Those of the study, if left out.",
)
@click.option("--online", is_flag=True, help="To the server; else into the home's `tracked`.")
@click.option("--follow", is_flag=True, help="Go on until the study is over (one tracker).")
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
    study_id: int,
    names: tuple[str, ...],
    online: bool,
    follow: bool,
    patience: float,
    parent_pid: int | None,
    home: str | None,
    as_json: bool,
) -> None:
    """Send a study to a tracker: offline by default, and what is new alone."""
    place, store = open_home(home)
    view = StudyView(store, study_id)
    job = sending.Job(view, store, place, patience, online)
    chosen = _chosen(names or view.study.spec.track, follow)
    told = []
    for one in chosen:
        if follow:
            with contextlib.suppress(OSError):
                os.nice(sending.NICENESS)  # training comes first
            told.append(job.follow(one, parent_pid))
        else:
            told.append(job.once(one))
        if not as_json:
            click.echo(told[-1].sentence)
    if as_json:
        print_json({"study": study_id, "tracked": [_plain(one) for one in told]})


def _chosen(names: tuple[str, ...], follow: bool) -> list[Tracker]:
    """The trackers that are meant. Raises InvalidInput."""
    known = trackers.known(names)
    if not known:
        raise InvalidInput(f"--to must name a tracker: {', '.join(TRACKERS)}.")
    if follow and len(known) > 1:
        raise InvalidInput(f"--follow takes one tracker, got {', '.join(known)}.")
    return [TRACKERS[name] for name in known]


def _plain(told: sending.Told) -> dict[str, Any]:
    return {
        "to": told.tracker.name,
        "online": bool(told.target),
        "target": told.target or None,
        "folder": told.folder,
        "sent": told.sent,
        "next": told.next_step or None,
    }

"""The commands that read studies, `studies`, `show` and `export`; and `import`, their way back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from tuning import export, settings
from tuning.cli import terminal
from tuning.cli.shared import home_option, json_option, open_home, print_json
from tuning.cli.targets import Target, Which, target_argument
from tuning.errors import InvalidInput
from tuning.export import usage
from tuning.settings import Settings
from tuning.store import Store, StudyRecord, archive
from tuning.store.view import StudyView


@click.command()
@home_option
@json_option
def studies(home: str | None, as_json: bool) -> None:
    """List all studies and races, the newest first."""
    path = settings.load(home).store_path
    store = Store(path) if path.exists() else None
    records = store.studies() if store else []
    races = store.races() if store else []
    if as_json:
        print_json(
            {
                "studies": [_summary(record) for record in records],
                "races": [_races().summary(race, records) for race in races],
            }
        )
    else:
        terminal.print_studies(records)
        if races:
            _races().print_races(races, records)


_SUMMARY = (
    *("id", "name", "strategy", "dataset", "state", "created", "seconds"),
    *("trials_finished", "best_score"),
)


def _summary(record: StudyRecord) -> dict[str, Any]:
    known = {name: getattr(record, name) for name in _SUMMARY}
    return known | {"test_accuracy": record.test.get("accuracy"), "race": record.race}


@click.command()
@target_argument
@home_option
@json_option
def show(which: Which, home: str | None, as_json: bool) -> None:
    """Show a study (its trials, the best of them, the test), or how a race stands."""
    _, store = open_home(home)
    target = Target(store, which)
    target.print(target.views(), as_json)


@click.command("export")
@target_argument
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "json", "report", "script", "keras", "zip", "card", "study"]),
    required=True,
    help="Trials as a table, everything as JSON, a page with the replay that opens from disk, the "
    "best model as a script, as a file that takes raw rows, as a zip with all that belongs to it "
    "or as a model card, the whole study for `import`.",
)
@click.option("-o", "--output", metavar="PATH", required=True, help="The file to write.")
@home_option
def export_(which: Which, kind: str, output: str, home: str | None) -> None:
    """Take a study or a race, or a study's best model, away as a file."""
    place, store = open_home(home)
    target, study_id = Target(store, which), which.number
    if which.is_race:
        text = _races().text_of(store.race(which.number), target.views(), kind)
        _writing(lambda: Path(output).write_text(text, encoding="utf-8"), output)
        return
    view = StudyView(store, study_id)
    if kind == "keras":
        source = usage.model_path(view, place)
        _writing(lambda: shutil.copyfile(source, output), output)
        if not usage.takes_raw_rows(source):
            click.echo(usage.PREPARED, err=True)
        return
    if kind == "zip":
        content = _package(view, place)
        _writing(lambda: Path(output).write_bytes(content), output)
        return
    if kind == "study":
        _writing(lambda: archive.pack(place, study_id, Path(output)), output)
        return
    text = _TEXTS[kind](view, place)
    _writing(lambda: Path(output).write_text(text, encoding="utf-8"), output)


def _report(view: StudyView, place: Settings) -> str:
    from tuning.export.report import study_report  # what else the commands do begins without it

    return study_report(view, place)


def _package(view: StudyView, place: Settings) -> bytes:
    from tuning.export.package import package

    return package(view, place)


def _card(view: StudyView, place: Settings) -> str:
    from tuning.export.card import card

    return card(view, place)


_TEXTS: dict[str, Callable[[StudyView, Settings], str]] = {
    "csv": lambda view, _: export.trials_csv(view),
    "json": lambda view, _: json.dumps(export.study_json(view), indent=2) + "\n",
    "report": _report,
    "script": export.script,
    "card": _card,
}


@click.command("import")
@click.argument("file", metavar="FILE")
@home_option
@json_option
def import_(file: str, home: str | None, as_json: bool) -> None:
    """Take a study in that was exported with `--format study`."""
    place = settings.load(home)
    number = archive.unpack(place, Path(file))
    study = Store(place.store_path).study(number)
    if as_json:
        print_json({"study": _summary(study)})
    else:
        click.echo(f"Study {number}, {study.name}: {study.state}.")


def _races() -> ModuleType:
    """Imported where there is a race: see `tuning.cli.targets`."""
    from tuning.cli import race_terminal

    return race_terminal


def _writing(write: Callable[[], object], output: str) -> None:
    try:
        write()
    except (OSError, shutil.SameFileError) as error:
        why = getattr(error, "strerror", None) or error
        raise InvalidInput(f"The output must be writable, but {output} is not: {why}.") from error

"""The command line: its commands, their output and their exit codes.

0 done, 2 bad input (one line on standard error), 130 interrupted, 1 anything else. With `--json`
exactly one JSON object goes to standard output. Imports nothing that trains: an engine process
does.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click

from tuning import catalog, datasets, export, settings, strategies
from tuning.cli import follow, terminal
from tuning.errors import (
    MOST_LETTERS,
    DatasetUnavailable,
    EngineDied,
    InvalidInput,
    NotFound,
    TuningError,
    shortened,
)
from tuning.planning import files, large_grids, titles
from tuning.planning.checks import check
from tuning.planning.remarks import remarks
from tuning.processes.home import home_to_ourselves
from tuning.processes.own_engine import OwnEngine
from tuning.settings import Settings
from tuning.store import Store, StudyRecord
from tuning.store.view import StudyView
from tuning.study import DataSpec, StudySpec, StudyState, Turn

BAD_INPUT, INTERRUPTED, ELSE = 2, 130, 1


class _Cli(click.Group):
    """A group whose mistakes are one line on standard error, whoever finds them."""

    def main(self, *args: Any, **options: Any) -> NoReturn:
        try:
            code = super().main(*args, **options | {"standalone_mode": False})
        except click.Abort:
            code = INTERRUPTED
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "python -m tuning"
            code = _complain(f"{_sentence(error)} See: {command} --help", BAD_INPUT)
        except click.ClickException as error:
            code = _complain(_sentence(error), error.exit_code)
        except (InvalidInput, NotFound, DatasetUnavailable) as error:
            code = _complain(str(error), BAD_INPUT)
        except TuningError as error:
            code = _complain(str(error), ELSE)
        sys.exit(code if isinstance(code, int) else 0)


def _sentence(error: click.ClickException) -> str:
    """What click says, its values cut as ours are."""
    text = " ".join(error.format_message().split())
    text = _LONG_VALUE.sub(lambda found: shortened(found[0]), text)
    return text if text.endswith((".", "?")) else f"{text}."


_LONG_VALUE = re.compile(rf"'[^']{{{MOST_LETTERS},}}'|\S{{{MOST_LETTERS + 1},}}")


def _complain(text: str, code: int) -> int:
    click.echo(" ".join(text.split()), err=True)
    return code


def _one_home(_context: click.Context, _option: click.Parameter, home: str | None) -> str | None:
    """Everything in this process that asks for the home gets this one."""
    if home is not None:
        os.environ["TUNING_HOME"] = home
    return home


_home = click.option(
    "--home",
    metavar="DIR",
    help="The folder of everything that is kept. [TUNING_HOME]",
    callback=_one_home,
)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_id = click.argument("study_id", metavar="ID", type=click.IntRange(min=1))


@click.group(
    cls=_Cli, no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"]}
)
def cli() -> None:
    """Tune Keras networks: the command line of Tuning Studio."""


# -- studies that run ----------------------------------------------------------------------


@cli.command()
@click.argument("spec", metavar="SPEC.toml")
@click.option(
    "--dataset", metavar="NAME", help="Another data set than the file's; a path adds one."
)
@click.option("--target", metavar="COLUMN", help="The column of a CSV to predict.")
@click.option("--max-trials", type=int, metavar="N", help="The most trials.")
@click.option("--epochs", type=int, metavar="N", help="Epochs of every fit.")
@click.option("--name", metavar="TEXT", help="The study's name.")
@click.option("--yes", is_flag=True, help="Run a grid of more than 1,000 fits without asking.")
@_home
@_json
def run(
    spec: str,
    dataset: str | None,
    target: str | None,
    max_trials: int | None,
    epochs: int | None,
    name: str | None,
    yes: bool,
    home: str | None,
    as_json: bool,
) -> int:
    """Run the study of a file to its end."""
    place = settings.load(home)
    asked = files.read(spec)
    data = _data(asked.data, dataset, target, place)
    called = titles.with_data(asked.name, asked.data, data)
    asked = asked.model_copy(update={"data": data, "name": called})
    asked = _changed(asked, max_trials, epochs, name)
    checked = check(asked, place)
    many = large_grids.too_many(checked)
    if many and not yes:
        raise InvalidInput(f"{many}: to run them all the same, add --yes.")
    for sentence in remarks(asked).values():
        click.echo(sentence, err=True)
    store = Store(place.prepare().store_path)
    checked = checked.model_copy(update={"data": datasets.adopt(checked.data, place)})
    study_id = store.create_study(checked)
    store.send("start", study_id)
    return _to_the_end(place, store, study_id, as_json)


def _data(data: DataSpec, dataset: str | None, target: str | None, place: Settings) -> DataSpec:
    """The data with what the command line says otherwise; another data set keeps what fits it."""
    if dataset is not None:
        found = datasets.find(dataset, place)
        kept = data.target if found.kind == ".csv" else None
        same = {"rows": data.rows, "missing": data.missing, "target": kept}
        data = found.model_copy(update=same)
    return data if target is None else data.model_copy(update={"target": target})


def _changed(
    spec: StudySpec,
    max_trials: int | None,
    epochs: int | None,
    name: str | None,
) -> StudySpec:
    """The spec with what the command line says otherwise."""
    changes: dict[str, Any] = {}
    if max_trials is not None:
        known = strategies.strategy(spec.strategy.name)
        if "max_trials" not in {option.name for option in known.options}:
            raise InvalidInput(
                f"--max-trials must be left out for {known.name}, which decides the number of "
                f"its trials itself, got {max_trials}."
            )
        options = {**spec.strategy.options, "max_trials": max_trials}
        changes["strategy"] = spec.strategy.model_copy(update={"options": options})
    if epochs is not None:
        changes["space"] = spec.space.replace(epochs=epochs)
    if name is not None:
        changes["name"] = name
    return spec.model_copy(update=changes)


@cli.command()
@_id
@_home
@_json
def resume(study_id: int, home: str | None, as_json: bool) -> int:
    """Go on with a study that was stopped, interrupted or failed."""
    place, store = _open(home)
    record = store.study(study_id)
    with home_to_ourselves(place) as ours:
        if ours and record.state.is_active():  # its engine died
            follow.settle(store, study_id, StudyState.INTERRUPTED)
    record = store.study(study_id)
    if not record.state.can_resume():
        raise InvalidInput(
            "A study can be resumed when it was stopped, interrupted or failed, "
            f"but study {study_id} is {record.state.value}."
        )
    follow.send_again(store, study_id)
    return _to_the_end(place, store, study_id, as_json)


def _to_the_end(place: Settings, store: Store, study_id: int, as_json: bool) -> int:
    """Follows a study that was sent to the engine; prints it; returns the exit code."""
    view = StudyView(store, study_id)
    died: EngineDied | None = None
    with follow.Interrupts() as interrupts:
        with OwnEngine(place) as engine, terminal.RunProgress(view) as progress:
            try:
                follow.follow(store, view, engine, interrupts, progress.update, progress.say)
            except EngineDied as error:
                died = error
            if interrupts.count:
                engine.end(patience=1 if interrupts.count == 1 else 0)
        _settle_if_left(place, store, study_id, bool(interrupts.count))
    view.refresh()
    _print_study(view, as_json)
    if died is not None:
        raise died
    return _exit_code(view, bool(interrupts.count))


def _settle_if_left(place: Settings, store: Store, study_id: int, stopped: bool) -> None:
    """A study that is still open although no engine is here does not stay so."""
    if store.study(study_id).state.is_active():
        with home_to_ourselves(place) as ours:
            if ours:
                state = StudyState.STOPPED if stopped else StudyState.INTERRUPTED
                follow.settle(store, study_id, state)


def _exit_code(view: StudyView, interrupted: bool) -> int:
    record = view.study
    if record.state is StudyState.COMPLETED:
        return 0
    if record.state is StudyState.FAILED:
        return _complain(record.error or f"Study {record.id} failed without a reason.", ELSE)
    how = "was stopped" if record.state is StudyState.STOPPED else "was interrupted"
    if interrupted and record.state.is_active():
        how = "is asked to stop"
    again = f"python -m tuning resume {record.id}"
    return _complain(f"Study {record.id} {how}; go on with: {again}", INTERRUPTED)


@cli.command()
@_id
@_home
def stop(study_id: int, home: str | None) -> int:
    """Stop a study within one epoch; what was recorded stays."""
    place, store = _open(home)
    record = store.study(study_id)
    if record.state in (StudyState.COMPLETED, StudyState.FAILED):
        raise InvalidInput(
            f"A study can be stopped until it has ended, but study {study_id} is "
            f"{record.state.value}."
        )
    with home_to_ourselves(place) as ours:
        if ours and record.state is not StudyState.STOPPED:
            follow.settle(store, study_id, StudyState.STOPPED)
    if not ours:
        store.send("stop", study_id)
        _wait_until_stopped(store, study_id)
    state = store.study(study_id).state
    done = "is asked to stop" if state.is_active() else f"is {state.value}"
    click.echo(f"Study {study_id} {done}.")
    return 0


@cli.command()
@_id
@click.argument("turn", type=click.Choice([turn.lower() for turn in Turn]))
@_home
def turn(study_id: int, turn: str, home: str | None) -> int:
    """Have a study share the workers with others (fair), come first, or pause."""
    _, store = _open(home)
    record = store.study(study_id)
    if not record.state.is_active():
        raise InvalidInput(
            f"A study has turns while it runs, but study {study_id} is {record.state.value}."
        )
    store.set_turn(study_id, Turn(turn.upper()))
    click.echo(f"Study {study_id}: {store.study(study_id).turn.told}")
    return 0


def _wait_until_stopped(store: Store, study_id: int) -> None:
    with follow.Interrupts() as interrupts:
        for _ in range(round(follow.STOP_SECONDS / follow.POLL_SECONDS)):
            if interrupts.count or not store.study(study_id).state.is_active():
                return
            interrupts.wait(follow.POLL_SECONDS)


# -- studies that are there ----------------------------------------------------------------


@cli.command()
@_home
@_json
def studies(home: str | None, as_json: bool) -> None:
    """List all studies, the newest first."""
    path = settings.load(home).store_path
    records = Store(path).studies() if path.exists() else []
    if as_json:
        _print_json({"studies": [_summary(record) for record in records]})
    else:
        terminal.print_studies(records)


_SUMMARY = (
    *("id", "name", "strategy", "dataset", "state", "created", "seconds"),
    *("trials_finished", "best_score", "test_accuracy"),
)


def _summary(record: StudyRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _SUMMARY}


@cli.command()
@_id
@_home
@_json
def show(study_id: int, home: str | None, as_json: bool) -> None:
    """Show a study: its trials, the best of them, the test."""
    _, store = _open(home)
    _print_study(StudyView(store, study_id), as_json)


@cli.command("export")
@_id
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "json", "script", "keras"]),
    required=True,
    help="Trials as a table, everything as JSON, the best model as a script or as a file.",
)
@click.option("-o", "--output", metavar="PATH", required=True, help="The file to write.")
@_home
def export_(study_id: int, kind: str, output: str, home: str | None) -> None:
    """Take a study, or its best model, away as a file."""
    place, store = _open(home)
    view = StudyView(store, study_id)
    if kind == "keras":
        source = place.models / str(study_id) / "best.keras"
        if not source.is_file():
            raise NotFound(f"Study {study_id} has no best model yet: {source} does not exist.")
        _writing(lambda: shutil.copyfile(source, output), output)
        return
    text = _TEXTS[kind](view, place)
    _writing(lambda: Path(output).write_text(text, encoding="utf-8"), output)


_TEXTS: dict[str, Callable[[StudyView, Settings], str]] = {
    "csv": lambda view, _: export.trials_csv(view),
    "json": lambda view, _: json.dumps(export.study_json(view), indent=2) + "\n",
    "script": export.script,
}


def _writing(write: Callable[[], object], output: str) -> None:
    try:
        write()
    except (OSError, shutil.SameFileError) as error:
        why = getattr(error, "strerror", None) or error
        raise InvalidInput(f"The output must be writable, but {output} is not: {why}.") from error


# -- what can be chosen --------------------------------------------------------------------


@cli.command("strategies")
@_home
@_json
def list_strategies(home: str | None, as_json: bool) -> None:
    """List the search strategies and their options."""
    known = list(strategies.STRATEGIES.values())
    if as_json:
        _print_json({"strategies": [asdict(one) for one in known]})
    else:
        terminal.print_strategies(known)


@cli.command("datasets")
@_home
@_json
def datasets_(home: str | None, as_json: bool) -> None:
    """List the data sets, and where each one is."""
    place = settings.load(home)
    found = {one: _where(one, place) for one in datasets.listed(place)}
    if as_json:
        _print_json({"datasets": [asdict(one) | {"where": found[one]} for one in found]})
    else:
        terminal.print_datasets(found.items())


def _where(one: catalog.DatasetInfo, place: Settings) -> str:
    if not one.is_file:
        return "comes with scikit-learn"
    return str(datasets.locate(one.name, place) or "not here yet: downloaded by the first run")


# -- shared --------------------------------------------------------------------------------


def _open(home: str | None) -> tuple[Settings, Store]:
    """The store of a home that must be there. Raises NotFound."""
    place = settings.load(home)
    if not place.store_path.exists():
        raise NotFound(f"There is no study in {place.home}: nothing has run there yet.")
    return place, Store(place.store_path)


def _print_study(view: StudyView, as_json: bool) -> None:
    if as_json:
        _print_json(export.study_json(view))
    else:
        terminal.print_study(view)


def _print_json(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, indent=2, allow_nan=False))

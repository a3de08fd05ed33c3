"""The command `predict`: a file of rows comes back with what a study's best model says of each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tuning import metrics, tasks
from tuning.cli.shared import home_option, json_option, open_home, print_json
from tuning.errors import InvalidInput, NotFound
from tuning.processes import predicting
from tuning.study import DataSpec

if TYPE_CHECKING:
    import pandas as pd

    from tuning.export.predictions import Given, Score

ENDINGS = (".csv", ".tsv")
"""What the output may end in."""


@click.command()
@click.argument("study_id", metavar="ID", type=click.IntRange(min=1))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", metavar="PATH", required=True, help="The file to write, .csv or .tsv."
)
@click.option(
    "--extra", is_flag=True, help="Let columns stand that the study does not know, unused."
)
@home_option
@json_option
def predict(
    study_id: int, file: Path, output: str, extra: bool, home: str | None, as_json: bool
) -> None:
    """Predict every row of FILE (.csv, .xlsx, .parquet, .npz, …) with a study's best model.

    The table comes back with the column "prediction" and, of classes, with each one's probability.
    FILE has the columns that the study learned from; its target and other columns of the study's
    own table may stand there, too.
    """
    from tuning import datasets
    from tuning.export import predictions  # what else the commands do begins without pandas

    target = _output(Path(output), file)
    place, store = open_home(home)
    data = store.study(study_id).spec.data
    model = place.models / str(study_id) / "best.keras"
    if not model.is_file():
        raise NotFound(f"Study {study_id} has no best model yet: {model} does not exist.")
    given = predictions.read(file, data, place, extra=extra)
    for note in given.notes:
        click.echo(note, err=True)
    outputs = predicting.predict(model, given.inputs)
    dataset = datasets.load(data, place)
    _write(predictions.joined(given, dataset, outputs), target, given)
    score = predictions.score(given, dataset, outputs)
    if as_json:
        print_json(_summary(study_id, given.rows, target, data, score))
    else:
        click.echo(f"{given.rows:,} rows with their predictions: {target}")
        if score is not None:
            click.echo(_told(score, given.rows))


def _output(output: Path, file: Path) -> Path:
    """Raises InvalidInput for a file that cannot be written as it is called."""
    if output.suffix.lower() not in ENDINGS:
        raise InvalidInput(f"The output must end in {' or '.join(ENDINGS)}, got {output.name}.")
    if output.exists() and file.exists() and output.samefile(file):
        raise InvalidInput(f"The output must be another file than the rows, got {output} twice.")
    return output


def _write(frame: pd.DataFrame, output: Path, given: Given) -> None:
    """Whole, or not at all; separated and with the decimal mark as the rows are.

    Raises InvalidInput.
    """
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        separator = given.separator if output.suffix.lower() == ".csv" else "\t"
        frame.to_csv(part, sep=separator, decimal=given.decimal, index=False, encoding="utf-8")
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InvalidInput(
            f"The output must be writable, but {output} is not: {error.strerror or error}."
        ) from error


def _summary(
    study_id: int, rows: int, output: Path, data: DataSpec, score: Score | None
) -> dict[str, Any]:
    return {
        "study": study_id,
        "task": tasks.of(data).name,
        "rows": rows,
        "output": str(output),
        "scored": score.rows if score else 0,
        "score": score.metrics if score else None,
    }


def _told(score: Score, rows: int) -> str:
    of = "" if score.rows == rows else f" of the {score.rows:,} rows whose target is known"
    parts = [f"{metrics.MEASURES[name].title} {value:.4g}" for name, value in score.metrics.items()]
    return f"Against the target in the file{of}: {', '.join(parts)}."

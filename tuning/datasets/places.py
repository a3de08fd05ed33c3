"""Where the files of data sets are looked for, and how a person may name a data set."""

from __future__ import annotations

import os
from pathlib import Path

from tuning import catalog
from tuning.datasets import own
from tuning.errors import InvalidInput, quoted
from tuning.settings import Settings
from tuning.study import ARRAYS, OWN, TABLES, DataSpec


def find(word: str, settings: Settings) -> DataSpec:
    """The data set that a person names: one built in, one's own by its title, or a file's path.

    Raises InvalidInput if several own data sets have that title.
    """
    if word in catalog.DATASETS or OWN.fullmatch(word):
        return DataSpec(name=word)
    title = word.removeprefix("own/")
    titles = {name: DataSpec(name=name).title for name in own.names(settings)}
    found = [name for name in titles if title in (titles[name], Path(titles[name]).stem)]
    if len(found) > 1:
        raise InvalidInput(
            f"The data set {quoted(word)} could be any of {', '.join(found)}: give the whole name.",
            "data.name",
        )
    if found:
        return DataSpec(name=found[0])
    if Path(word).suffix.lower() in (*TABLES, ARRAYS) and Path(word).is_file():
        return DataSpec(file=str(Path(word).resolve()))
    return DataSpec(name=word)


def looked_in(name: str, settings: Settings) -> list[Path]:
    """Where the file of a data set in Keras' layout is looked for, in this order."""
    if OWN.fullmatch(name):
        return [own.path(name, settings)]
    keras_home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    folders = [settings.datasets, settings.further_datasets, keras_home / "datasets"]
    return [folder / f"{name}.npz" for folder in folders if folder is not None]


def locate(name: str, settings: Settings) -> Path | None:
    """The first of `looked_in` that exists."""
    return next((path for path in looked_in(name, settings) if path.is_file()), None)


def missing(name: str, settings: Settings) -> str:
    """The sentence that says where a data set was looked for."""
    looked = ", ".join(str(path) for path in looked_in(name, settings))
    return (
        f"The data set {name} is not on this machine and could not be downloaded: "
        f"put {name}.npz at one of {looked}."
    )

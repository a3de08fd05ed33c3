"""A person's own files: their names and places, and which are refused."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.data_files import csv, files, images, kept, npz, penguins
from tests.records.samples import spec
from tuning import catalog, datasets
from tuning.datasets import own
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.planning.checks import check
from tuning.settings import Settings
from tuning.study import DataSpec


def test_a_name_says_its_content(place: Settings) -> None:
    first = own.keep(penguins(), "my péngs & co.csv", place)
    assert re.fullmatch(r"own/my-péngs-co-[0-9a-f]{8}\.csv", first)
    assert own.keep(penguins(), "my péngs & co.csv", place) == first
    other = own.keep(penguins(90), "my péngs & co.csv", place)
    assert other != first
    assert own.names(place) == sorted([first, other])
    assert DataSpec(name=first).title == "my-péngs-co.csv"
    own.remove(first, place)
    assert files(place) == [other]


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", ".hidden.csv", "a/b\\c.csv", "-.csv"])
def test_a_name_stays_in_its_folder(name: str, place: Settings) -> None:
    keptas = own.path(own.keep(penguins(), name, place), place)
    assert keptas.parent == place.datasets / "own"
    assert keptas.is_file()


@pytest.mark.parametrize("name", ["own/../x-12345678.csv", "own/x.csv", "/etc/passwd", "mnist"])
def test_nothing_but_own_data_is_read_or_removed(name: str, place: Settings) -> None:
    with pytest.raises(InvalidInput, match="can be removed"):
        own.remove(name, place)
    if name != "mnist":
        with pytest.raises(InvalidInput, match="must be one of"):
            datasets.load(name, place)


def test_changed_and_missing_files_are_told(place: Settings) -> None:
    data = kept(penguins(), place, target="species")
    path = own.path(data.name, place)
    path.write_bytes(penguins(90))
    with pytest.raises(DatasetUnavailable, match="was changed after it was added"):
        datasets.load(data, place)
    path.unlink()
    with pytest.raises(DatasetUnavailable, match="is not on this machine"):
        check(spec(dataset=data.model_dump()), place)
    assert datasets.listed(place) == list(catalog.DATASETS.values())


def test_own_data_are_listed_and_found_by_title(place: Settings, tmp_path: Path) -> None:
    name = own.keep(penguins(), "penguins.csv", place)
    info = datasets.listed(place)[-1]
    assert (info.name, info.title, info.classes) == (name, "penguins.csv", 3)
    assert "to predict species" in info.help
    for word in (name, "penguins", "penguins.csv", "own/penguins.csv"):
        assert datasets.find(word, place).name == name
    own.keep(penguins(90), "penguins.csv", place)
    with pytest.raises(InvalidInput, match="could be any of"):
        datasets.find("penguins", place)
    (tmp_path / "other.csv").write_bytes(penguins())
    assert datasets.find(str(tmp_path / "other.csv"), place).file
    assert datasets.find("nothing", place).name == "nothing"


TWO = [(k * 0.5, "ab"[k % 2]) for k in range(30)]


X = np.arange(80.0).reshape(40, 2)


Y = np.arange(40) % 2


BAD_FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.csv", lambda: b"", "a.csv is empty"),
    "only blanks": ("a.csv", lambda: b" \n\n ", "a.csv is empty"),
    "only a header": ("a.csv", lambda: b"x,y\n", "no row of data"),
    "binary": ("a.csv", lambda: b"\x01\x00\x00\x02", "is not a text file"),
    "one column": ("a.csv", lambda: csv("x", TWO, ":"), "at least 2 columns"),
    "longer than its header": ("a.csv", lambda: csv("x,y", [(*r, 1) for r in TWO]), "longer than"),
    "one class": ("a.csv", lambda: csv("x,y", [(k, "a") for k in range(30)]), "2 different values"),
    "1,000 classes": (
        "a.csv",
        lambda: csv("x,y", [(k / 7, f"c{k}") for k in range(1000)]),
        "at least 2 classes of 5 rows or more to tell apart, got 0",
    ),
    "few rows": ("a.csv", lambda: csv("x,y", TWO[:6]), "known in at least 10 rows, got 6"),
    "missing targets": (
        "a.csv",
        lambda: csv("x,y", [(k, "") for k in range(30)]),
        "missing in all 30 rows",
    ),
    "another kind": ("a.xls", lambda: b"x", "arrays (.npz), got 'a.xls'"),
    "no archive": ("a.npz", lambda: b"x,y\n", "is not an .npz file"),
    "object arrays": (
        "a.npz",
        lambda: npz(x_train=np.array([[1], "a"], object), y_train=Y),
        "x_train in a.npz holds Python objects, which are never unpickled",
    ),
    "missing arrays": ("a.npz", lambda: npz(a=X, x_test=X), "x_train and y_train and y_test are"),
    "half a test set": ("a.npz", lambda: npz(x_train=X, y_train=Y, x_test=X), "y_test is missing"),
    "lengths that differ": (
        "a.npz",
        lambda: npz(x_train=X, y_train=Y[:39]),
        "equally long, got 40 and 39 rows",
    ),
    "a wrong shape": ("a.npz", lambda: npz(x_train=Y, y_train=Y), r"must have the shape (rows"),
    "one-hot labels": ("a.npz", lambda: npz(x_train=X, y_train=np.eye(40)), "one label a row"),
    "shapes that differ": (
        "a.npz",
        lambda: images(x_test=np.ones((10, 5, 5))),
        "same shape, got (4, 4) and (5, 5)",
    ),
    "unknown test labels": ("a.npz", lambda: images(y_test=np.arange(10)), "never has: 2, 3, 4 …"),
    "texts for rows": (
        "a.npz",
        lambda: npz(x_train=X.astype(str), y_train=Y),
        "must hold numbers",
    ),
    "no rows": ("a.npz", lambda: npz(x_train=X[:0], y_train=Y[:0]), "x_train in a.npz is empty"),
    "infinite numbers": ("a.npz", lambda: npz(x_train=X / 0.0, y_train=Y), "infinite numbers"),
    "missing pixels": (
        "a.npz",
        lambda: images(x_train=np.full((40, 4, 4), np.nan)),
        "missing pixels",
    ),
    "black images": ("a.npz", lambda: images(x_train=np.zeros((40, 4, 4))), "no pixel|without a"),
    "labels that are missing": (
        "a.npz",
        lambda: npz(x_train=X, y_train=np.where(Y, np.nan, 1.5)),
        "y_train in a.npz must hold",
    ),
    "one class of arrays": ("a.npz", lambda: npz(x_train=X, y_train=Y * 0), "2 classes"),
    "a rare class": (
        "a.npz",
        lambda: npz(x_train=X, y_train=[1] + [0] * 39),
        "got 1 of '1'",
    ),
}


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_gets_one_sentence_and_is_not_kept(case: str, place: Settings) -> None:
    filename, make, words = BAD_FILES[case]
    with pytest.raises(InvalidInput) as caught:
        own.keep(make(), filename, place)
    sentence = str(caught.value)
    assert any(word in sentence for word in words.split("|")), sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert caught.value.field == "data.name"
    assert files(place) == []


def test_a_large_file_is_refused_before_it_is_read(place: Settings, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.touch()
    os.truncate(large, 200 * 10**6)
    with pytest.raises(InvalidInput, match=r"large\.csv must be at most 100 MB, got 200 MB"):
        datasets.adopt(DataSpec(file=str(large), target="y"), place)
    assert files(place) == []


def test_an_archive_that_unpacks_to_too_much_is_refused(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuning.datasets.rules.MOST_UNPACKED", 10**6)
    with pytest.raises(InvalidInput, match="at most 1 MB unpacked, got 2 MB"):
        own.keep(npz(x_train=np.zeros((2000, 125)), y_train=np.zeros(2000)), "a.npz", place)

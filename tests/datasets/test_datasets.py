"""Data built in and a person's own: what they are, what is done to them, what is refused."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.data_files import csv, images, npz, penguins
from tests.samples import spec
from tuning import catalog, datasets, settings
from tuning.datasets import own, rules, tables
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.planning import plan
from tuning.planning.checks import check
from tuning.planning.files import load
from tuning.settings import Settings
from tuning.study import DataSpec, StudySpec

SKLEARN = [name for name, info in catalog.DATASETS.items() if not info.is_file]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TUNING_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TUNING_DATASETS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return settings.load().prepare()


def kept(content: bytes, place: Settings, filename: str = "mine.csv", **more: Any) -> DataSpec:
    return DataSpec(name=own.keep(content, filename, place), **more)


def files(place: Settings) -> list[str]:
    return sorted(str(p.relative_to(place.datasets)) for p in place.datasets.rglob("*.*"))


# -- built in ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SKLEARN)
def test_the_catalog_tells_the_true_numbers(name: str, place: Settings) -> None:
    info, found = datasets.describe(name), datasets.load(name, place)
    true = (len(found.y_train), len(found.y_test), found.features, found.classes)
    assert (info.rows, info.test_rows, info.features, info.classes) == true
    assert info.image == (found.image_shape is not None)
    assert np.bincount(found.y_train).min() > np.bincount(found.y_test).max()


def test_fashion_mnist_is_looked_for_as_mnist_is(place: Settings) -> None:
    with pytest.raises(DatasetUnavailable, match=r"put fashion_mnist\.npz at one of"):
        datasets.load("fashion_mnist", place)
    arrays = images(y_train=np.arange(40) % 10, y_test=np.arange(10) % 10)
    (place.datasets / "fashion_mnist.npz").write_bytes(arrays)
    found = datasets.load("fashion_mnist", place)
    assert found.class_names[9] == "Ankle boot"
    assert found.image_shape == (4, 4)


def test_a_broken_file_of_a_built_in_set_is_told_with_its_path(place: Settings) -> None:
    path = place.datasets / "mnist.npz"
    for content, words in [
        (b"", "not an .npz"),
        (images(x_test=None, y_test=None), "x_test and y_test are missing"),
        (images(y_train=np.full(40, 77), y_test=np.full(10, 77)), "labels are not 0 to 9"),
    ]:
        path.write_bytes(content)
        with pytest.raises(DatasetUnavailable, match=words) as caught:
            datasets.load("mnist", place)
        assert str(path) in str(caught.value)


@pytest.mark.parametrize("name", SKLEARN)
def test_a_subset_is_stratified_and_the_same_again(name: str, place: Settings) -> None:
    whole = datasets.load(name, place)
    half, again = whole.subset(60, 1), whole.subset(60, 1)
    assert len(half.y_train) == len(half.x_train) == 60
    assert np.array_equal(half.x_train, again.x_train)
    shares = np.bincount(whole.y_train) / len(whole.y_train) * 60
    assert np.abs(np.bincount(half.y_train) - shares).max() <= 1
    assert whole.subset(len(whole.y_train), 1) is whole
    assert not np.array_equal(half.x_train, whole.subset(60, 2).x_train)


def test_a_subset_of_nearly_all_is_refused_in_a_sentence(place: Settings) -> None:
    with pytest.raises(InvalidInput, match=r"at most 117, or left out for all 120, got 119"):
        datasets.load("iris", place).subset(119, 1)


# -- a CSV ---------------------------------------------------------------------------------


def test_what_is_done_to_each_column(place: Settings) -> None:
    data = kept(penguins(), place, target="species")
    found = {t.column: t for t in tables.treatments(datasets.table(data, place), "species")}
    assert {name: one.what for name, one in found.items()} == {
        "island": "text",
        "bill": "number",
        "mass": "number",
        "sex": "text",
        "study": "dropped",
        "number": "dropped",
    }
    assert (found["mass"].missing, found["sex"].missing) == (6, 9)
    assert found["study"].why == "it is always PAL"
    assert found["number"].why == "it counts the rows"
    assert found["island"].values == ("Biscoe", "Dream", "Torgersen")


def test_a_csv_becomes_a_data_set_with_its_own_test_rows(place: Settings) -> None:
    data = kept(penguins(), place, target="species")
    found, info = datasets.load(data, place), datasets.describe(data, place)
    assert found.class_names == ("Adelie", "Chinstrap", "Gentoo")
    assert (info.rows, info.test_rows, info.features, info.classes) == (48, 12, 7, 3)
    assert np.bincount(found.y_test).tolist() == [4, 4, 4]
    shown = found.shown(found.x_train[0])
    assert shown["island"] in ("Biscoe", "Dream", "Torgersen")
    assert 30 < shown["bill"] < 55
    assert found.subset(24, 1).columns == found.columns
    assert datasets.possible_targets(data, place)[0] == "species"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_columns_may_be_separated_by_what_is_usual(separator: str, place: Settings) -> None:
    rows = [(k * 1.5 % 7, "ab"[k % 2]) for k in range(30)]
    data = kept(csv(separator.join(("x", "y")), rows, separator), place, target="y")
    assert datasets.load(data, place).feature_names == ("x",)


def test_a_decimal_comma_is_understood_beside_semicolons(place: Settings) -> None:
    rows = [(f"{k % 9},5", "ab"[k % 2]) for k in range(30)]
    data = kept(csv("x;y", rows, ";"), place, target="y")
    found = datasets.load(data, place)
    assert not found.columns[0].is_text
    assert np.all(found.x_train % 1 == 0.5)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ([10, 9], ("9", "10")),
        ([0.0, 1.0], ("0", "1")),
        (["True", "False"], ("False", "True")),
        (["ü, w", "b"], ("b", "ü, w")),
    ],
)
def test_labels_may_be_numbers_or_texts(
    labels: list[Any], names: tuple[str, ...], place: Settings
) -> None:
    rows = [(k * 0.5, f'"{labels[k % 2]}"') for k in range(30)]
    data = kept(csv("x,y", rows), place, target="y")
    assert datasets.load(data, place).class_names == names


def test_a_byte_order_mark_and_spaces_do_not_get_into_names(place: Settings) -> None:
    content = b"\xef\xbb\xbf" + csv("x , y", [(k * 0.5, " ab"[1 + k % 2]) for k in range(30)])
    data = kept(content, place, target="y")
    assert datasets.load(data, place).feature_names == ("x",)


# -- an .npz -------------------------------------------------------------------------------


def test_images_and_their_test_set(place: Settings) -> None:
    data = kept(images(), place, "mine.npz")
    found, info = datasets.load(data, place), datasets.describe(data, place)
    assert (info.rows, info.test_rows, info.features, info.classes) == (40, 10, 16, 2)
    assert (info.image, found.image_shape) == (True, (4, 4))
    colours = kept(images(x_train=np.ones((40, 4, 4, 3)), x_test=None, y_test=None), place, "c.npz")
    assert datasets.load(colours, place).image_shape == (4, 4, 3)
    assert datasets.describe(colours, place).features == 48


def test_without_a_test_set_a_fifth_is_held_out_stratified(place: Settings) -> None:
    data = kept(images(x_test=None, y_test=None), place, "mine.npz")
    found = datasets.load(data, place)
    assert (len(found.y_train), np.bincount(found.y_test).tolist()) == (32, [4, 4])


def test_a_table_with_texts_for_labels_in_a_column(place: Settings) -> None:
    labels = np.array(["no", "yes"] * 20).reshape(-1, 1)
    content = npz(x_train=np.arange(80.0).reshape(40, 2), y_train=labels)
    found = datasets.load(kept(content, place, "mine.npz"), place)
    assert found.class_names == ("no", "yes")
    assert found.image_shape is None
    assert found.feature_names == ("column 0", "column 1")


# -- names and files -----------------------------------------------------------------------


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


# -- studies on own data -------------------------------------------------------------------


STUDY = """
[data]
file = "birds.csv"
target = "species"
rows = 30
[space]
units = [4, 8]
"""


def test_a_study_file_names_a_file_beside_it(place: Settings, tmp_path: Path) -> None:
    (tmp_path / "birds.csv").write_bytes(penguins())
    (tmp_path / "study.toml").write_text(STUDY)
    before = load(tmp_path / "study.toml")
    check(before, place)
    assert files(place) == []
    data = datasets.adopt(before.data, place)
    assert files(place) == [data.name]
    assert (data.title, data.target, data.rows, data.file) == ("birds.csv", "species", 30, None)
    assert before.name == "Random search on birds.csv"
    after = before.model_copy(update={"data": data})
    check(StudySpec.model_validate_json(after.model_dump_json()), place)
    assert plan.plan(after).seconds > 0


def test_a_study_says_either_name_or_file() -> None:
    with pytest.raises(InvalidInput, match="either name or file"):
        spec(dataset={"name": "digits", "file": "a.csv"})
    with pytest.raises(InvalidInput, match=r"come as \.csv or \.npz"):
        spec(dataset={"file": "a.xlsx"})


@pytest.mark.parametrize(
    ("data", "evaluation", "field", "words"),
    [
        ({}, {"method": "folds", "folds": 20}, "evaluation.folds", "at most 16, the rows of"),
        ({"rows": 10}, {"method": "folds", "folds": 4}, "evaluation.folds", "at most 3"),
        ({}, {"fraction": 0.99}, "evaluation.fraction", "cannot keep every class"),
        ({"rows": 47}, {}, "data.rows", "at most 45"),
        ({"target": None}, {}, "data.target", "target must name the column"),
        ({"target": "beak"}, {}, "data.target", "got 'beak'"),
        ({"target": "bill"}, {}, "data.target", "looks like regression"),
    ],
)
def test_what_cannot_be_split_is_told_before_the_start(
    data: dict[str, Any], evaluation: dict[str, Any], field: str, words: str, place: Settings
) -> None:
    known = kept(penguins(), place, target="species").model_dump()
    with pytest.raises(InvalidInput, match=words) as caught:
        check(spec(dataset=known | data, evaluation=evaluation), place)
    assert caught.value.field == field


def test_a_target_is_for_a_csv() -> None:
    with pytest.raises(InvalidInput, match="must be left out for digits"):
        spec(dataset={"name": "digits", "target": "species"})


def test_data_that_keras_downloads_pass_the_check(place: Settings) -> None:
    folds = {"method": "folds", "folds": 100}
    check(spec(dataset="mnist", evaluation=folds), place)


# -- what is refused -----------------------------------------------------------------------

TWO = [(k * 0.5, "ab"[k % 2]) for k in range(30)]
X = np.arange(80.0).reshape(40, 2)
Y = np.arange(40) % 2

BAD_FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.csv", lambda: b"", "a.csv is empty"),
    "only blanks": ("a.csv", lambda: b" \n\n ", "a.csv is empty"),
    "only a header": ("a.csv", lambda: b"x,y\n", "no row of data"),
    "binary": ("a.csv", lambda: b"PK\x03\x04\x00\x00", "is not a text file"),
    "latin-1": ("a.csv", lambda: "x,y\n1,ü".encode("latin-1"), "line 2 has the byte 0xFC"),
    "one column": ("a.csv", lambda: csv("x", TWO, ":"), "at least 2 columns"),
    "no header": ("a.csv", lambda: csv("5.1,a", TWO), "must name the columns"),
    "one name twice": ("a.csv", lambda: b"x,b,b\n1,2,3\n", "'b' stands there more than once"),
    "ragged": ("a.csv", lambda: csv("x,y", [*TWO, (1, 2, 3)]), "cannot be read as CSV"),
    "longer than its header": ("a.csv", lambda: csv("x,y", [(*r, 1) for r in TWO]), "longer than"),
    "one class": ("a.csv", lambda: csv("x,y", [(k, "a") for k in range(30)]), "2 classes"),
    "1,000 classes": (
        "a.csv",
        lambda: csv("x,y", [(k / 7, f"c{k}") for k in range(1000)]),
        "at most 100 classes, got 1,000",
    ),
    "regression": (
        "a.csv",
        lambda: csv("x,y", [(k / 7, k / 3) for k in range(30)]),
        "looks like regression",
    ),
    "few rows": ("a.csv", lambda: csv("x,y", TWO[:6]), "at least 5 rows of every class, got 3"),
    "missing targets": (
        "a.csv",
        lambda: csv("x,y", [*TWO, (1, ""), (2, "NA")]),
        "missing in 2 of 32 rows",
    ),
    "another kind": ("a.xlsx", lambda: b"PK", "come as .csv or .npz, got 'a.xlsx'"),
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
    "labels with fractions": ("a.npz", lambda: npz(x_train=X, y_train=Y / 3), "like regression"),
    "one class of arrays": ("a.npz", lambda: npz(x_train=X, y_train=Y * 0), "2 classes"),
    "too many classes of arrays": (
        "a.npz",
        lambda: npz(x_train=np.ones((200, 1)), y_train=np.arange(200)),
        "at most 100 classes, got 200",
    ),
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


BAD_TARGETS: dict[str, tuple[str, list[tuple[Any, ...]], str, str]] = {
    "constant": ("x,y,c", [(*row, 1) for row in TWO], "c", "at least 2 classes to tell apart"),
    "too many texts": (
        "x,y,c",
        [(k / 7, "ab"[k % 2], f"c{k}") for k in range(300)],
        "c",
        "at most 100 classes, got 300",
    ),
    "nothing to learn from": (
        "x,y,c",
        [(1, "ab"[k % 2], k) for k in range(30)],
        "y",
        "no column to learn 'y' from",
    ),
    "infinite": ("x,y", [*TWO, ("inf", "a")], "y", "'x' holds infinite numbers"),
}


@pytest.mark.parametrize("case", BAD_TARGETS)
def test_a_bad_target_gets_one_sentence(case: str, place: Settings) -> None:
    header, rows, target, words = BAD_TARGETS[case]
    data = kept(csv(header, rows), place, target=target)
    with pytest.raises(InvalidInput) as caught:
        datasets.load(data, place)
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")


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
    monkeypatch.setattr("tuning.datasets.arrays.MOST_UNPACKED", 10**6)
    with pytest.raises(InvalidInput, match="at most 1 MB unpacked, got 2 MB"):
        own.keep(npz(x_train=np.zeros((2000, 125)), y_train=np.zeros(2000)), "a.npz", place)
    assert rules.MOST_UNPACKED == 1000 * 10**6

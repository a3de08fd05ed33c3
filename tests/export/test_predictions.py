"""A file of rows with a best model's predictions beside them, and the score against its target."""

from __future__ import annotations

import io
import math
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook

from tests import data_files
from tuning import datasets
from tuning.datasets import Column, Dataset
from tuning.errors import InvalidInput
from tuning.export import predictions
from tuning.settings import Settings
from tuning.study import DataSpec

OUTPUTS = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.2, 0.5, 0.3]])
HEADER = "island,bill,mass,sex"
ROWS = ("Dream,40.10,3700,male", "Biscoe,50.0,n.d.,", "Atlantis,45,4100,female")


@pytest.fixture
def data(place: Settings) -> DataSpec:
    """Penguins, of whose columns `study` and `number` are not learned from."""
    spec = data_files.kept(data_files.penguins(), place, target="species")
    return datasets.resolve(spec, place)


def file(folder: Path, *lines: str, name: str = "new.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_table_comes_back_as_it_stands_with_new_columns(
    data: DataSpec, place: Settings, tmp_path: Path
) -> None:
    lines = (f"{HEADER},prediction", *(f"{row},mine" for row in ROWS))
    given = predictions.read(file(tmp_path, *lines), data, place, extra=True)
    assert isinstance(given.inputs, dict)
    assert list(given.inputs) == ["island", "bill", "mass", "sex"]
    assert given.inputs["bill"].tolist() == [40.1, 50.0, 45.0]
    assert math.isnan(given.inputs["mass"][1])
    assert given.inputs["sex"].tolist() == ["male", "", "female"]
    found = predictions.joined(given, datasets.load(data, place), OUTPUTS)
    text = io.StringIO()
    found.to_csv(text, index=False)
    assert text.getvalue().splitlines()[:3] == [
        "island,bill,mass,sex,prediction,prediction (2),"
        "probability of Adelie,probability of Chinstrap,probability of Gentoo",
        "Dream,40.10,3700,male,mine,Adelie,0.7,0.2,0.1",
        "Biscoe,50.0,n.d.,,mine,Gentoo,0.1,0.3,0.6",
    ]


def test_the_study_s_other_columns_may_stand_there_and_no_strange_one(
    data: DataSpec, place: Settings, tmp_path: Path
) -> None:
    known = (f"{HEADER},number,species", *(f"{row},7,Adelie" for row in ROWS))
    given = predictions.read(file(tmp_path, *known), data, place)
    assert list(given.frame)[-2:] == ["number", "species"]
    strange = (f"{HEADER},Bill", *(f"{row},7" for row in ROWS))
    with pytest.raises(InvalidInput, match=r"takes 4 columns, but the column 'Bill' is not among"):
        predictions.read(file(tmp_path, *strange), data, place)
    with pytest.raises(InvalidInput, match=r"the columns 'mass' and 'sex' are missing\.$"):
        predictions.read(file(tmp_path, "island,bill", "Dream,40", "Dream,41"), data, place)


def test_a_workbook_is_read_as_well(data: DataSpec, place: Settings, tmp_path: Path) -> None:
    book = Workbook()
    for row in (HEADER.split(","), ["Dream", 40.5, 3700, "male"], ["Biscoe", 50, 4000, "female"]):
        book.active.append(row)
    book.save(tmp_path / "new.xlsx")
    given = predictions.read(tmp_path / "new.xlsx", data, place)
    found = predictions.joined(given, datasets.load(data, place), OUTPUTS[:2])
    assert found["mass"].tolist() == [3700, 4000]
    assert found.to_csv(index=False).splitlines()[1].startswith("Dream,40.5,3700,male,Adelie,")


def test_the_score_is_of_the_rows_whose_target_is_known(
    data: DataSpec, place: Settings, tmp_path: Path
) -> None:
    kinds = ("Adelie", "Emperor", "Gentoo")  # right, none of the study's, wrong
    lines = (f"{HEADER},species", *(f"{row},{kind}" for row, kind in zip(ROWS, kinds, strict=True)))
    given, dataset = (
        predictions.read(file(tmp_path, *lines), data, place),
        datasets.load(data, place),
    )
    found = predictions.score(given, dataset, OUTPUTS)
    assert found is not None
    assert (found.rows, found.metrics["accuracy"]) == (2, 0.5)
    assert found.metrics["log_loss"] == pytest.approx(-(math.log(0.7) + math.log(0.3)) / 2)
    without = predictions.read(file(tmp_path, HEADER, *ROWS), data, place)
    assert predictions.score(without, dataset, OUTPUTS) is None


def test_quantities_have_one_new_column_and_their_own_score() -> None:
    import pandas as pd

    dataset = Dataset(
        *("", np.zeros((2, 1)), np.zeros(2), np.zeros((2, 1)), np.zeros(2), ()),
        columns=(Column("a"),),
        task="regression",
    )
    frame = pd.DataFrame({"a": [1, 2], "prediction": [0, 0]})
    given = predictions.Given("x.csv", {}, frame, np.array([10.0, np.nan]))
    outputs = np.array([[13.0], [5.0]])
    assert predictions.joined(given, dataset, outputs)["prediction (2)"].tolist() == [13.0, 5.0]
    found = predictions.score(given, dataset, outputs)
    assert found is not None
    assert (found.rows, found.metrics["mae"]) == (1, 3.0)


def test_images_come_as_arrays_and_in_the_study_s_shape(place: Settings, tmp_path: Path) -> None:
    data = DataSpec(name="digits")
    images = np.zeros((3, 8, 8), np.uint8)
    images[:, 0, 0] = 16
    new = tmp_path / "new.npz"
    np.savez(new, x=images, y=np.array([0, 2, 11]))
    given = predictions.read(new, data, place)
    assert given.frame["row"].tolist() == [0, 1, 2]
    found = predictions.score(given, datasets.load(data, place), np.eye(10)[:3])
    assert found is not None
    assert (found.rows, found.metrics["accuracy"]) == (2, 0.5)
    np.savez(new, x=images, y=np.array([0.0, 2.0, 11.0]))
    given = predictions.read(new, data, place)
    assert predictions.score(given, datasets.load(data, place), np.eye(10)[:3]) == found
    np.savez(new, x_test=images[:, :4])
    with pytest.raises(InvalidInput, match=r"must have the shape \(8, 8\) .* got \(4, 8\)"):
        predictions.read(new, data, place)
    with pytest.raises(InvalidInput, match=r"which come as an \.npz file, got new\.csv"):
        predictions.read(file(tmp_path, HEADER, *ROWS), data, place)
    with pytest.raises(InvalidInput, match="cannot be read: No such file"):
        predictions.read(tmp_path / "none.csv", data, place)

"""A best model at work on raw rows: what it is asked, by whom, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from tests.records.samples import store
from tests.waiting import wait_for
from tuning.engine import exported, predict_rows, predicting
from tuning.engine.predictions import FAULT, Predictions
from tuning.errors import InvalidInput, NotFound
from tuning.processes.predicting import OUTPUTS, packed
from tuning.settings import Settings
from tuning.store import PredictionRecord, PredictionState, Store

ROW = {"age": 40.0, "city <b>": "Oslo"}


def outputs_of(inputs: Any, x: keras.KerasTensor) -> keras.Model:
    """A model that says (x, 1 - x) of a number."""
    return keras.Model(inputs, keras.ops.concatenate([x, 1 - x], axis=1), name=exported.NAME)


def table_model() -> keras.Model:
    """0.1 for Oslo, 0.2 for an unknown city, 0 for none, and 0.01 for each year (20 if missing)."""
    age = keras.Input((1,), dtype="float64", name="age")
    city = keras.Input((1,), dtype="string", name="city <b>")
    known = keras.layers.StringLookup(vocabulary=["Oslo"], mask_token="")(city)
    years = keras.ops.where(keras.ops.isnan(age), 20.0, age)
    place = keras.ops.take(np.array([0.0, 0.2, 0.1]), known)
    return outputs_of([age, city], 0.01 * years + place)


def image_model() -> keras.Model:
    """The mean of an image's four bytes, of 255."""
    image = keras.Input((2, 2), name=exported.IMAGES)
    return outputs_of(image, keras.ops.mean(image, axis=(1, 2))[:, None] / 255)


def array_model() -> keras.Model:
    """The second of three columns without names."""
    rows = keras.Input((3,), dtype="float64", name=exported.ROWS)
    return outputs_of(rows, rows[:, 1:2])


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home's folder of models: 1 a table's, 2 of images, 3 of an array, 4 of an earlier kind."""
    folder = tmp_path_factory.mktemp("home") / "models"
    plain = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    for number, model in enumerate((table_model(), image_model(), array_model(), plain), start=1):
        (folder / str(number)).mkdir(parents=True)
        model.save(path(folder, number))
    return folder


def path(models: Path, number: int) -> Path:
    return models / str(number) / "best.keras"


def first(models: Path, number: int, **asked: Any) -> float:
    found = predicting.answer(path(models, number), asked)["outputs"]
    assert found[1] == pytest.approx(1 - found[0], abs=1e-6)
    return float(found[0])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (ROW, 0.5),
        ({"age": None, "city <b>": None}, 0.2),
        ({"age": 7, "city <b>": "Ålesund"}, 0.27),
        ({"age": "30", "city <b>": "Oslo"}, 0.4),
    ],
)
def test_a_row_of_plain_values(models: Path, row: dict[str, Any], expected: float) -> None:
    assert first(models, 1, row=row) == pytest.approx(expected, abs=1e-6)


def test_an_image_and_an_array_without_names(models: Path) -> None:
    assert first(models, 2, image=[0, 255, 51, 0]) == pytest.approx(0.3, abs=1e-6)
    row = {"column 0": 9, "column 1": 0.25, "column 2": None}
    assert first(models, 3, row=row) == 0.25


def test_what_matters_is_what_changes_the_prediction(models: Path) -> None:
    """Ages of 10 and 30 change 0.01 × 20; Oslo and an unknown city differ by 0.1."""
    rows = [{"age": 10, "city <b>": "Oslo"}, {"age": 30, "city <b>": "Rome"}]
    found = predicting.answer(path(models, 1), {"rows": rows})
    assert found["matters"] == pytest.approx({"age": 0.2, "city <b>": 0.1}, abs=1e-6)
    array = predicting.opened(path(models, 3))
    given = {name: np.array([1.0, 2.0, 4.0]) for name in array.kinds}
    assert predicting.matters(array, given) == pytest.approx(
        {"column 0": 0.0, "column 1": 2.0, "column 2": 0.0}, abs=1e-6
    )


def test_what_matters_is_not_asked_of_more_than_memory_holds(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predicting, "MOST_TRIED", 11)
    rows = [{"age": 10, "city <b>": "Oslo"}] * 3
    with pytest.raises(InvalidInput, match=r"of 2 columns decide .* at most 2 rows, got 3"):
        predicting.answer(path(models, 1), {"rows": rows})


@pytest.mark.parametrize(
    ("number", "asked", "why"),
    [
        (1, {"row": {"age": 1}}, "takes 2 columns, but the column 'city <b>' is missing."),
        (1, {"row": {**ROW, "x": 1}}, "but the column 'x' is not among them."),
        (1, {"row": {**ROW, "age": "old"}}, "The column 'age' takes a number, got 'old'."),
        (1, {"row": {**ROW, "age": True}}, "The column 'age' takes a number, got True."),
        (1, {"row": {**ROW, "age": 1e300}}, "The column 'age' takes a number"),
        (1, {"row": {**ROW, "age": "nan"}}, "The column 'age' takes a number, got nan."),
        (1, {"row": {**ROW, "city <b>": 3}}, "The column 'city <b>' takes a text, got 3."),
        (1, {"row": {**ROW, "city <b>": "\ud800"}}, "The column 'city <b>' takes a text, got"),
        (1, {"row": [1, 2]}, "A row has its values by their columns"),
        (1, {"image": [1]}, "takes a row of a table, got an image"),
        (2, {"image": [1, 2, 3]}, "An image is 2×2 numbers, got 3."),
        (2, {"image": [1, 2, 3, "x"]}, "An image is 2×2 numbers"),
        (2, {"row": {}}, "takes images, got a row"),
        (4, {"row": {}}, "was kept before models took raw rows"),
    ],
)
def test_what_it_cannot_take_is_one_sentence(
    models: Path, number: int, asked: dict[str, Any], why: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        predicting.answer(path(models, number), asked)
    assert why in str(refusal.value)


def test_a_day_goes_to_the_model_as_its_file_has_it() -> None:
    day = keras.Input((1,), dtype="string", name="day")
    known = keras.layers.StringLookup(vocabulary=["30.11.2026"], num_oov_indices=1)(day)
    model = predicting.RawModel(keras.Model([day], known, name=exported.NAME))
    given = model.columns([{"day": "2026-11-30"}, {"day": None}], {"day": "%d.%m.%Y"})
    assert given["day"].tolist() == ["30.11.2026", ""]
    assert model.predict(given).ravel().tolist() == [1, 0]
    with pytest.raises(InvalidInput, match=r"written as 2026-11-30, got '30/11'"):
        model.columns([{"day": "30/11"}], {"day": "%d.%m.%Y"})


def test_a_model_is_read_again_once_its_file_is_another(models: Path, tmp_path: Path) -> None:
    kept = tmp_path / "best.keras"
    with pytest.raises(NotFound, match="no best model yet"):
        predicting.opened(kept)
    kept.write_bytes(path(models, 1).read_bytes())
    before = predicting.opened(kept)
    assert predicting.opened(kept) is before
    kept.write_bytes(path(models, 2).read_bytes())
    assert predicting.opened(kept).image_shape == (2, 2)
    kept.write_bytes(b"no model")
    with pytest.raises(InvalidInput, match="cannot be read by this version of Keras"):
        predicting.opened(kept)


def test_many_rows_by_way_of_files(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predicting, "AT_ONCE", 2)
    columns = {"age": np.array([10.0, np.nan, 30.0]), "city <b>": np.array(["Oslo", "", "Rome"])}
    rows, outputs = tmp_path / "rows.npz", tmp_path / "outputs.npz"
    np.savez(rows, **packed(columns))
    predict_rows.main(path(models, 1), rows, outputs)
    with np.load(outputs) as file:
        assert file[OUTPUTS][:, 0] == pytest.approx([0.2, 0.2, 0.5], abs=1e-6)


def test_rows_that_a_model_cannot_take_end_with_2_and_nothing_is_written(
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, outputs = tmp_path / "rows.npz", tmp_path / "outputs.npz"
    np.savez(rows, **packed({"age": np.array([1.0])}))
    with pytest.raises(SystemExit, match="2"):
        predict_rows.main(path(models, 1), rows, outputs)
    assert capsys.readouterr().err.splitlines()[-1].startswith("The model takes 2 columns")
    assert not outputs.exists()


# -- in the engine -------------------------------------------------------------------------------


@pytest.fixture
def kept(models: Path, tmp_path: Path) -> Iterator[Store]:
    """A store whose engine has answered what was asked before, and goes on."""
    kept = store(tmp_path)
    kept.ask_prediction(1, {"row": ROW}, "of an engine that is gone")
    served = Predictions(kept, Settings(home=models.parent))
    served.serve()
    yield kept
    served.close()
    assert kept.next_prediction() is None


def came_of(kept: Store, study: int, **asked: Any) -> PredictionRecord:
    number, found = kept.ask_prediction(study, asked, "ann"), list[PredictionRecord]()

    def has_ended() -> bool:
        found[:] = [kept.take_predictions([number])[number]]
        return found[0].state in (PredictionState.DONE, PredictionState.FAILED)

    wait_for(has_ended)
    return found[0]


def test_the_engine_answers_one_after_the_other(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = came_of(kept, 1, row=ROW, dates={})
    assert json.loads(found.answer or "")["outputs"] == pytest.approx([0.5, 0.5], abs=1e-6)
    refused = came_of(kept, 99, row=ROW)
    assert (refused.state.value, refused.answer) == ("failed", "This study has no best model yet.")
    monkeypatch.setattr(predicting, "answer", lambda *_: 1 / 0)
    assert came_of(kept, 1, row=ROW).answer == FAULT

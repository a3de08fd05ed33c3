"""The model card, and the zip in which it lies beside the model and what is known of it."""

from __future__ import annotations

import ast
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.data_files import csv
from tests.records import honest
from tests.records.samples import finished, spec, store
from tuning import datasets
from tuning.errors import InvalidInput, NotFound
from tuning.export import usage
from tuning.export.card import card
from tuning.export.package import package
from tuning.settings import Settings
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import DataSpec

AWKWARD = "| `<b>` $x$"
ROWS = [(k % 7 + k / 10, ("red", "green")[k % 2], ("no", "yes|`")[k % 3 > 0]) for k in range(60)]


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path).prepare()


@pytest.fixture
def kept(place: Settings) -> Iterator[Store]:
    opened = store(place.home)
    yield opened
    opened.close()


def study(kept: Store, place: Settings) -> StudyView:
    """On a table of awkward names, whose winner took 2 of 12 test rows for the other class."""
    name = datasets.own.keep(csv(f"{AWKWARD},colour,paid", ROWS), "mine.csv", place)
    view = StudyView(kept, finished(kept, dataset={"name": name, "target": "paid"}))
    y = datasets.load(view.study.spec.data, place).y_test
    said = y.copy()
    said[np.flatnonzero(y == 1)[:2]] = 0
    folder = place.models / str(view.study.id)
    folder.mkdir(parents=True)
    np.savez(folder / "test.npz", probabilities=np.eye(2)[said], y=y, rows=np.arange(len(y)))
    return view


def model(view: StudyView, place: Settings, name: str) -> Path:
    path = place.models / str(view.study.id) / "best.keras"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("config.json", json.dumps({"config": {"name": name}}))
    return path


def test_a_card_says_what_a_model_is_and_where_it_errs(kept: Store, place: Settings) -> None:
    view = study(kept, place)
    honest.leave(
        kept,
        view.study.id,
        corrected=0.85,
        baselines={"constant": 0.65, "linear": 0.9},
        notes={"linear": "Logistic regression."},
        tested={"linear": {"accuracy": 0.875}},
        answer="yes|`",
    )
    view.refresh()
    text = card(view, place)
    assert "| +0.2000 | Nothing is trained. |" in text
    assert "| Linear model | 0.9000 | −0.0500 | Logistic regression. |" in text
    assert "| a guess | a linear model |" in text
    assert "| 0.8750 |" in text
    assert re.findall("^#+ .*", text, re.M) == [
        "# Model card: `A sample`",
        *("## Data", "## What was tried", "## How good it is", "## Where it errs most"),
        *("## Limits", "## How to use it"),
    ]
    assert "`` \\| `<b>` $x$ `` | number |" not in text
    assert "| ``\\| `<b>` $x$`` | number |" in text
    assert "| Accuracy | 0.8800 | 0.5520 to 0.9530 | 0.6667 |" in text
    assert "| `` yes\\|` `` | `no` | 2 of 8 |" in text
    assert "Its test rests on 12 rows" in text
    assert "max\\_trials = 2" in text


def test_its_code_is_python_that_names_the_columns(kept: Store, place: Settings) -> None:
    view = study(kept, place)
    code = usage.example(view.study.spec.data, place)
    texts = [one.value for one in ast.walk(ast.parse(code)) if isinstance(one, ast.Constant)]
    assert {"mine.csv", AWKWARD, "colour", "yes|`"} <= {*texts}
    assert f"````python\n{code}````" not in card(view, place)
    assert f"```python\n{code}```" in card(view, place)
    images = usage.example(DataSpec(name="digits"), place)
    assert "np.zeros((1, 8, 8), " in images
    ast.parse(images)


def test_a_zip_has_the_model_and_what_is_known_of_it(kept: Store, place: Settings) -> None:
    view = study(kept, place)
    with pytest.raises(NotFound, match="Study 1 has no best model yet"):
        package(view, place)
    path = model(view, place, usage.RAW)
    with zipfile.ZipFile(io.BytesIO(package(view, place))) as packed:
        assert packed.read("best.keras") == path.read_bytes()
        assert packed.read("card.md").decode() == card(view, place)
        known = json.loads(packed.read("model.json"))
    assert known["task"] == "classification"
    assert known["target"] == "paid"
    assert known["gives"] == {"what": "probabilities", "classes": ["no", "yes|`"]}
    columns = [(one["name"], one["type"], one["values"]) for one in known["takes"]["columns"]]
    assert columns == [(AWKWARD, "number", []), ("colour", "string", ["green", "red"])]
    assert known["metrics"]["test"] == {"accuracy": 0.88, "loss": 0.4}
    assert known["metrics"]["test_rows"] == 12
    assert known["spec"] == view.study.spec.model_dump(mode="json")
    assert {"python", "keras"} <= set(known["versions"])


def test_an_earlier_model_is_said_to_take_prepared_rows(kept: Store, place: Settings) -> None:
    view = study(kept, place)
    path = model(view, place, "model")
    assert not usage.takes_raw_rows(path)
    assert usage.PREPARED in card(view, place)
    path.write_bytes(b"no model")
    assert not usage.takes_raw_rows(path)


def test_no_card_without_a_best_trial(kept: Store, place: Settings) -> None:
    view = StudyView(kept, kept.create_study(spec()))
    with pytest.raises(InvalidInput, match="A model card needs a best trial, but study 1 has none"):
        card(view, place)

"""The space that suits data: by their sizes, and asked for by a study file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tuning import settings
from tuning.catalog import DATASETS, DatasetInfo
from tuning.planning import files
from tuning.planning.checks import check
from tuning.planning.presets import PRESETS
from tuning.planning.suggest import suggest
from tuning.space import Fixed
from tuning.ui.new_study.draft import read
from tuning.ui.new_study.fields import fields_of


def table(rows: int) -> DatasetInfo:
    return DatasetInfo("own/t-00000000.csv", "t.csv", "", False, rows, rows // 4, 12, 3)


@pytest.mark.parametrize(
    "info",
    [table(200), table(5_000), table(100_000), DATASETS["digits"], DATASETS["mnist"]],
    ids=["few", "some", "many", "small images", "images"],
)
def test_a_suggestion_can_be_shown_and_read_back(info: DatasetInfo) -> None:
    found = suggest(info)
    start = PRESETS["article"].spec
    draft = read(fields_of(start.model_copy(update={"space": found.space, "model": found.model})))
    assert draft.errors == {}
    assert draft.parameters == found.space.parameters


def test_few_rows_get_narrow_networks_that_are_held_back_and_train_longer() -> None:
    few, many = suggest(table(200)), suggest(table(100_000))
    assert few.space["units"].points()[-1] < many.space["units"].points()[-1]
    assert few.space["epochs"].points()[0] > many.space["epochs"].points()[0]
    assert few.space["l2"].points()[-1] > many.space["l2"].points()[-1]
    assert few.patience > many.patience
    assert "200 rows of 12 inputs" in few.why
    quantity = replace(table(200), task="regression", classes=0)
    assert suggest(quantity).space["layers"].points() == [0, 1, 2], "a line may do"
    assert suggest(table(100_000), rows=200) == few


def test_images_get_convolutions_unless_another_model_is_meant() -> None:
    assert suggest(DATASETS["digits"]).model == "conv"
    assert suggest(DATASETS["mnist"]).space["blocks"].points() == [1, 2, 3]
    assert suggest(DATASETS["digits"], model="dense").space["units"]


def test_a_study_file_may_ask_for_it(tmp_path: Path) -> None:
    file = tmp_path / "study.toml"
    file.write_text('dataset = "wine"\nspace = "suggested"\n')
    home = settings.load(tmp_path)
    spec = check(files.read(file), home)
    wanted = suggest(DATASETS["wine"])
    assert {name: spec.space[name] for name in wanted.space}.keys() == spec.space.parameters.keys()
    assert spec.space["l2"] == wanted.space["l2"]
    assert (spec.model, spec.patience) == ("dense", wanted.patience)
    asked = files.read(file)
    fewer = asked.model_copy(update={"space": asked.space.replace(epochs=3), "patience": None})
    assert check(fewer, home).space["epochs"] == Fixed(value=3)
    assert check(fewer, home).patience is None

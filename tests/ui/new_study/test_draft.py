"""The form's fields: every preset reads back as itself, every mistake has its sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tuning.planning.checks import completed
from tuning.planning.presets import PRESETS
from tuning.space import Choice, Fixed, Float, Int
from tuning.trackers import INSTALL, TRACKERS
from tuning.ui.new_study import told
from tuning.ui.new_study.draft import read
from tuning.ui.new_study.fields import fields_of


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_reads_back_as_itself(name: str) -> None:
    spec = completed(PRESETS[name].spec)
    assert read(fields_of(spec)).spec == spec
    cut = spec.model_copy(update={"training_seconds": 60.0})
    assert read(fields_of(cut)).spec == cut


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"space.units.low": 600}, "space.units", "low must not be above high"),
        ({"space.units.step": 7}, "space.units", "step 7 does not fit"),
        ({"space.units.low": None}, "space.units", "Give a lowest value."),
        ({"space.learning_rate.low": 0.0}, "space.learning_rate", "log scale needs low above 0"),
        ({"space.activation.values": []}, "space.activation", "at least one value"),
        ({"space.units.mode": "list", "space.units.values": "8, x"}, "space.units", "got 'x'"),
        ({"space.units.mode": "list", "space.units.values": ""}, "space.units", "got none"),
        ({"space.dropout.high": 2.0, "space.dropout.step": None}, "space.dropout", "at most 0.9"),
        ({"strategy.max_trials": 0}, "strategy.max_trials", "at least 1, got 0"),
        ({"strategy.max_trials": None}, "strategy.max_trials", "whole number"),
        ({"space.epochs.value": -3}, "space.epochs", "at least 1, got -3"),
        ({"evaluation.fraction": 1.5}, "evaluation.fraction", "got 1.5"),
        ({"evaluation.executions": 0}, "evaluation.executions", "got 0"),
        ({"data.rows": 3}, "data.rows", "got 3"),
        ({"seed": -1}, "seed", "got -1"),
        ({"training_seconds": 0.0}, "training_seconds", "got 0"),
        (
            {"space.momentum.mode": "range"},
            "space.momentum",
            "momentum would never be used",
        ),
    ],
)
def test_a_mistake_has_a_sentence_at_its_place(
    changes: dict[str, Any], place: str, words: str
) -> None:
    draft = read(fields_of(PRESETS["article"].spec) | changes)
    assert draft.spec is None
    assert words.lower() in draft.errors[place].lower()


def test_nothing_to_search_is_said_of_the_space() -> None:
    fields = fields_of(PRESETS["first_steps"].spec)
    draft = read(fields | {"space.units.mode": "fixed", "space.learning_rate.mode": "out"})
    assert "nothing to search" in draft.errors["space"]


def test_modes_give_their_kinds_of_parameter() -> None:
    fields = fields_of(PRESETS["first_steps"].spec) | {
        "space.units.scale": "log",
        "space.batch_size.mode": "list",
        "space.batch_size.values": "16; 32",
        "space.dropout.mode": "range",
        "space.optimizer.mode": "fixed",
    }
    draft = read(fields)
    assert draft.errors == {}
    assert draft.parameters == {
        "units": Int(low=8, high=128, scale="log"),
        "learning_rate": Float(low=1e-4, high=0.1, scale="log"),
        "batch_size": Choice(values=[16, 32]),
        "dropout": Float(low=0.0, high=0.1, step=0.01),
        "optimizer": Fixed(value="adam"),
    }


def test_several_mistakes_are_all_told() -> None:
    fields = fields_of(PRESETS["article"].spec)
    draft = read(fields | {"space.units.low": 600, "strategy.max_trials": 0, "seed": None})
    assert {"space.units", "strategy.max_trials"} <= set(draft.errors)


GRID = {"strategy.name": "grid_search", "space.learning_rate.grid": "0.001, 0.01"}


def test_grid_values_are_named_for_a_technique_that_walks_a_grid() -> None:
    fields = fields_of(PRESETS["first_steps"].spec)
    draft = read(fields | GRID)
    assert draft.parameters["learning_rate"].points(draft.points) == [0.001, 0.01]
    assert draft.points == 5
    assert draft.spec is not None
    again = read(fields_of(draft.spec))
    assert again.spec == draft.spec
    drawn = read(fields | GRID | {"strategy.name": "random_search"})
    assert drawn.parameters["learning_rate"] == Float(low=1e-4, high=0.1, scale="log")
    assert drawn.points is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("5", "must lie from"), ("0.01, 1e-2", "has 0.01 twice"), ("small", "got 'small'")],
)
def test_grid_values_that_are_none_have_their_sentence(text: str, words: str) -> None:
    fields = fields_of(PRESETS["first_steps"].spec)
    draft = read(fields | GRID | {"space.learning_rate.grid": text})
    assert words in draft.errors["space.learning_rate"]


def test_the_ends_of_a_range_are_what_the_hparams_technique_takes() -> None:
    fields = fields_of(PRESETS["first_steps"].spec) | {"strategy.name": "hparams_grid"}
    assert read(fields).points == 2


def test_trackers_are_kept_and_one_without_its_client_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = PRESETS["article"].spec
    fields = fields_of(start.model_copy(update={"track": ("mlflow", "comet")}))
    assert told.tracking(fields) == "MLflow and Comet"
    assert told.tracking(fields_of(start)) == "None: everything stays here"
    draft = read(fields)
    assert draft.spec is not None
    assert draft.spec.track == ("mlflow", "comet")
    gone = replace(TRACKERS["comet"], modules=("no_such_client",))
    monkeypatch.setitem(TRACKERS, "comet", gone)
    assert read(fields).errors == {
        "track": f"Comet needs its client, which is not installed: {INSTALL}"
    }

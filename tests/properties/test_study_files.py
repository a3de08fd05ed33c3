"""Whatever a study file or a document says: a study with its plan, or one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.inputs import check_sentence, documents, junk, outcome, toml, words
from tuning import strategies
from tuning.errors import InvalidInput
from tuning.planning import files, plan
from tuning.planning.checks import completed
from tuning.settings import Settings
from tuning.strategies import hyperband
from tuning.study import StudySpec


def holds(spec: StudySpec, place: Settings) -> None:
    """What is true of every study."""
    text = spec.model_dump_json()
    assert json.loads(text, parse_constant=pytest.fail), "no NaN in JSON"
    assert files.parse(json.loads(text)) == spec
    assert completed(spec) == spec
    planned = outcome(lambda: plan.plan(spec, settings=place))
    if planned is not None:
        assert 0 <= planned.trials <= planned.fits
        assert planned.seconds >= 0
        json.dumps(planned.seconds, allow_nan=False)


@given(documents())
def test_a_document_is_a_study_or_one_sentence(place: Settings, document: dict[str, Any]) -> None:
    spec = outcome(lambda: files.parse(document))
    if spec is not None:
        holds(spec, place)


@given(documents())
def test_a_file_is_read_as_its_document_is(place: Settings, document: dict[str, Any]) -> None:
    path = place.home / "study.toml"
    path.write_text(toml(document), encoding="utf-8", errors="surrogateescape")
    spec = outcome(lambda: files.load(path))
    if spec is not None:
        holds(spec, place)


@given(st.dictionaries(words, junk, max_size=3))
def test_nonsense_is_one_sentence(document: dict[str, Any]) -> None:
    outcome(lambda: files.parse(document))


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_any_bytes_are_one_sentence(place: Settings, content: bytes) -> None:
    path = place.home / "study.toml"
    path.write_bytes(content)
    outcome(lambda: files.load(path))


def test_a_tiny_step_and_an_empty_file_are_refused(place: Settings) -> None:
    path: Path = place.home / "study.toml"
    tiny = '{type = "float", low = 0.0, high = 0.5, step = 1e-320}'
    for text in ("", "# nothing\n", f"space = {{dropout = {tiny}}}"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InvalidInput) as caught:
            files.load(path)
        check_sentence(str(caught.value))


def test_what_decides_about_others_is_no_endless_walk() -> None:
    steps = {"type": "float", "low": 0.0001, "high": 0.5, "step": 0.0001}
    space = {
        "learning_rate": steps,
        "dropout_visible": steps,
        "dropout": steps | {"when": {"learning_rate": [0.1]}},
        "max_norm": steps | {"when": {"dropout_visible": [0.1]}},
    }
    with pytest.raises(InvalidInput, match="at most 10,000 combinations of values, got 25,000,000"):
        files.parse({"space": space})


def _small(draw: st.DrawFn) -> dict[str, Any]:
    units = draw(st.lists(st.integers(1, 9), min_size=2, max_size=4, unique=True))
    space: dict[str, Any] = {"units": units, "epochs": draw(st.integers(1, 5))}
    if draw(st.booleans()):
        space["optimizer"] = draw(st.sampled_from([["adam", "sgd"], ["sgd"], ["sgd", "rmsprop"]]))
        if draw(st.booleans()):
            space["momentum"] = {"type": "float", "low": 0.0, "high": 0.6, "step": 0.3}
    if draw(st.booleans()):
        space["dropout"] = {"type": "float", "low": 0.0, "high": 0.4}
    return space


@given(
    st.composite(_small)(),
    st.sampled_from(["grid_search", "grid_search_cv", "hparams_grid"]),
    st.integers(1, 3),
)
def test_a_grid_costs_what_its_combinations_cost(
    space: dict[str, Any], strategy: str, executions: int
) -> None:
    spec = files.parse(
        {"strategy": strategy, "space": space, "evaluation": {"executions": executions}}
    )
    counted = strategies.count(spec)
    assert counted.exact
    points = strategies.points(spec)
    every = {repr(values) for values in spec.space.combinations(points)}
    refits = int(bool(strategies.STRATEGIES[strategy].loop_owner))
    assert counted.trials == len(every)
    assert counted.fits == len(every) * executions + refits
    assert counted.epochs == counted.fits * space["epochs"]


@given(st.composite(_small)(), st.integers(1, 30))
def test_draws_are_as_many_as_there_are(space: dict[str, Any], most: int) -> None:
    strategy = {"name": "random_search", "max_trials": most}
    spec = files.parse({"strategy": strategy, "space": space})
    there = most if "dropout" in space else len({repr(v) for v in spec.space.combinations()})
    assert strategies.count(spec).trials == min(most, there)


@given(st.composite(_small)())
def test_one_at_a_time_tries_each_value_once(space: dict[str, Any]) -> None:
    spec = files.parse({"strategy": "one_at_a_time", "space": space})
    counted = strategies.count(spec)
    sizes = [len(p.points(strategies.points(spec))) for p in spec.space.searched.values()]
    if counted.exact:
        assert counted.trials == 1 + sum(size - 1 for size in sizes)


@given(st.integers(2, 200), st.integers(2, 6))
def test_rungs_get_smaller_and_train_longer(most: int, factor: int) -> None:
    for rungs in hyperband.rungs(most, factor):
        sizes, until = zip(*rungs, strict=True)
        assert list(sizes) == sorted(sizes, reverse=True)
        assert list(until) == sorted(set(until))
        assert until[-1] == most

"""What the miniature of a strategy is told: the measured numbers, and who proposes."""

from __future__ import annotations

import json

import pytest

from tuning.learn import LESSONS, Search, searched
from tuning.learn.landscape import landscape
from tuning.ui.components.searched import sent


def search(name: str) -> Search:
    miniature = LESSONS[name].miniature
    assert isinstance(miniature, Search)
    return miniature


@pytest.mark.parametrize("name", ["random_search", "hyperband", "by_hand"])
def test_the_numbers_are_those_that_the_search_is_scored_by(name: str) -> None:
    told = json.loads(json.dumps(sent(search(name)), allow_nan=False))["landscape"]
    for at in ((0, 0), (12, 3), (24, 16)):
        axes = zip(told["axes"], at, strict=True)
        values = {axis["name"]: axis["places"][place] for axis, place in axes}
        score = landscape().score(values, told["epochs"])
        assert told["scores"][at[0]][at[1]] == pytest.approx(score, abs=1e-5)
    assert told["best"]["score"] == max(max(row) for row in told["scores"])


def test_the_landscape_is_shown_after_as_many_epochs_as_the_longest_trial_has() -> None:
    longest = {
        name: sent(search(name))["landscape"]["epochs"] for name in LESSONS if is_search(name)
    }
    assert longest["random_search"] == searched.EPOCHS
    assert longest["hyperband"] > searched.EPOCHS


def is_search(name: str) -> bool:
    return isinstance(LESSONS[name].miniature, Search)


def test_by_hand_the_reader_proposes_measured_points_of_a_hidden_landscape() -> None:
    told = sent(search("by_hand"))
    assert told["kind"] == "proposing"
    assert told["landscape"]["hidden"]
    for control, places in zip(told["controls"], landscape().places, strict=True):
        assert control["stops"] == places.tolist()
        assert len(set(control["texts"])) == len(places)

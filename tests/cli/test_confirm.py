"""The command `confirm`: what it prints, its exit codes, and Ctrl-C."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cli.calling import call, interrupted_when, one_line
from tests.records.samples import bring, finished, spec
from tuning.store import ConfirmationState, Store
from tuning.study import StudyState

Behave = Callable[[str], None]


def test_it_prints_one_json_object_that_show_has_too(store: Store, engine: Behave) -> None:
    engine("completes")
    study = finished(store)
    assert json.loads(call("show", study, "--json").stdout)["confirmation"] is None
    result = call("confirm", study, "--top", 2, "--repeats", 3, "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["study"] == study
    found = told["confirmation"]
    assert [(t["number"], t["chosen"]) for t in found["trials"]] == [(1, 0.9), (0, 0.8)]
    assert found["trials"][0]["scores"] == pytest.approx([0.895, 0.915, 0.895])
    assert (found["state"], found["repeats"], found["order"]) == ("completed", 3, [0, 1])
    assert found["pairs"][0] | {"difference": 0} == {
        "first": 0,
        "second": 1,
        "difference": 0,
        "better": False,  # by less than a hundredth, which counts as no difference
    }
    assert json.loads(call("show", study, "--json").stdout)["confirmation"] == found
    assert "2 trials, 3 times each: 6 fits" in result.stderr
    engine("dies")  # what is trained already is told without one
    again = call("confirm", study, "--repeats", 2)
    assert again.exit_code == 0
    assert "all of it is trained already" in again.stderr
    assert "Trial 1, chosen by 0.9000, came to" in again.stdout


def test_ctrl_c_stops_it_and_says_how_it_goes_on(store: Store, engine: Behave) -> None:
    engine("waits")
    study = finished(store)

    def runs() -> bool:
        found = store.confirmations(study)
        return bool(found) and found[-1].state is ConfirmationState.RUNNING

    with interrupted_when(runs):
        result = call("confirm", study, "--top", 1, "--repeats", 4)
    assert result.exit_code == 130
    assert result.stderr.endswith(
        f"go on with: python -m tuning confirm {study} --top 1 --repeats 4\n"
    )
    assert store.confirmations(study)[-1].state is ConfirmationState.STOPPED
    assert store.study(study).state is StudyState.COMPLETED


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((99,), "There is no study 99."),
        ((1, "--top", 0), "top must be from 1 to 2, the trials that have a score, got 0."),
        ((1, "--repeats", 101), "repeats must be from 1 to 100, got 101."),
        ((2,), "A study can be confirmed once its search is over, but study 2 is RUNNING."),
        ((3,), "Study 3 has no trial with a score, so that there is nothing to confirm."),
    ],
)
def test_what_cannot_be_confirmed_is_one_line_and_code_2(
    arguments: tuple[object, ...], sentence: str, store: Store
) -> None:
    finished(store)
    for state in (StudyState.RUNNING, StudyState.STOPPED):
        bring(store, store.create_study(spec()), state)
    result = call("confirm", *arguments)
    assert (one_line(result), result.exit_code) == (sentence, 2)
    assert not store.active_confirmations()

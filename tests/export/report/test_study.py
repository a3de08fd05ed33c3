"""The report of a study: what stands in the file, whatever the study is like."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import records
from tests.export.report.unpacked import Elements, data
from tests.records import honest, samples
from tests.records.techniques import bayesian, hyperband
from tuning.analysis.why import why
from tuning.export.report import study_report
from tuning.honesty import words
from tuning.space import Choice, Fixed, Space
from tuning.store import Batch, Store
from tuning.store.view import StudyView
from tuning.study import StudyState, TrialState


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    opened = samples.store(tmp_path)
    yield opened
    opened.close()


def report(store: Store, study_id: int) -> str:
    return study_report(StudyView(store, study_id))


def said(text: str) -> str:
    return " ".join(Elements(text).texts)


def test_it_says_what_came_out_what_was_searched_and_what_to_know(kept: Store) -> None:
    text = said(report(kept, records.fill(kept, records.spec(12), failed=(4,))))
    for sentence in (
        "On the test set, which it met once: test accuracy 0.9583 and test loss 0.1412.",
        "1 of 12 trials diverged: the loss became NaN or infinite.",
        "20% of the training rows kept for validation, each trained 2 times.",
        "0.0001 to 0.1, on a log scale",
        "0 to 0.9, step 0.1, while optimizer is sgd or rmsprop",
        "Digits (scikit-learn): 1,797 handwritten digits",
    ):
        assert sentence in text


def test_the_table_has_every_trial_and_the_best_is_marked(kept: Store) -> None:
    view = StudyView(kept, records.fill(kept, records.spec(12)))
    rows = [attrs for tag, attrs in Elements(study_report(view)).tags if "data-trial" in attrs]
    assert [row["data-trial"] for row in rows] == [str(number) for number in range(12)]
    best = [row["data-trial"] for row in rows if row.get("class") == "best"]
    assert best == [str(view.study.best_number)]


def test_nothing_of_a_person_is_markup_or_script(kept: Store) -> None:
    name = """</script><b onload='x("1")'>"&amp; {{ 7 * 7 }} <!--"""
    texts = ["</script><i>", '"quoted"', "relu"]
    space = Space(parameters={"activation": Choice(values=texts), "epochs": Fixed(value=2)})
    plain = records.spec(4)
    study_id = kept.create_study(plain.model_copy(update={"name": name, "space": space}))
    failed = samples.trial(
        3, None, state=TrialState.FAILED, values={"activation": texts[0]}, error="<s>no</s>"
    )
    odd = samples.trial(1, values={"activation": texts[1]}, reason={"text": "<u>why</u>"})
    kept.write(study_id, Batch(trials=[odd, failed], study={"best_number": 1, "best_score": 0.9}))
    text = report(kept, study_id)
    found = Elements(text)
    tags = {tag for tag, _ in found.tags}
    assert not tags & {"b", "s", "u"}
    assert sum(tag == "i" for tag, _ in found.tags) == 0
    assert not any(event.startswith("on") for _, attrs in found.tags for event in attrs)
    assert " ".join(name.split()) in [" ".join(one.split()) for one in found.texts]
    assert {"<s>no</s>", texts[0], texts[1]} <= set(found.texts)
    assert any("<u>why</u>" in one for one in found.texts)


def test_it_asks_no_address_for_anything(kept: Store) -> None:
    found = Elements(report(kept, records.fill(kept, records.spec(3))))
    sources = [attrs.get(name) for _, attrs in found.tags for name in ("src", "href")]
    assert set(filter(None, sources)) == {"#charts", "data:,"}
    (policy,) = [a["content"] for _, a in found.tags if a.get("http-equiv")]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "connect-src" not in policy


def test_five_hundred_trials_of_twenty_epochs_take_less_than_5_mb_with_what_mattered(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuning.export.report.frames.GROWTH", 5)
    space = Space(parameters=records.MOMENTUM.parameters | {"epochs": Fixed(value=20)})
    spec = records.spec(500, space=space, evaluation={"executions": 1})
    text = report(kept, records.fill(kept, spec))
    assert len(text.encode()) < 5_000_000
    assert len(data(text)["study"]["curves"]["epoch"]) == 500 * 20
    assert "Shares of what all hyperparameters explain together" in said(text)
    mattered = data(text)["mattered"]
    assert mattered["at"] == [*range(20), 20, 100, 500]
    assert mattered["told"][:20] == [
        "Not to be told from chance yet: it takes 20 trials with a score, here "
        f"{'is' if count == 1 else 'are'} {count}."
        for count in range(20)
    ]
    assert mattered["figures"][mattered["which"][0]] is None
    assert mattered["figures"][mattered["which"][-1]]["data"]
    assert mattered["told"][-1] in said(text)
    assert len(data(text)["whys"]["drawn"]) == 500
    assert data(text)["whys"]["left_out"] == ""


def test_of_very_many_epochs_some_are_left_out_and_all_are_counted(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = Space(parameters=records.MOMENTUM.parameters | {"epochs": Fixed(value=9)})
    view = StudyView(kept, records.fill(kept, records.spec(3, space=space)))
    monkeypatch.setattr("tuning.export.report.records.MOST_NUMBERS", 100)
    text = study_report(view)
    carried = data(text)["study"]
    # 7 fits of 9 epochs (one is a refit) with 4 metrics each: 252 numbers, a third of them fit.
    assert "of each fit, one epoch in 3" in said(text)
    for fit, key in enumerate(key for key in view.curves if key[1].scores):
        rows = zip(carried["curves"]["fit"], carried["curves"]["epoch"], strict=True)
        mine = [epoch for own, epoch in rows if own == fit]
        curve = [epoch.metrics["val_accuracy"] for epoch in view.curves[key]]
        assert mine == sorted({1, 3, 6, 9, curve.index(max(curve)) + 1})
    assert len(carried["epochEnds"]) == 6 * 9


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (StudyState.RUNNING, "This study still ran when the report was made"),
        (StudyState.STOPPED, "This study was stopped before its end"),
        (StudyState.FAILED, "This study failed."),
    ],
)
def test_it_says_that_a_study_has_not_come_to_its_end(
    kept: Store, state: StudyState, sentence: str
) -> None:
    spec = records.spec(9)
    study_id = records.fill(kept, spec, finished=4, running=2, state=state)
    text = report(kept, study_id)
    assert sentence in said(text)
    assert "It was not tested." in said(text)
    carried = data(text)["study"]
    assert carried["active"] == state.is_active()
    assert carried["trials"]["ended"].count(None) == 2


def test_a_study_without_trials(kept: Store) -> None:
    text = report(kept, kept.create_study(records.spec(3)))
    assert "This study has no trials" in said(text)
    assert data(text) == {"kind": "study", "empty": True}


def test_a_study_all_of_whose_trials_failed(kept: Store) -> None:
    text = report(kept, records.fill(kept, records.spec(3), failed=(0, 1, 2)))
    assert "No trial has a score: all of them failed, and the table says why." in said(text)
    assert "The loss became NaN in epoch 1." in said(text)
    assert data(text)["study"]["trials"]["score"] == [None, None, None]


@pytest.mark.parametrize("score", [math.nan, math.inf])
def test_a_score_that_is_no_number_is_left_out(kept: Store, score: float) -> None:
    study_id = samples.finished(kept)
    kept.write(study_id, Batch(trials=[samples.trial(0, score)]))
    assert data(report(kept, study_id))["study"]["trials"]["score"] == [None, 0.9]


def test_one_trial_of_one_fit(kept: Store) -> None:
    study_id = records.fill(kept, records.spec(1, evaluation={"executions": 1}))
    assert "of one fit, which cannot show luck" in said(report(kept, study_id))


def test_what_the_strategy_says_is_there_for_every_trial(kept: Store) -> None:
    view = StudyView(kept, hyperband(kept))
    (frames,) = data(study_report(view))["frames"]
    assert frames["name"] == "rungs"
    assert frames["at"] == list(range(len(view.trials) + 1))
    assert len(frames["told"]) == len(frames["which"]) == len(frames["at"])
    assert max(frames["which"]) == len(frames["figures"]) - 1
    assert frames["told"][0].startswith("1 configuration")


def test_why_each_trial_was_tried_is_there_with_the_figures_of_the_best(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuning.export.report.whys.MOST_DRAWN", 3)
    view = StudyView(kept, bayesian(kept))
    whys = data(study_report(view))["whys"]
    assert whys["sentences"] == [why(view, number).sentence for number in view.numbers]
    best = {str(number) for _, number in view.ranked[:3]}
    assert set(whys["drawn"]) <= best
    assert all(panel["figure"]["data"] for panel in whys["drawn"]["12"]["panels"])
    assert whys["left_out"].startswith("This file has figures of 3 of 14 trials")
    monkeypatch.setattr("tuning.export.report.whys.ROOM", 2_500)
    fewer = data(study_report(view))["whys"]
    assert set(fewer["drawn"]) < best
    assert f"of {len(fewer['drawn'])} of 14 trials" in fewer["left_out"]


def test_of_many_trials_the_table_lists_the_best_and_the_latest(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuning.export.report.trials.MOST_ROWS", 4)
    view = StudyView(kept, records.fill(kept, records.spec(10)))
    text = study_report(view)
    rows = [int(a["data-trial"] or 0) for _, a in Elements(text).tags if "data-trial" in a]
    best = {number for _, number in view.ranked[:2]}
    assert set(rows) == best | set([n for n in range(9, -1, -1) if n not in best][:2])
    assert "the best and the latest; 6 more are not listed" in said(text)


def _ids(text: str) -> list[Any]:
    return [attrs["id"] for _, attrs in Elements(text).tags if "id" in attrs]


def test_no_two_elements_have_one_id(kept: Store) -> None:
    ids = _ids(report(kept, records.fill(kept, records.spec(5))))
    assert len(ids) == len(set(ids))


def test_the_winner_s_worth_stands_before_all_else_and_what_ties_is_marked(kept: Store) -> None:
    study_id = records.fill(kept, records.spec(6))
    known = honest.leave(kept, study_id, corrected=0.71, low=0.6, high=0.8, tied=(0, 2, 3))
    text = report(kept, study_id)
    assert "0.71 (0.60 to 0.80)" in text
    assert words.tied(known).partition(";")[0] in text
    assert text.count('data-of="tied" data-value="≈ best"') == 3 - (known.winner in known.tied)

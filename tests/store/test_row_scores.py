"""Row scores and the honest winner as the store keeps them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests import records
from tuning.honesty import Claim, Honest, Step, words
from tuning.store import Batch, RowScores, Store
from tuning.store.honest import honest_of
from tuning.store.row_scores import LARGEST
from tuning.store.view import StudyView
from tuning.study import StudyState
from tuning.tasks import MOST_KEPT, kept_rows

HITS = np.array([[True, False, True] * 7, [False, False, True] * 7])
HONEST = Honest(
    "accuracy",
    chosen=0.9,
    corrected=0.71,
    low=0.6,
    high=0.8,
    rows=40,
    trials=2,
    epochs=25,
    winner=2,
    baselines={"constant": 0.65},
    claims={"constant": Claim(0.06, 0.05, False)},
    tied=(1, 2),
    smallest=1,
    course=(Step(1, 1, 0.8, 0.7, 0.6, 0.8), Step(2, 2, 0.9, 0.71, 0.6, 0.8, ("constant",))),
)


def test_what_rows_gave_a_fit_comes_back_and_is_replaced(tmp_path: Path) -> None:
    _, store = records.a_home(tmp_path)
    study = records.fill(store)
    costs = np.array([[0.25, 1e9]], np.float32)
    store.write(study, Batch(row_scores=[RowScores.of((1, "fold", 0), HITS)]))
    store.write(study, Batch(row_scores=[RowScores.of((0, "linear", 0), costs=costs)]))
    linear, fold = store.row_scores(study)
    kept = linear.row_costs()
    assert kept is not None
    assert kept[0].tolist() == [0.25, 0.25 * np.float16(LARGEST)]
    hits = fold.hits()
    assert hits is not None
    assert (hits == HITS).all()
    assert linear.hits() is None
    change = store.write(study, Batch(row_scores=[RowScores.of((1, "fold", 0), ~HITS, None, 3)]))
    assert [(one.trial, one.first_epoch) for one in store.row_scores(study, change - 1)] == [(1, 3)]
    assert len(store.row_scores(study)) == 2


@pytest.mark.parametrize("unit", [1e-12, 1.0, 1e12])
def test_costs_are_kept_to_three_digits_in_any_unit(unit: float) -> None:
    costs = (np.array([[0.0, 0.03, 2.5, 700.0]]) * unit).astype(np.float32)
    kept = RowScores.of((1, "fold", 0), costs=costs).row_costs()
    assert kept is not None
    assert kept == pytest.approx(costs, rel=1e-3, abs=0)


def test_a_view_reads_how_honest_the_winner_is_now_and_at_a_moment(tmp_path: Path) -> None:
    _, store = records.a_home(tmp_path)
    view = StudyView(store, records.fill(store))
    assert view.honest is None
    store.write(view.study.id, Batch(honest=HONEST))
    view.refresh()
    assert view.honest == HONEST
    then = replace(HONEST, visible=0.1, accuracy=0.7).at(1)
    assert (then.winner, then.corrected, then.tied, then.trials) == (1, 0.7, (), 1)
    assert (then.visible, then.accuracy) == (None, None)
    assert HONEST.at(0).chosen is None
    assert HONEST.at(2) is HONEST
    uncorrected = replace(HONEST, corrected=None, course=())
    assert uncorrected.at(2) is uncorrected
    assert uncorrected.at(1).claims == {}


def test_what_nobody_reckoned_is_said_by_how_a_study_ended(tmp_path: Path) -> None:
    _, store = records.a_home(tmp_path)
    none = store.create_study(records.spec(2))
    assert honest_of(StudyView(store, none)).missing == words.NOTHING
    study = records.fill(store, state=StudyState.INTERRUPTED)
    assert honest_of(StudyView(store, study)).missing == words.UNRECKONED
    assert honest_of(StudyView(store, records.fill(store))).missing == words.OLD


def test_at_most_so_many_rows_are_kept_the_same_for_every_fit() -> None:
    assert kept_rows(40, 5, seed=1).tolist() == list(range(40))
    drawn = [kept_rows(12_000, 5, seed=1, fold=fold) for fold in (0, 0, 1)]
    assert len(drawn[0]) == MOST_KEPT // 5
    assert (drawn[0] == drawn[1]).all()
    assert (drawn[0] != drawn[2]).any()


def test_a_kind_of_cards_is_silenced_and_shown_again(tmp_path: Path) -> None:
    _, store = records.a_home(tmp_path)
    study = records.fill(store)
    store.silence(study, "plateau")
    store.silence(study, "plateau")
    assert store.study(study).silenced == ("plateau",)
    store.silence(study, "plateau", on=False)
    assert store.study(study).silenced == ()


def test_studies_of_earlier_versions_keep_each_folds_own_epoch(tmp_path: Path) -> None:
    from tests import homes

    store = Store(homes.unpack("schema_4", tmp_path))
    assert store.study(1).spec.evaluation.epoch == "own"

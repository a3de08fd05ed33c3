"""A study beside the last of its kind: which that is, what changed, and whether it matters."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.records.samples import finished, spec, store, trial
from tuning.analysis.comparison import kind
from tuning.analysis.comparison.kind import Bests, Change, Repeated
from tuning.space import Float
from tuning.store import Batch, Store
from tuning.store.view import StudyView
from tuning.study import ColumnChoice, DataSpec, Evaluation, StrategySpec


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return store(tmp_path)


def test_the_last_of_its_kind_is_the_newest_before_it_with_a_score(kept: Store) -> None:
    oldest, middle = finished(kept), finished(kept, seed=2)
    kept.create_study(spec())  # has no score
    finished(kept, strategy=StrategySpec(name="grid_search"))
    latest = finished(kept)
    found = kind.last_of_its_kind(kept.study(latest), kept.studies())
    assert found is not None
    assert found.id == middle
    assert kind.last_of_its_kind(kept.study(oldest), kept.studies()) is None


def test_what_changed_is_told_by_title_before_and_after() -> None:
    before = spec()
    rate = Float(low=0.001, high=0.1, scale="log")
    space = before.space.model_copy(
        update={"parameters": before.space.parameters | {"learning_rate": rate}}
    )
    column = ColumnChoice(name="age <b>", treatment="leave_out")
    data = before.data.model_copy(update={"columns": (column,), "rules": 1})
    changed = {"seed": 5, "space": space, "evaluation": Evaluation(method="folds", folds=3)}
    changed |= {"patience": 3, "data": data}
    after = before.model_copy(update=changed)
    found = {change.title: change for change in kind.changes(before, after)}
    assert found["Learning rate"].after == "0.001 to 0.1, on a log scale"
    assert found["Seed"] == Change("Seed", "1", "5")
    assert found["Evaluation: method"] == Change("Evaluation: method", "split", "folds")
    assert found["Evaluation: folds"].after == "3"
    assert (found["Early stopping: patience"].after, found["Column age <b>"].after) == (
        "3",
        "leave out",
    )
    assert found["How columns are read"].before == "as now"
    assert kind.changes(before, before.model_copy(update={"name": "another"})) == []


def test_configurations_of_both_are_compared_pair_by_pair(kept: Store) -> None:
    one, two = finished(kept), finished(kept)
    for study, scores in ((one, (0.8, 0.9)), (two, (0.85, 0.85, 0.5))):
        units = enumerate(scores)
        trials = [trial(n, score, values={"units": 16 * n}) for n, score in units]
        kept.write(study, Batch(trials=trials))
    found = kind.repeated(StudyView(kept, one), StudyView(kept, two))
    assert found.differences == pytest.approx((0.05, -0.05))
    assert "which" not in kind.difference(found)
    assert kind.difference(found).startswith("2 configurations were trained in both")


@pytest.mark.parametrize(
    ("differences", "told"),
    [
        ((), "No configuration was trained in both"),
        ((0.0, 0.0), "scored the same: nothing has changed"),
        ((0.02,), "1 configuration was trained in both: 0.0200 better. Fewer than three"),
        # mean 0.02, deviation 0.02, t = 1.73 with 2 degrees of freedom: probability 0.887
        ((0.0, 0.02, 0.04), "on average 0.0200 better, which cannot be told from luck"),
        # deviation 0.0082, t = 4.9 with 3 degrees of freedom: probability 0.992
        ((0.01, 0.02, 0.02, 0.03), "on average 0.0200 better, with a probability above 0.95"),
        ((-0.01, -0.01, -0.01), "on average 0.0100 worse, with a probability above 0.95"),
    ],
)
def test_a_difference_is_called_real_only_beyond_chance(
    differences: tuple[float, ...], told: str
) -> None:
    assert told in kind.difference(Repeated(differences, is_higher=True))


@pytest.mark.parametrize(
    ("bests", "told"),
    [
        (None, "on average 0.0200 better. They were validated on other rows, whose luck"),
        # the scale goes from 0.0041 to 0.0206: t = 0.97 with 3 degrees of freedom
        (Bests(0.9, 0.92, 0.02), "which cannot be told from luck (t-test of pairs, with the luck"),
        # 0.0045: t = 4.4
        (Bests(0.9, 0.92, 0.002), "with a probability above 0.95 (t-test of pairs, with the luck"),
    ],
)
def test_other_validation_rows_move_all_scores_alike(bests: Bests | None, told: str) -> None:
    found = Repeated((0.01, 0.02, 0.02, 0.03), True, same_rows=False, bests=bests)
    assert told in kind.difference(found)


@pytest.mark.parametrize(
    ("bests", "told"),
    [
        (None, "The bests are not corrected for the choosing"),
        (Bests(0.90, 0.92, 0.02), "from 0.9000 to 0.9200: 0.0200 better, which cannot be told"),
        (Bests(0.90, 0.86, 0.02), "from 0.9000 to 0.8600: 0.0400 worse, which is more than"),
    ],
)
def test_without_a_shared_configuration_the_corrected_bests_speak(
    bests: Bests | None, told: str
) -> None:
    assert told in kind.difference(Repeated((), True, bests=bests))


def test_another_seed_validates_on_other_rows_unless_all_are_validated(kept: Store) -> None:
    folds = {"evaluation": Evaluation(method="folds", folds=3)}
    for changed, same in (({}, False), (folds, True)):
        one = StudyView(kept, finished(kept, **changed))
        assert (
            kind.repeated(one, StudyView(kept, finished(kept, seed=2, **changed))).same_rows is same
        )
        assert kind.repeated(one, StudyView(kept, finished(kept, **changed))).same_rows
    drawn = spec(**folds).model_copy(update={"data": DataSpec(rows=100)})
    other = drawn.model_copy(update={"seed": 2})
    assert kind.validated(drawn) != kind.validated(other)
    assert kind.validated(drawn) == kind.validated(drawn.model_copy(update={"patience": 3}))


def test_of_a_loss_lower_is_better() -> None:
    assert "better" in kind.difference(Repeated((-0.1,), is_higher=False))

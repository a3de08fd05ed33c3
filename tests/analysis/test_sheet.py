"""A board's sheet: places, people, who waits, and what nobody has tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import records
from tuning.analysis.sheet import NOBODY, apart, sheet, untried, who
from tuning.space import Choice, Fixed, Float, Int, Space, Values
from tuning.store import Batch, Store, TrialRecord
from tuning.store.view import StudyView
from tuning.study import StrategySpec, TrialState

SPACE = Space(
    parameters={
        "learning_rate": Float(low=1e-4, high=1.0, scale="log"),
        "units": Int(low=8, high=24, step=8),
        "optimizer": Choice(values=["adam", "sgd"]),
        "epochs": Fixed(value=5),
    }
)


def tried(number: int, by: str | None, score: float | None, **values: object) -> TrialRecord:
    state = TrialState.COMPLETED if score is not None else TrialState.RUNNING
    given: Values = {"learning_rate": 0.001, "units": 8, "optimizer": "adam", "epochs": 5}
    reason = {"by_hand": True} | ({"by": by} if by else {})
    return TrialRecord(number, state, given | values, score, reason=reason)  # type: ignore[operator]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "studies.sqlite")


def view_of(store: Store, trials: list[TrialRecord]) -> StudyView:
    spec = records.spec(space=SPACE, strategy=StrategySpec(name="by_hand"))
    study = store.create_study(spec)
    store.write(study, Batch(trials=trials))
    return StudyView(store, study)


def test_places_of_trials_and_people(store: Store) -> None:
    scores = {1: ("Anna", 0.8), 2: ("Ben", 0.9), 3: ("Anna", 0.9), 4: ("Zoe", 0.5), 5: (None, 0.7)}
    failed = TrialRecord(6, TrialState.FAILED, {}, reason={"by": "Tom"}, error="It became NaN.")
    found = sheet(view_of(store, [*(tried(n, *told) for n, told in scores.items()), failed]))
    assert [trial.number for trial in found.ranked] == [2, 3, 1, 5, 4]
    assert found.places == {2: 1, 3: 1, 1: 3, 5: 4, 4: 5}
    assert found.best is not None
    assert who(found.best) == "Ben"
    told = [(p.name, p.trials, p.best and p.best.number, p.place) for p in found.people]
    assert told == [
        ("Ben", 1, 2, 1), ("Anna", 2, 3, 1), (NOBODY, 1, 5, 3), ("Zoe", 1, 4, 4),
        ("Tom", 1, None, None),
    ]  # fmt: skip
    latest = found.latest("Anna")
    assert latest is not None
    assert latest.number == 3
    assert found.trials == 6
    assert (found.person("Max"), found.latest("Max"), found.before("Max")) == (None, None, None)


def test_who_waits_knows_how_many_come_before(store: Store) -> None:
    view = view_of(store, [tried(1, "Anna", 0.8), tried(2, "Ben", None)])
    for name in ("Anna", "Zoe"):
        store.add_trial(view.study.id, {"units": 8}, name)
    waiting = store.added(view.study.id)
    found = sheet(view, waiting)
    assert [found.before(name) for name in ("Ben", "Anna", "Zoe")] == [0, 1, 2]
    assert found.trials == 4
    # One that was recorded meanwhile does not count twice.
    begun = TrialRecord(3, TrialState.RUNNING, {}, reason={"by": "Anna"}, native=waiting[0].native)
    store.write(view.study.id, Batch(trials=[begun]))
    view.refresh()
    assert sheet(view, waiting).trials == 4


def test_how_far_scores_lie_apart_by_chance() -> None:
    assert apart(0.9, 100) == pytest.approx(1.96 * 0.042426, abs=1e-4)  # sqrt(2 · 0.9 · 0.1 / 100)
    assert apart(1.0, 100) == 0.0


def test_what_nobody_has_tried(store: Store) -> None:
    view = view_of(
        store, [tried(1, "Anna", 0.8), tried(2, "Ben", 0.7, learning_rate=0.5, units=24)]
    )
    assert untried(view) == [
        "Learning rate 0.0001 to 0.001",
        "Learning rate 0.01 to 0.1",
        "Units, first layer 16",
        "Optimizer sgd",
    ]

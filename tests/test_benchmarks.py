"""The benchmarks' pure parts: what both sides train, the counting of the limit, the JSON's keys."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.model_selection import ParameterGrid

from benchmarks import _data, _limit, _race, _small, _theirs, small, training
from benchmarks._browser import payload
from benchmarks._limit import Shape, Work
from benchmarks._workloads import Name, key, ours, searched, workload
from tests.records import samples
from tuning.settings import Settings
from tuning.store import Batch, EpochRecord, FitRecord, Store, TrialRecord
from tuning.store.view import StudyView
from tuning.strategies import count
from tuning.study import FitKind, FitState, TrialState

NAMES: tuple[Name, ...] = ("grid", "hparams", "random_search")
KEYS = {
    "workload",
    "ratio",
    "ours_seconds",
    "theirs_seconds",
    "limit_ratio",
    "ours_accuracy",
    "theirs_accuracy",
    "pairs",
    "machine",
}


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("name", ["grid", "hparams"])
def test_both_sides_walk_the_same_configurations(name: Name, quick: bool) -> None:
    load = workload(name, quick)
    spec = load.spec()
    names = searched(spec)
    walked = [key(values, names) for values in ours(spec)]
    assert len(set(walked)) == len(walked) == count(spec).trials
    assert set(walked) == {key(values, names) for values in load.configurations()}


@pytest.mark.parametrize(("quick", "expected"), [(False, 18), (True, 4)])
def test_the_grid_that_scikit_learn_is_given(quick: bool, expected: int) -> None:
    load = workload("grid", quick)
    candidates = list(ParameterGrid(_theirs.param_grid(load.job())))
    assert len(candidates) == len(load.configurations()) == expected


def test_the_loops_of_the_hparams_side_walk_the_workload() -> None:
    load = workload("hparams")
    loops = [dict(zip(load.axes, p, strict=True)) for p in _theirs._product(load.job())]
    assert loops == load.configurations()
    assert len(loops) == 32


def test_a_job_names_what_the_study_says() -> None:
    job = workload("random_search").job()
    assert (job["trials"], job["executions"], job["epochs"]) == (5, 3, 5)
    assert job["seed"] == workload("random_search").spec().seed + 1


@pytest.mark.parametrize("name", NAMES)
def test_every_workload_is_a_study_that_the_engine_takes(name: Name) -> None:
    full, slice_ = (count(workload(name, quick).spec()) for quick in (False, True))
    assert slice_.epochs < full.epochs


def test_products_of_a_step() -> None:
    assert _limit.products(Shape((784, 32, 10), 64)) == [
        (64, 784, 32),  # forward
        (784, 64, 32),  # the gradient of its weights; its inputs are data
        (64, 32, 10),
        (32, 64, 10),
        (64, 10, 32),
    ]


def test_operations_of_a_fit() -> None:
    step = 2 * 64 * (2 * 784 * 32 + 3 * 32 * 10)
    work = Work(Shape((784, 32, 10), 64), rows=640, epochs=3)
    assert _limit.flops([work, work]) == pytest.approx(2 * 10 * 3 * step)


def test_work_of_a_configuration_takes_left_out_widths_from_the_first_layer() -> None:
    values: dict[str, Any] = {"units": 48, "layers": 3, "units_1": 16, "batch_size": 128}
    work = _limit.work(values | {"epochs": 2}, rows=100, features=784, classes=10)
    assert work == Work(Shape((784, 48, 16, 48, 10), 128), 100, 2)


def test_seconds_of_the_limit_are_divided_by_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_limit, "_step_seconds", lambda shape: 0.5)
    work = Work(Shape((4, 3, 2), 10), rows=25, epochs=2)
    assert _limit.seconds([work, work], workers=2) == pytest.approx(2 * 2.5 * 2 * 0.5 / 2)


def test_who_goes_first() -> None:
    assert [sides[0] for sides in training.order(4)] == ["ours", "theirs", "ours", "theirs"]


def _pair(ours_seconds: float, theirs_seconds: float, shift: float = 0.0) -> dict[str, Any]:
    fits = {(0.1,): [0.9, 0.92], (0.2,): [0.8, 0.83]}
    return {
        "order": ["ours", "theirs"],
        "ours_seconds": ours_seconds,
        "theirs_seconds": theirs_seconds,
        "ours_cpu": 2.0,
        "theirs_cpu": 9.0,
        "ours_elsewhere": 0.1,
        "theirs_elsewhere": 0.0,
        "first_epoch_seconds": 1.0,
        "warm_seconds": 9.0,
        "ours_fits": fits,
        "theirs_fits": {
            k: [s + shift + 0.001 * (-1) ** i for i, s in enumerate(v)] for k, v in fits.items()
        },
    }


def test_the_json_object_has_its_keys_and_medians() -> None:
    pairs = [_pair(2.0, 20.0), _pair(4.0, 20.0), _pair(2.0, 24.0)]
    limit = {"seconds": 0.5, "flops": 1e9, "workers": 2}
    result = training.summary(workload("grid"), "MNIST", pairs, limit)
    assert set(result) >= KEYS
    assert (result["ratio"], result["ours_seconds"], result["limit_ratio"]) == (10.0, 2.0, 4.0)
    assert result["ours_accuracy"]["mean"] == pytest.approx(0.8625)
    assert len(result["pairs"]) == 3
    assert result["accuracy"]["equal"]


def test_accuracies_that_differ_are_said_to() -> None:
    assert not training.agreement([_pair(1, 1, shift=0.05)])["equal"]


def test_a_fit_that_is_the_same_in_every_pair_counts_once() -> None:
    once, thrice = (training.agreement([_pair(1, 1)] * pairs) for pairs in (1, 3))
    assert thrice == once


def test_both_sides_must_have_trained_the_same() -> None:
    with pytest.raises(RuntimeError, match="must train the same"):
        training._same_configurations({(1,): [0.5]}, {(2,): [0.5]})


def test_digits_stand_in_for_mnist_in_its_shape() -> None:
    digits = np.arange(3 * 64).reshape(3, 64) % 17
    large = _data.enlarged(digits, 7)
    assert large.shape == (7, 28, 28)
    assert large.dtype == np.uint8
    assert large.max() == 255
    assert (large[0] == large[3]).all()
    assert large[0, :2].max() == 0


def test_payloads_of_frames() -> None:
    coded = base64.b64encode(b"\x00\x01\x02").decode()
    assert payload({"opcode": 2, "payloadData": coded}) == b"\x00\x01\x02"
    assert payload({"opcode": 1, "payloadData": "née"}) == "née".encode()


def test_a_race_is_looked_at_whenever_a_tenth_of_all_epochs_is_trained() -> None:
    level = [[float(k) for k in range(start, 40, 2)] for start in (0, 1)]
    assert {row["apart"] for row in _race.tenths(level)} == {0.0}
    one_first = [[float(k) for k in range(20)], [float(k) for k in range(20, 40)]]
    rows = _race.tenths(one_first)
    assert [row["epochs"] for row in rows[:2]] == [[4, 0], [8, 0]]
    assert (rows[0]["apart"], rows[4]["apart"], rows[9]["apart"]) == (100.0, 100.0, 0.0)


@pytest.mark.parametrize("name", _small.NAMES)
def test_small_workloads_are_studies_beside_which_the_plain_side_trains_fewer(
    name: _small.Name, place: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_small, "ROWS", 300)
    load = _small.workload(name)
    spec = load.spec(place)
    job = load.job(spec, place, tmp_path)
    if name != "single":
        assert (count(spec).trials, load.searched) == (load.trials, searched(spec))
        assert load.plain_trials < load.trials
    with np.load(job["data"]) as file:
        assert np.isfinite(file["x"]).all()
        assert len(file["x"]) == len(file["y"]) > 0
        assert ("x_val" in file) == (name != "grid")


def _recorded(store: Store, epochs: list[int]) -> StudyView:
    """A study of two trials, the second with these epochs."""
    number = store.create_study(samples.spec())
    batch = Batch()
    for trial, told in ((1, [1, 2]), (2, epochs)):
        key = (trial, FitKind.EXECUTION, 0)
        batch.trials.append(TrialRecord(trial, TrialState.COMPLETED, {"units": 8}, 0.5))
        batch.fits.append(FitRecord(*key, seed=1, state=FitState.COMPLETED, score=0.5))
        batch.epochs += [EpochRecord(*key, epoch, {"val_accuracy": 0.5}, 0.0) for epoch in told]
    store.write(number, batch)
    return StudyView(store, number)


def test_an_epoch_that_is_not_in_the_store_is_not_counted(place: Settings) -> None:
    load = replace(_small.workload("digits"), trials=2, epochs=2)
    store = Store(place.store_path)
    small.check(_recorded(store, [1, 2]), load)
    with pytest.raises(RuntimeError, match=r"Trial 2 has the epochs \[\[2\]\]"):
        small.check(_recorded(store, [2]), load)
    with pytest.raises(RuntimeError, match="2 of 3 trials"):
        small.check(_recorded(store, [1, 2]), replace(load, trials=3))
    store.close()


def test_small_data_by_both_sides() -> None:
    load = replace(_small.workload("digits"), to_reach={"ratio": 250, "seconds": 4.0})
    fits = {(0.0, 0.01, "adam", units): [0.9] for units in (8.0, 16.0, 32.0)}
    ours = {"seconds": 5.0, "cpu": 9.0, "elsewhere": 0.0, "epochs": 10_000, "program": {"xla": 3}}
    alone = small.summary(load, ours)
    assert (alone["epochs_per_second"], alone["reached"]) == (2000.0, {"seconds": False})
    values = [{"units": n, "learning_rate": 0.01, "dropout": 0.0} for n in (8, 16)]
    theirs = {
        "seconds": 5.0,
        "cpu": 9.0,
        "elsewhere": 0.0,
        "epochs": 20,
        "fits": [
            {"values": each | {"optimizer": "adam"}, "scores": [score]}
            for each, score in zip(values, (0.8, 0.9), strict=True)
        ],
    }
    both = small.compared(load, alone, fits, theirs)
    assert (both["ratio"], both["reached"]) == (500.0, {"ratio": True, "seconds": False})
    assert (both["accuracy"], both["plain_accuracy"], both["compared"]) == (0.9, 0.85, 2)
    assert (both["difference"], both["standard_error"]) == (0.05, 0.05)
    with pytest.raises(RuntimeError, match="did not train what theirs did"):
        small.compared(load, alone, {}, theirs)

"""What `python -m benchmarks.honesty` reckons of studies that others ran: nothing trains here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.honesty import __main__ as command
from benchmarks.honesty import _cases, _results, _running, _studies, _tables
from tests.records import samples
from tuning import settings
from tuning.store import Batch, Store
from tuning.store.view import StudyView
from tuning.study import StudyState


def _line(truth: float, **changes: Any) -> dict[str, Any]:
    known = {
        "kind": "real",
        "rows": 100,
        "chosen": 0.9,
        "corrected": 0.8,
        "low": 0.7,
        "high": 0.85,
        "truth": truth,
        "truths": {"constant": 0.6, "linear": 0.75},
        "claims": {"constant": True, "linear": False},
        "prefers_linear": False,
        "tied": [1],
        "trials": {"1": 0.78, "2": 0.785, "3": 0.8},
        "is_balanced": True,
    }
    return known | changes


def _values(lines: list[dict[str, Any]]) -> dict[str, float]:
    return {figure.name: figure.value for figure in _results.figures(lines)}


def test_figures_of_real_tables() -> None:
    lines = [
        _line(0.76),
        _line(0.69, prefers_linear=True, tied=[2, 3]),
        _line(0.74, corrected=None),  # nothing was reckoned of it
    ]
    found = _values(lines)
    assert found["corrected - truth"] == pytest.approx((0.04 + 0.11) / 2)
    assert found["interval holds the truth"] == 0.5
    assert found["tied set holds one within 0.01 of the best"] == 0.5
    assert found["tied set, share of trials"] == pytest.approx(0.5)
    assert found["network - linear"] == pytest.approx((0.01 - 0.06) / 2)
    assert found["what the page advises - linear"] == pytest.approx(0.01 / 2)


def test_figures_of_noise_say_whether_their_targets_are_met() -> None:
    lines = [_line(0.8, kind="noise"), _line(0.815, kind="noise", is_balanced=False)]
    met = {figure.name: figure.met for figure in _results.figures(lines)}
    assert met["claims to beat the constant"] is False
    assert met["claims to beat the linear"] is True
    assert met["corrected - truth"] is True
    assert met["the same, unequal classes"] is None


def test_a_share_of_few_is_never_certain() -> None:
    few = [_line(0.8, kind="noise") for _ in range(8)]
    error = next(f.error for f in _results.figures(few) if f.name == "interval holds the truth")
    assert error == pytest.approx((0.9 * 0.1 / 8) ** 0.5)  # 9 of 10


def test_a_run_goes_on_from_the_lines_that_were_written_whole(tmp_path: Path) -> None:
    path = tmp_path / command.FILE
    assert command.read(path) == []
    path.write_text(json.dumps({"key": "a"}) + '\n{"key": "b')
    assert command.read(path) == [{"key": "a"}]


def test_every_case_has_its_own_key() -> None:
    for quick, seeds in ((True, 1), (False, 2)):
        keys = [case.key for case in _cases.cases(quick, seeds)]
        assert len(keys) == len(set(keys))


def test_noise_has_the_shares_that_were_asked_for_and_all_classes(tmp_path: Path) -> None:
    home = settings.load(tmp_path).prepare()
    data = _tables.noise(60, (0.7, 0.2, 0.1), 1, home)
    with np.load(home.datasets / data.name) as file:
        assert file["x_train"].shape == (60, _tables.INPUTS)
        assert np.bincount(file["y_train"]).min() >= _tables.FEWEST
        shares = np.bincount(file["y_test"]) / _tables.FRESH
        assert shares == pytest.approx([0.7, 0.2, 0.1], abs=0.03)


def test_a_trials_epoch_is_the_best_of_its_folds_mean(tmp_path: Path) -> None:
    store = samples.store(tmp_path)
    study = store.create_study(samples.spec(evaluation={"method": "folds", "folds": 2}))
    fits = [(0.5, 0.9, 0.6), (0.9, 0.8)]  # the mean is best in the second epoch of two
    epochs = [
        samples.epoch(1, index, at, val_accuracy=value)._replace(kind="fold")
        for index, values in enumerate(fits)
        for at, value in enumerate(values, 1)
    ]
    store.write(study, Batch(trials=[samples.trial(1), samples.trial(2, None)], epochs=epochs))
    assert _cases.common_epochs(StudyView(store, study)) == {1: 1}


class _Instant:
    """An engine whose studies are through at the next look."""

    def __init__(self, store: Store) -> None:
        self.store, self.most = store, 0

    def check(self) -> None:
        active = [study.id for study in self.store.studies() if study.state.is_active()]
        self.most = max(self.most, len(active))
        for study in active:
            is_bad = self.store.study(study).name == "bad"
            samples.bring(self.store, study, StudyState.FAILED if is_bad else StudyState.COMPLETED)


def _job(name: str, studies: int) -> _running.Job:
    for _ in range(studies):
        yield samples.spec(name=name)
    return {"key": name}


def test_jobs_run_some_at_once_each_to_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_running, "POLL", 0)
    engine = _Instant(samples.store(tmp_path))
    jobs = (_job(name, 1 + n % 2) for n, name in enumerate([*"abcdef", "bad"]))
    lines = list(_running.run(engine, jobs))  # type: ignore[arg-type]
    assert sorted(line["key"] for line in lines) == list("abcdef")
    assert len(engine.store.studies()) == 10
    assert engine.most == _running.AT_ONCE


def test_halving_stops_half_of_the_trials_twice() -> None:
    scores = np.repeat(np.arange(8.0)[:, None], 20, axis=1)
    assert _studies.pruned(scores).tolist() == [4, 4, 4, 4, 10, 10, 20, 20]


def test_noise_is_no_better_than_its_most_frequent_class() -> None:
    table = _studies.Table((0.8, 0.2))
    rule = _studies.Rule.of(table, np.random.default_rng(1))
    _, _, p = table.drawn(50, np.random.default_rng(2), rule)
    assert p == pytest.approx(np.tile([0.8, 0.2], (50, 1)))

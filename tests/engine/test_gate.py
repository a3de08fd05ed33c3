"""Every way to a training passes the one gate: each refuses a study with the same sentence."""

from __future__ import annotations

import html
import logging
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from click.testing import CliRunner

from tests.data_files import npz, penguins
from tests.pages.test_race import run, show, words
from tuning.cli.commands import cli
from tuning.datasets import own
from tuning.engine import downloads
from tuning.engine.books.recorder import Recorder
from tuning.engine.books.summaries import Summaries
from tuning.engine.runner import StudyRunner
from tuning.errors import TuningError
from tuning.planning import files
from tuning.planning.checks import check, completed
from tuning.settings import Settings
from tuning.store import Store
from tuning.study import StudySpec, StudyState
from tuning.trackers import TRACKERS
from tuning.ui.new_study.draft import read
from tuning.ui.new_study.fields import fields_of

UNITS = "[space]\nunits = [4, 8]\n"
BROKEN = {
    "a split that its data cannot have": (
        f'dataset = "iris"\n[evaluation]\nmethod = "folds"\nfolds = 60\n{UNITS}',
        "folds must be at most 40, the rows of the smallest class, got 60.",
    ),
    "more rows than can be drawn": (
        f'data = {{name = "digits", rows = 1430}}\n{UNITS}',
        "rows must be at most 1,427, or left out for all 1,437, got 1,430.",
    ),
    "a model of images for a table": (
        'dataset = "wine"\nmodel = "conv"\n[space]\nfilters = [8, 16]\n',
        "The model 'conv' needs images, but Wine (scikit-learn) is a table.",
    ),
    "data that are gone": (
        f'data = {{name = "own/birds-0a1b2c3d.csv", target = "species"}}\n{UNITS}',
        "The data set own/birds-0a1b2c3d.csv is not on this machine: "
        "{home}/datasets/own/birds-0a1b2c3d.csv cannot be read (No such file or directory).",
    ),
    "a hyperparameter that is never used": (
        '[space]\nmomentum = [0.0, 0.9]\noptimizer = "adam"\n',
        "momentum would never be used: it needs optimizer to be one of sgd, rmsprop, "
        "which this space does not allow.",
    ),
}
"""Study files, each with the sentence that it is refused with."""


def broken(text: str) -> StudySpec:
    """What a study file says, with a strategy that has its options and no rule held."""
    spec = files.understand(tomllib.loads(text))
    return spec.model_copy(update={"name": "Broken", "strategy": completed(StudySpec()).strategy})


class NoCluster:
    """A cluster that no fit may reach."""

    def allow_study(self, study_id: int) -> None:
        """All are allowed."""

    def is_lost(self) -> bool:
        return False


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What pages keep of a home goes with the test."""
    yield
    st.cache_resource.clear()


def trained(store: Store, place: Settings, number: int) -> tuple[StudyState, str | None]:
    """The state in which an engine leaves a study, and its error."""
    summaries = Summaries(place.logs)
    recorder = Recorder(store, summaries)
    cluster: Any = NoCluster()
    runner = StudyRunner(number, store, place, cluster, recorder, summaries)
    runner.start()
    runner.join(timeout=60)
    recorder.close()
    record = store.study(number)
    return record.state, record.error


def by_the_form(text: str, place: Settings, path: Path) -> str:
    draft = read(fields_of(broken(text)))
    assert draft.spec is None
    return "\n".join(draft.errors.values())


def by_the_command_line(text: str, place: Settings, path: Path) -> str:
    path.write_text(text)
    done = CliRunner().invoke(cli, ["run", str(path)])
    assert done.exit_code == 2
    assert not place.store_path.exists()
    return done.stderr


def by_a_race(text: str, place: Settings, path: Path) -> str:
    store = Store(place.store_path)
    base = store.create_study(broken(text))
    test = show(new="1")
    run(test.selectbox(key="race-base").select(f"study-{base}"))
    run(test.button_group(key="race-strategies").set_value(["random_search", "bayesian"]))
    if not (button := test.button(key="race-start")).disabled:
        run(button.click())
    assert [record.id for record in store.studies()] == [base]
    store.close()
    return html.unescape(words(test))


def by_the_engine(text: str, place: Settings, path: Path) -> str:
    store = Store(place.store_path)
    number = store.create_study(broken(text))
    state, error = trained(store, place, number)
    assert state is StudyState.FAILED
    assert store.trials(number) == []
    store.close()
    return str(error)


@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.parametrize("way", [by_the_form, by_the_command_line, by_a_race, by_the_engine])
def test_every_way_in_refuses_a_broken_study_with_the_same_sentence(
    way: Callable[[str, Settings, Path], str], case: str, place: Settings, tmp_path: Path
) -> None:
    text, sentence = BROKEN[case]
    with pytest.raises(TuningError) as caught:
        check(broken(text), place)
    assert str(caught.value) == sentence.format(home=place.home)
    assert str(caught.value) in way(text, place, tmp_path / "study.toml")


# -- data that change under a study ---------------------------------------------------------


def images(rows: int) -> bytes:
    """Files in Keras' layout, `rows` of each of ten classes."""
    x, y = np.full((10 * rows, 2, 2), 9, np.uint8), np.arange(10 * rows) % 10
    return npz(x_train=x, y_train=y, x_test=x, y_test=y)


def shrink(place: Settings) -> None:
    (place.datasets / "mnist.npz").write_bytes(images(rows=4))


def change(place: Settings) -> None:
    next(place.datasets.glob("own/*")).write_bytes(penguins(90))


def remove(place: Settings) -> None:
    next(place.datasets.glob("own/*")).unlink()


@pytest.mark.parametrize("begun", [False, True], ids=["started", "resumed"])
@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (shrink, "folds must be at most 4, the rows of the smallest class, got 5."),
        (change, "was changed after it was added: add it again under a new name."),
        (remove, "cannot be read (No such file or directory)."),
    ],
)
def test_a_study_whose_data_have_changed_fails_with_one_sentence(
    happens: Callable[[Settings], None],
    words: str,
    begun: bool,
    place: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (place.datasets / "mnist.npz").write_bytes(images(rows=5))
    birds = own.keep(penguins(), "birds.csv", place)
    data = {"name": "mnist"} if happens is shrink else {"name": birds, "target": "species"}
    document = {"data": data, "evaluation": {"method": "folds"}, "space": {"units": [4, 8]}}
    store = Store(place.store_path)
    number = store.create_study(check(files.understand(document), place))
    if begun:
        store.set_state(number, StudyState.STOPPED)
    happens(place)
    with caplog.at_level(logging.ERROR):
        state, error = trained(store, place, number)
    assert state is StudyState.FAILED
    assert error is not None
    assert error.endswith(words)
    assert "\n" not in error
    assert caplog.records == []
    store.close()


def test_data_that_were_just_downloaded_pass_the_gate_too(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = {"dataset": "fashion_mnist", "space": {"units": [4, 8]}}
    folds = {"evaluation": {"method": "folds", "folds": 50}}
    store = Store(place.store_path)
    number = store.create_study(check(files.understand(document | folds), place))
    part = (np.full((40, 2, 2), 9, np.uint8), np.arange(40) % 10)
    keras = SimpleNamespace(load_data=lambda: (part, part))
    monkeypatch.setattr(downloads.keras.datasets, "fashion_mnist", keras)
    state, error = trained(store, place, number)
    assert state is StudyState.FAILED
    assert error == "folds must be at most 4, the rows of the smallest class, got 50."
    store.close()


def test_a_study_whose_tracker_has_lost_its_client_is_trained_all_the_same(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = replace(TRACKERS["comet"], modules=("no_such_client",))
    monkeypatch.setitem(TRACKERS, "comet", gone)
    text, sentence = BROKEN["a split that its data cannot have"]
    asked = broken(text).model_copy(update={"track": ("comet",)})
    with pytest.raises(TuningError, match="Comet needs its client"):
        check(asked, place)
    store = Store(place.store_path)
    _, error = trained(store, place, store.create_study(asked))
    assert error == sentence  # the engine came as far as the data
    store.close()

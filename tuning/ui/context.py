"""What all sessions of this process share: the settings, the store, and the studies in memory.

Each is made once a home folder and kept by Streamlit's resource cache, so that ten browsers that
watch one study read it once. A session that only looks is handed the same store, but of that the
reads alone. Must not import TensorFlow.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import streamlit as st

from tuning import settings as settings_module
from tuning.catalog import DATASETS
from tuning.datasets import Dataset, own
from tuning.datasets import load as load_dataset
from tuning.errors import NotFound
from tuning.planning.estimate import Past, past
from tuning.planning.speed import Speed
from tuning.settings import Settings
from tuning.store import EngineRecord, Store, StudyRecord
from tuning.store.readonly import ReadOnly
from tuning.store.view import StudyView
from tuning.study import DataSpec
from tuning.text.words import listed
from tuning.ui import rights

MANY_EPOCHS = 2_000
MOST_VIEWS = 100
"""Studies in memory: a page of a race draws all of its own with each tick."""
MOST_PAST = 40
"""Finished studies from which the time of a new one is estimated."""

_views = threading.Lock()
"""One session at a time brings a study up to date; each then has a snapshot of its own."""


def settings() -> Settings:
    """This installation's folders. Raises InvalidInput when the home cannot be written."""
    return _prepared(settings_module.load())


@st.cache_resource(show_spinner=False, hash_funcs={Settings: repr})
def _prepared(chosen: Settings) -> Settings:
    return chosen.prepare()


def store() -> Store:
    """The store of this home; to a session that may change nothing it refuses every change.

    No page goes around it: nothing else in `pages/` and `tuning/ui/` opens a store.
    """
    kept = _store(str(settings().store_path))
    why = rights.why_not()
    return cast(Store, ReadOnly(kept, why)) if why else kept


@st.cache_resource(show_spinner=False)
def _store(path: str) -> Store:
    return Store(path)


def view(study_id: int) -> StudyView:
    """A study as it is now, and as it stays while a page draws it. Raises NotFound."""
    path = str(settings().store_path)
    with _views:
        kept = _view(path, study_id)
        try:
            kept.refresh()
        except NotFound:
            _view.clear(path, study_id)
            raise
        return kept.snapshot()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector, which while records are read looks at all of them again and
    again, finds nothing, and takes as long as the reading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@st.cache_resource(show_spinner=False, max_entries=MOST_VIEWS)
def _view(path: str, study_id: int) -> StudyView:
    with _uncollected():
        view = StudyView(_store(path), study_id)
    if view.totals.epochs > MANY_EPOCHS or not gc.get_freeze_count():
        # A full garbage collection visits every record and module: 160 ms with 100,000 epochs.
        # Modules stay, and records are freed by reference counting: neither needs the visits.
        gc.collect()
        gc.freeze()
    return view


def engine() -> EngineRecord | None:
    """What the engine of this home last reported; None if there never was one."""
    return store().engine()


def speed() -> Speed:
    """What one worker does in a second here: as the engine measured it, else a guess."""
    record = engine()
    return Speed.from_json(record.speed if record else None)


def past_of(model: str, speed: Speed) -> list[Past]:
    """What the latest studies with models of a family took here."""
    latest = tuple(study.id for study in store().completed(MOST_PAST))
    return _past(str(settings().home), latest, model, speed)


@st.cache_data(show_spinner=False, max_entries=16, hash_funcs={Speed: repr})
def _past(home: str, latest: tuple[int, ...], model: str, speed: Speed) -> list[Past]:
    return past(store().completed(MOST_PAST), model, speed, settings())


def engine_is_alive(record: EngineRecord | None) -> bool:
    """Whether its last heartbeat is recent."""
    return record is not None and record.is_alive()


def prepare(data: DataSpec, seed: int) -> None:
    """Has the engine load data while the rest of a study is still being chosen."""
    if rights.may_change() and st.session_state.get("prepared") != (data, seed):
        st.session_state["prepared"] = (data, seed)
        store().send("prepare", data=data.model_dump(mode="json"), seed=seed)


def data_title(data: DataSpec) -> str:
    """The title of the data; own files of the same name are numbered."""
    known = DATASETS.get(data.name)
    if known is not None:
        return known.title
    return own.titles(settings()).get(data.name, data.title) if data.is_own else data.title


def race_data(studies: Sequence[StudyRecord]) -> str:
    """The titles of the data sets of a race; `studies`: the newest first."""
    every = {study.dataset: study for study in reversed(studies)}
    return listed([data_title(study.spec.data) for study in every.values()])


def dataset(data: DataSpec | str) -> Dataset:
    """A data set as arrays. Raises InvalidInput or DatasetUnavailable."""
    return load_dataset(data, settings())

"""The rows of a study's table of trials: which there are, in few bytes."""

from __future__ import annotations

from typing import Any, NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]
import streamlit as st

from tuning import analysis
from tuning.metrics import MEASURES
from tuning.space import Float
from tuning.store.view import StudyView
from tuning.ui import widgets
from tuning.ui.figures import CacheKey

MOST_ROWS = 100
"""Trials that the table shows."""


class Listed(NamedTuple):
    """The rows of a table of trials."""

    rows: pa.Table
    places: int
    """A hash of the order: the same as long as no row changes its place."""


@st.cache_resource(show_spinner=False, max_entries=64)
def rows(
    _view: StudyView,
    key: CacheKey,
    among: frozenset[int] | None,
    also: frozenset[int] = frozenset(),
    measures: tuple[str, ...] = (),
) -> Listed:
    """The trials as a page shows them: states as labels, the score before the values.

    Of many, the best and the latest; `among` are the trials inside the brush, None without one;
    `also` are trials that are listed in any case; `measures` have a column besides the score.
    """
    numbers = _view.numbers if among is None else sorted((among | also) & _view.trials.keys())
    standing: list[int] = [] if among is None else numbers
    if len(numbers) > MOST_ROWS:
        # The latest begin at the same trial for a while, so that rows keep their places.
        step = MOST_ROWS // 4
        start = -(-(len(numbers) - MOST_ROWS // 2) // step) * step
        chosen = analysis.best_of(_view, MOST_ROWS // 2, among) | (also & _view.trials.keys())
        standing = sorted(number for number in chosen if number < numbers[start])
        numbers = [*standing, *numbers[start:]]
        standing = [*standing, numbers[len(standing)]]
    found = analysis.trial_table(_view, numbers, [MEASURES[name] for name in measures])
    so_far = analysis.scores_so_far(_view)
    pairs = zip(found["number"], found["score"], strict=True)
    found["score"] = [so_far.get(n) if score is None else score for n, score in pairs]
    found["state"] = [[widgets.STATES[name][0]] for name in found["state"]]
    if tied := analysis.tied(_view):
        found["tied"] = [tied.get(number, "") for number in found["number"]]
    first, last = ["number", "state", "score", "deviation"], ["fits", "seconds", "note"]
    middle = [name for name in found if name not in (*first, *last)]
    columns = {name: _short(_view, name, found[name]) for name in (*first, *middle, *last)}
    return Listed(pa.table(columns), hash(tuple(standing)))


def _short(view: StudyView, name: str, values: list[Any]) -> pa.Array:
    """A column of the table in few bytes."""
    parameter = view.study.spec.space.parameters.get(name)
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int}:
        bits = max(abs(value) for value in values if value is not None).bit_length()
        return pa.array(values, f"int{next(size for size in (8, 16, 32, 64) if bits < size)}")
    if kinds == {float} and (parameter is None or isinstance(parameter, Float)):
        return pa.array(values, "float32")  # of other parameters, digits beyond the seventh show
    if kinds != {str}:
        return pa.array(values)
    found = pa.array(values).dictionary_encode()
    few = len(found.dictionary) < 128
    return found.cast(pa.dictionary(pa.int8(), pa.string())) if few else found

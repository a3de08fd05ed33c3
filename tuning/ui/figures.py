"""Figures of a study as pages draw them: rebuilt only when what they show has changed.

Each is kept for the whole process under the store, the study and the change counter it was built
at, so that a tick that finds nothing new, or a second browser, builds nothing.
"""

from __future__ import annotations

import math
from itertools import islice
from typing import Literal

import streamlit as st

from tuning import analysis, charts, strategies
from tuning.analysis import (
    Distribution,
    Extents,
    HeatMap,
    Mattered,
    Parallel,
    ShownCurves,
    Timeline,
)
from tuning.analysis.cards import Card
from tuning.analysis.cards import cards as find_cards
from tuning.charts import Figure
from tuning.metrics import MEASURES
from tuning.store.view import StudyView
from tuning.ui.beside import Beside
from tuning.ui.components.parallel_coordinates import selected

CacheKey = tuple[str, int, int]
"""The store's file, the study, and the counter that what is shown depends on."""

APART = 1_000_000
"""Keeps keys of one kind apart from those of another."""
MOST_BEHIND = 16
"""Curves drawn in grey behind the chosen ones."""
MOST_POINTS = 300
"""Trials that a slice draws."""
MANY = 50
"""Trials from which on cards, and what mattered, take long: while trials come, or are played again,
they are reckoned beside the pages."""
_beside: Beside[list[Card] | None] = Beside(None)
_mattered_beside: Beside[tuple[int, Mattered] | None] = Beside(None)
"""With how many trials had a score."""

Ranges = tuple[tuple[str, float, float], ...]
"""Ranges of axes: the axis' name, and both ends."""


def changed(view: StudyView) -> CacheKey:
    """Another key after every report."""
    return (view.store_path, view.study.id, view.change)


def trials_changed(view: StudyView) -> CacheKey:
    """Another key when a trial has begun or ended."""
    return (view.store_path, view.study.id, view.trials_change)


def gauged(view: StudyView) -> tuple[object, ...]:
    """Another key when a trial has begun or ended, the course of the corrected score went on, or
    more is known of the baselines."""
    course = view.honest.course if view.honest is not None else ()
    return (*held_against(view), len(course), *course[-1:])


def held_against(view: StudyView) -> tuple[object, ...]:
    """Another key when a trial has begun or ended, or more is known of the baselines."""
    known = view.honest.baselines if view.honest is not None else {}
    return (*trials_changed(view), *sorted(known.items()))


@st.cache_resource(show_spinner=False, max_entries=64)
def parallel(_view: StudyView, key: CacheKey, also: frozenset[int] = frozenset()) -> Parallel:
    """Of many trials the best and the latest; `also` these in any case."""
    return analysis.parallel(_view, also=also)


def best_so_far(
    view: StudyView, by: Literal["trials", "epochs", "seconds"], also: frozenset[int] = frozenset()
) -> Figure:
    """The way to the best; at its end, hollow, what the trials under way score so far.

    `also` has trials that are drawn as points in any case.
    """
    figure = _best_so_far(view, gauged(view), by, also)
    so_far = analysis.scores_so_far(view) if view.study.state.is_active() else {}
    ended = view.totals.completed + view.totals.failed
    at = {"trials": ended + 1, "epochs": view.totals.epochs}.get(by)
    if not so_far or at is None:
        return figure
    return {**figure, "data": [*figure["data"], charts.under_way(so_far, at)]}


@st.cache_resource(show_spinner=False, max_entries=64)
def _best_so_far(
    _view: StudyView,
    key: tuple[object, ...],
    by: Literal["trials", "epochs", "seconds"],
    also: frozenset[int],
) -> Figure:
    study = _view.study
    color = strategies.STRATEGIES[study.strategy].color
    metric = study.spec.objective.metric
    table, gauge = analysis.best_so_far(_view), analysis.gauge(_view)
    figure = charts.best_so_far(table, by, color=color, metric=metric, also=also, gauge=gauge)
    if _view.was is not None:
        ends = _extents(_view.whole, changed(_view.whole))
        figure = charts.held(figure, ends.spent[by], ends.scores)
    return charts.with_baselines(figure, _view.honest)


@st.cache_resource(show_spinner=False, max_entries=64)
def curves(
    _view: StudyView,
    key: CacheKey,
    shown: ShownCurves,
    measure: str,
) -> Figure:
    """Curves of some trials, before the grey of those they go on from and of the latest."""
    numbers = shown.numbers
    parents = [parent for number in numbers for parent in analysis.lineage(_view, number)]
    latest = dict.fromkeys([*parents, *islice(reversed(_view.numbers), MOST_BEHIND)])
    others = [number for number in latest if number not in (*numbers, *shown.thin)]
    figure = charts.learning_curves(
        analysis.curves(_view, numbers),
        measure,
        numbers=numbers,
        best=_view.study.best_number,
        behind=analysis.mean_curves(analysis.curves(_view, others)),
        thin=analysis.mean_curves(analysis.curves(_view, shown.thin)),
        kept=analysis.kept_epochs(_view, numbers),
    )
    if _view.was is not None:
        ends, of = _extents(_view.whole, changed(_view.whole)), MEASURES[measure]
        both = (ends.measures.get(name) for name in (of.training, of.validation))
        figure = charts.held(figure, ends.epochs, analysis.together(both))
    is_own = _view.study.spec.objective.metric == MEASURES[measure].validation
    return charts.with_baselines(figure, _view.honest) if is_own else figure


@st.cache_resource(show_spinner=False, max_entries=16)
def _extents(_whole: StudyView, key: CacheKey) -> Extents:
    """How far the axes of a study's charts reach while it is replayed."""
    return analysis.extents(_whole)


@st.cache_resource(show_spinner=False, max_entries=64)
def slices(
    _view: StudyView, key: tuple[object, ...], also: frozenset[int] = frozenset()
) -> list[tuple[str, str, Figure]]:
    """A hyperparameter's name and title, and the score by its values; of many trials the best and
    the latest, and `also` these."""
    drawn, study = analysis.parallel(_view, MOST_POINTS, also), _view.study
    color, metric = strategies.STRATEGIES[study.strategy].color, study.spec.objective.metric
    found = []
    for axis in drawn.axes:
        if axis.name != "score":
            best = study.best_number
            figure = charts.slice_of(drawn, axis, color=color, metric=metric, best=best)
            found.append((axis.name, axis.label, charts.with_baselines(figure, _view.honest)))
    return found


@st.cache_resource(show_spinner=False, max_entries=64)
def heat_map(_view: StudyView, key: CacheKey, x: str, y: str) -> HeatMap:
    return analysis.heat_map(_view, x, y)


@st.cache_resource(show_spinner=False, max_entries=64)
def distribution(_view: StudyView, key: CacheKey) -> Distribution | None:
    return analysis.distribution(_view)


@st.cache_resource(show_spinner=False, max_entries=16)
def timeline(_view: StudyView, key: CacheKey) -> tuple[Timeline, Figure]:
    found, end = analysis.timeline(_view), None
    if _view.was is not None:
        end = analysis.timeline(_view.whole).lasted
    return found, charts.timeline(found, _view.study.best_number, end)


def mattered(view: StudyView, is_playing: bool = False) -> Mattered | None:
    """What moved the score; while trials come, at every twentieth part more of them. None while it
    is first reckoned beside the pages. `is_playing`: the view is a moment that is gone in a second;
    a moment that stays is not drawn again, and so it is waited for."""
    key, scored = trials_changed(view), len(view.ranked)
    if not view.study.state.is_active():
        return _mattered(view, key)
    key = (*key[:2], -round(20 * math.log(scored or 1)))
    if scored <= MANY or (view.was is not None and not is_playing):
        return _mattered(view, key)
    name = (*key[:2], view.was is not None)
    known = _mattered_beside.latest(name, key, lambda: (scored, _mattered(view, key)))
    # Of a replay that went back, the latest is of trials that are still to come.
    return known[1] if known is not None and known[0] <= scored else None


@st.cache_resource(show_spinner=False, max_entries=64)
def _mattered(_view: StudyView, key: CacheKey) -> Mattered:
    return analysis.mattered(_view)


def cards(view: StudyView) -> list[Card] | None:
    """What to know before trusting the best; while trials come, reckoned at every twentieth part
    more of them, and as soon as there is another best one or something new from the engine. None
    while the first are reckoned beside the pages."""
    study, ended = view.study, view.totals.completed + view.totals.failed
    key = trials_changed(view)
    if study.state.is_active():
        key = (*key[:2], -round(20 * math.log(ended or 1)))
    what = key
    if study.state.is_active():  # a second of forests: at every third part more of the trials
        what = (*key[:2], -APART - round(3 * math.log(len(view.ranked) or 1)))
    confirmed = repr(view.confirmations[-1:])
    whole = (*key, study.best_number, confirmed, _honest(view))
    if study.state.is_active() and ended > MANY:
        return _beside.latest(key[:2], whole, lambda: _cards(view, whole, what))
    return _cards(view, whole, what)


def beside_change(view: StudyView) -> int:
    """Another number when more is known that was reckoned beside the pages."""
    study = (view.store_path, view.study.id)
    return _beside.change(study) + _mattered_beside.change((*study, view.was is not None))


def _honest(view: StudyView) -> tuple[object, ...]:
    """Another one whenever the engine has reckoned something new, without its long course."""
    known = view.honest
    if known is None:
        return ()
    scores = (known.trials, known.winner, known.chosen, known.corrected, known.visible)
    return (*scores, len(known.course), known.tied, repr(known.claims), repr(known.baselines))


@st.cache_resource(show_spinner=False, max_entries=64)
def _cards(_view: StudyView, key: tuple[object, ...], of_mattered: CacheKey) -> list[Card]:
    return find_cards(_view, lambda: _mattered(_view, of_mattered))


@st.cache_resource(show_spinner=False, max_entries=64)
def brushed(_view: StudyView, key: CacheKey, brush: Ranges) -> frozenset[int]:
    """The trials inside a brush, those that are not drawn included."""
    ranges = {name: (low, high) for name, low, high in brush}
    axes = [axis for axis in parallel(_view, key).axes if axis.name in ranges]
    rows = analysis.brushable(_view, axes)
    kept = rows["number"][selected(rows, ranges)]
    return frozenset(int(number) for number in kept)

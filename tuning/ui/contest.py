"""Several studies as one figure: what Compare and Race share.

What is computed is kept for the whole process under each study's change counter, so that a tick
that finds nothing new builds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from tuning.analysis import comparison
from tuning.analysis.comparison import Contender, Trajectory
from tuning.analysis.standings import Standings, of_trajectories
from tuning.charts import Figure, race
from tuning.store import RaceBy
from tuning.store.view import StudyView
from tuning.ui import figures, widgets
from tuning.ui.figures import CacheKey

HEIGHT = 460
BAND_OF_FITS = "band: ± the deviation of the best trial's folds or executions at that point"
BAND_OF_SEEDS = (
    "thick: the median of the seeds; band: from the worst to the best seed, thin lines: each seed"
)
STYLE = """<style>
.ts-finding {font-size: 1.35rem; padding-bottom: 0.25rem}
.ts-rest {font-size: 1.02rem; max-width: 80rem}
.ts-moving {min-height: 2lh}
</style>"""


@st.cache_resource(show_spinner=False, max_entries=128)
def _trajectory(_view: StudyView, key: CacheKey, state: str) -> Trajectory:
    return comparison.trajectory(_view)


@st.cache_resource(show_spinner=False, max_entries=32)
def _figure(_found: Sequence[Contender], key: tuple[object, ...], look: race.Look) -> Figure:
    return race.race(_found, look)


@st.cache_resource(show_spinner=False, max_entries=32)
def _standings(
    _runs: Sequence[Trajectory],
    key: tuple[object, ...],
    by: RaceBy,
    budget: float | None,
    target: float | None,
) -> Standings:
    return of_trajectories(_runs, by, budget, target)


def trajectories_of(views: Sequence[StudyView]) -> list[Trajectory]:
    """Every study's way to its best, as it is now."""
    return [_trajectory(view, figures.changed(view), view.study.state.value) for view in views]


def waits(views: Sequence[StudyView]) -> str:
    """Why there are no curves (yet), and what to do."""
    if any(view.study.state.is_active() for view in views):
        return "The curves begin when the first trial has a score."
    if any(view.study.state.can_resume() for view in views):
        return "There is no score to draw. Resume, and the curves begin with the first."
    return "There is no score to draw: every trial failed."


def standings(
    views: Sequence[StudyView], by: RaceBy, budget: float | None, target: float | None
) -> Standings:
    """Where their strategies stand."""
    return _standings(trajectories_of(views), _key(views), by, budget, target)


def figure(views: Sequence[StudyView], found: Sequence[Contender], look: race.Look) -> Figure:
    """Best so far of all, against what was spent; in a replay, over the axes of the whole race."""
    drawn = _figure(found, _key(views), look)
    if all(view.was is None for view in views):
        return drawn
    whole = [view.whole for view in views]
    runs = comparison.contenders(trajectories_of(whole))
    ends = _figure(runs, _key(whole), look)["layout"]
    kept = ("xaxis",) if look.distance else ("xaxis", "yaxis")
    return {**drawn, "layout": drawn["layout"] | {name: ends[name] for name in kept}}


def _key(views: Sequence[StudyView]) -> tuple[object, ...]:
    return tuple((*figures.changed(view), view.study.state.value) for view in views)


def remark(found: Sequence[Contender]) -> str:
    """What the bands are, for the curves' heading."""
    several = any(len(contender.trajectories) > 1 for contender in found)
    single = [c.trajectories[0] for c in found if len(c.trajectories) == 1]
    spread = any(one.study.spec.evaluation.fits > 1 for one in single)
    told = [text for text, it in ((BAND_OF_FITS, spread), (BAND_OF_SEEDS, several)) if it]
    return "; ".join(told) or "one fit a trial: there is no spread to draw"


def told(lead: str, rest: str = "", *, moves: bool = False) -> None:
    """A finding in large letters, what follows from it below; names stand between `**`.

    While it `moves`, two lines are kept for either, so that what is below stays where it is.
    """
    pieces = escape(lead).split("**")  # every second one is a name
    bold = "".join(f"<b>{text}</b>" if k % 2 else text for k, text in enumerate(pieces))
    kept = " ts-moving" if moves else ""
    widgets.html(
        f'<div class="ts-finding{kept}">{bold}</div><div class="ts-rest{kept}">{escape(rest)}</div>'
    )

"""The chart of a race: the way to the best, the axis where the contest is, and a target to drag.

Its target, its scale and its scores are part of the link.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from tuning import metrics
from tuning.analysis.comparison import Contender
from tuning.analysis.standings import Standings
from tuning.charts.race_axes import Look, Scale
from tuning.store.view import StudyView
from tuning.text.words import listed, places, score
from tuning.ui import contest, terms, widgets
from tuning.ui.components.figure import live_figure

TARGET, SCALE, SCORES_BY = "target", "scale", "scores"
_WRITTEN = "racing-target-written"
VIEWS = {"Score": False, "Distance to the best": True}
SCORES = {"Corrected": True, "Chosen": False}
MOST_PLACES = 10
"""Of a target, as its link has them."""
CHOSEN = (
    "The scores where they were chosen: the best of many flatters. The standings are by the "
    "corrected ones."
)


def chart(
    views: Sequence[StudyView],
    found: Sequence[Contender],
    standings: Standings,
    budget: float | None,
    key: str,
) -> None:
    """The controls and the figure."""
    left, right = st.columns([5, 4], vertical_alignment="center")
    with left:
        widgets.head(f"Best {_metric(found)} so far", contest.remark(found))
    if standings.at is None:
        widgets.waiting(contest.waits(views), contest.HEIGHT)
        return
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        corrected = _scores(standings)
        distance = _view()
        _target(standings, key)
    _in_address(key)
    is_judged = corrected == (standings.judged_by == "corrected")
    target = standings.target if is_judged else None
    look = Look(standings.by, budget, distance, target, corrected)
    figure = contest.figure(views, found, look)
    scale = Scale.of(found, look)

    def aim(height: float) -> None:
        aimed = scale.score(height)
        fine = [aimed, height] if distance else [aimed]
        st.session_state[_kept(key)] = round(aimed, max(_places(standings), *map(places, fine)))

    name = f"race-figure-{key}-{distance}{'' if is_judged else '-chosen'}"
    live_figure(figure, key=name, height=contest.HEIGHT, on_drag=aim if is_judged else None)
    st.caption(terms.markdown(_reached(standings, key) if is_judged else CHOSEN))


def target_of(key: str) -> float | None:
    """The score that a person, or their link, has chosen as the target; None for the usual one."""
    if _kept(key) not in st.session_state:
        text = st.query_params.get(TARGET, "")
        written = st.session_state.get(_WRITTEN)
        # What was said of the race that was shown before is nothing about this one.
        is_of_another = written is not None and written[0] != key and written[1] == text
        st.session_state[_kept(key)] = None if is_of_another else _read(text)
    chosen: float | None = st.session_state[_kept(key)]
    return chosen


def _read(text: str) -> float | None:
    """A score from an address; None for what is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _in_address(key: str) -> None:
    """Keeps the target in the page's address."""
    chosen = target_of(key)
    text = "" if chosen is None else f"{chosen:.10g}"
    st.session_state[_WRITTEN] = key, text
    if text:
        st.query_params[TARGET] = text
    elif TARGET in st.query_params:
        del st.query_params[TARGET]


def link() -> dict[str, str]:
    """The parts of an address that say how the chart is looked at, without what is usual."""
    usual = {SCALE: "Score", SCORES_BY: "Corrected"}
    chosen = {name: st.session_state.get(name) or value for name, value in usual.items()}
    target = st.query_params.get(TARGET)
    look = {name: value for name, value in chosen.items() if value != usual[name]}
    return look | ({TARGET: target} if target else {})


def _key(key: str) -> str:
    return f"racing-target-{key}"


def _kept(key: str) -> str:
    return f"racing-target-of-{key}"


def _scores(standings: Standings) -> bool:
    """Whether the corrected scores are drawn; asked where they are known."""
    if standings.judged_by != "corrected":
        return False
    chosen = st.segmented_control(
        "Scores",
        list(SCORES),
        default="Corrected",
        required=True,
        key=SCORES_BY,
        bind="query-params",
        label_visibility="collapsed",
        help="Corrected for choosing the best of many trials and epochs on the same rows, or as "
        "they were where that was chosen.",
    )
    return SCORES[chosen or "Corrected"]


def _view() -> bool:
    chosen = st.segmented_control(
        "Shows",
        list(VIEWS),
        default="Score",
        required=True,
        key=SCALE,
        bind="query-params",
        label_visibility="collapsed",
    )
    return VIEWS[chosen or "Score"]


def _target(standings: Standings, key: str) -> None:
    """The field; what is kept outlasts it, as before the first score there is none."""
    st.session_state[_key(key)] = target_of(key)

    def take() -> None:
        st.session_state[_kept(key)] = st.session_state[_key(key)]

    shown = _places_shown(standings, key)
    st.number_input(
        "Target",
        value=None,
        key=_key(key),
        on_change=take,
        step=10.0 ** (1 - shown),
        format=f"%.{shown}f",
        width=200,
        placeholder=f"Target {score(standings.target)}",
        label_visibility="collapsed",
    )


def _places(standings: Standings) -> int:
    """Decimal places of a score of this race."""
    return places(standings.target or standings.rows[0].median or 0.0)


def _places_shown(standings: Standings, key: str) -> int:
    """As many as that, more where a target was set more finely: near the best, at small losses."""
    own = Decimal(repr(target_of(key) or 0.0)).as_tuple().exponent
    return max(_places(standings), min(-int(own), MOST_PLACES))


def _metric(found: Sequence[Contender]) -> str:
    return metrics.within(metrics.title(found[0].trajectories[0].study.spec.objective.metric))


def _reached(standings: Standings, key: str) -> str:
    """Who reached the target, and when."""
    if standings.target is None:
        return "A target can be set once two strategies have a score."
    rows = [row for row in standings.rows if row.epochs_to_target is not None]
    rows.sort(key=lambda row: row.epochs_to_target or 0.0)
    had = [f"{row.title} after {row.epochs_to_target:,.0f} epochs" for row in rows]
    never = [row.title for row in standings.rows if row.epochs_to_target is None]
    target = f"{standings.target:,.{_places_shown(standings, key)}f}"
    told = f"**{target}** "
    told += f"was reached by {listed(had)}" if had else "was reached by nobody"
    told += f"; not by {listed(never, 'or')}" if had and never else ""
    return (
        f"{told} (the median of the seeds). Another target: drag the dashed line, or type it above."
    )

"""The chart of a race: the way to the best, the axis where the contest is, and a target to drag."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tuning import metrics
from tuning.analysis.comparison import Contender
from tuning.analysis.standings import Standings
from tuning.charts.race_axes import Look, Scale
from tuning.store.view import StudyView
from tuning.text.words import listed, places, score
from tuning.ui import contest, terms, widgets
from tuning.ui.components.figure import live_figure

VIEWS = {"Score": False, "Distance to the best": True}
SCORES = {"Corrected": True, "Chosen": False}
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
    is_judged = corrected == (standings.judged_by == "corrected")
    target = standings.target if is_judged else None
    look = Look(standings.by, budget, distance, target, corrected)
    figure = contest.figure(views, found, look)
    scale = Scale.of(found, look)

    def aim(height: float) -> None:
        st.session_state[_key(key)] = round(scale.score(height), _places(standings))

    name = f"race-figure-{key}-{distance}{'' if is_judged else '-chosen'}"
    live_figure(figure, key=name, height=contest.HEIGHT, on_drag=aim if is_judged else None)
    st.caption(terms.markdown(_reached(standings) if is_judged else CHOSEN))


def target_of(key: str) -> float | None:
    """The score that a person has chosen as the target; None for the usual one."""
    chosen: float | None = st.session_state.get(_key(key))
    return chosen


def _key(key: str) -> str:
    return f"racing-target-{key}"


def _scores(standings: Standings) -> bool:
    """Whether the corrected scores are drawn; asked where they are known."""
    if standings.judged_by != "corrected":
        return False
    chosen = st.segmented_control(
        "Scores",
        list(SCORES),
        default="Corrected",
        required=True,
        key="racing-scores",
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
        key="racing-shows",
        label_visibility="collapsed",
    )
    return VIEWS[chosen or "Score"]


def _target(standings: Standings, key: str) -> None:
    st.number_input(
        "Target",
        value=None,
        key=_key(key),
        step=10.0 ** (1 - _places(standings)),
        format=f"%.{_places(standings)}f",
        width=200,
        placeholder=f"Target {score(standings.target)}",
        label_visibility="collapsed",
    )


def _places(standings: Standings) -> int:
    """Decimal places of a score of this race."""
    return places(standings.target or standings.rows[0].median or 0.0)


def _metric(found: Sequence[Contender]) -> str:
    return metrics.within(metrics.title(found[0].trajectories[0].study.spec.objective.metric))


def _reached(standings: Standings) -> str:
    """Who reached the target, and when."""
    if standings.target is None:
        return "A target can be set once two strategies have a score."
    rows = [row for row in standings.rows if row.epochs_to_target is not None]
    rows.sort(key=lambda row: row.epochs_to_target or 0.0)
    had = [f"{row.title} after {row.epochs_to_target:,.0f} epochs" for row in rows]
    never = [row.title for row in standings.rows if row.epochs_to_target is None]
    told = f"**{score(standings.target)}** "
    told += f"was reached by {listed(had)}" if had else "was reached by nobody"
    told += f"; not by {listed(never, 'or')}" if had and never else ""
    return (
        f"{told} (the median of the seeds). Another target: drag the dashed line, or type it above."
    )

"""A comparison as a page shows it: the finding, the curves, the table.

What is computed is kept for the whole process under each study's change counter, so that a tick
that finds nothing new builds nothing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from html import escape

import streamlit as st

from tuning import metrics, strategies
from tuning.analysis import comparison
from tuning.analysis.comparison import (
    By,
    Contender,
    Place,
    Row,
    Trajectory,
    Verdict,
    comparable,
    verdict_words,
)
from tuning.analysis.progress import elapsed
from tuning.charts import Figure, race
from tuning.store.view import StudyView
from tuning.text.names import LONG, html
from tuning.text.words import duration
from tuning.ui import context, figures, study_turn, tables, widgets
from tuning.ui.compare import guesses
from tuning.ui.components.figure import live_figure
from tuning.ui.figures import CacheKey
from tuning.ui.tables import Column

AXES: dict[str, By] = {"Trials": "trials", "Epochs": "epochs", "Seconds": "seconds"}
HEIGHT = 460

BAND_OF_FITS = "band: ± the deviation of the best trial's folds or executions at that point"
BAND_OF_SEEDS = "band: from the worst to the best seed, thin lines: each seed"
TIES = (
    "**At equal cost**: when each has spent the epochs that all have spent. Welch's t-test on the "
    "seeds, or on the folds or executions of the best trials: *a tie* means that luck alone gives "
    "such a difference in more than 1 of 20 cases. Every best was picked as the best of its "
    "trials, which flatters all of them; the test score does not."
)
SHARED = (
    "Studies that run at the same time share the workers: their seconds are then shared, and "
    "epochs are the fair axis."
)
STYLE = """<style>
.ts-share {display: inline-block; width: 5.5rem; height: 0.5rem; border-radius: 0.25rem;
  margin-right: 0.6rem; background: color-mix(in srgb, currentcolor 14%, transparent)}
.ts-share i {display: block; height: 100%; border-radius: 0.25rem}
.ts-count {display: inline-block; min-width: 3.6rem}
.ts-finding {font-size: 1.35rem; padding-bottom: 0.25rem}
.ts-rest {font-size: 1.02rem; max-width: 80rem}
.st-key-compared [data-tag] {color: inherit;
  background: color-mix(in srgb, var(--ts-accent) 22%, transparent)}
</style>"""


@st.cache_resource(show_spinner=False, max_entries=64)
def _trajectory(_view: StudyView, key: CacheKey, state: str) -> Trajectory:
    return comparison.trajectory(_view)


@st.cache_resource(show_spinner=False, max_entries=32)
def _figure(_found: Sequence[Contender], keys: tuple[object, ...], by: By) -> Figure:
    return race.race(_found, by)


def trajectories_of(views: Sequence[StudyView]) -> list[Trajectory]:
    """Every study's way to its best, as it is now."""
    return [_trajectory(view, figures.changed(view), view.study.state.value) for view in views]


def axis() -> By:
    """What the curves are drawn against; part of the link."""
    chosen = st.segmented_control(
        "Against",
        list(AXES),
        default="Epochs",
        key="by",
        required=True,
        bind="query-params",
        label_visibility="collapsed",
        help="Epochs are the fair price: seconds depend on what else runs on this machine.",
    )
    return AXES.get(chosen or "Epochs", "epochs")


def finding(trajectories: Sequence[Trajectory], judged: Verdict) -> None:
    """Who leads, and whether that is real; what this viewer guessed; what differs besides."""
    lead, rest = verdict_words.finding(judged)
    pieces = escape(lead).split("**")  # every second one is a name
    bold = "".join(f"<b>{text}</b>" if k % 2 else text for k, text in enumerate(pieces))
    widgets.html(f'<div class="ts-finding">{bold}</div><div class="ts-rest">{escape(rest)}</div>')
    if len(trajectories) == 1:
        st.caption("Choose a further study above, and the two are compared.")
    _guess(trajectories, judged)
    for sentence in comparable.caveats([trajectory.study for trajectory in trajectories]):
        st.caption(f":material/info: {widgets.plain(sentence)}")


def _guess(trajectories: Sequence[Trajectory], judged: Verdict) -> None:
    races = {trajectory.study.race for trajectory in trajectories}
    guess = strategies.STRATEGIES.get(guesses.of(races.pop()) or "") if len(races) == 1 else None
    told = verdict_words.guessed(judged, guess.name, guess.title) if guess else None
    if told:
        st.caption(f":material/psychology: {widgets.plain(told)}")


def curves(trajectories: Sequence[Trajectory], found: Sequence[Contender], by: By) -> None:
    """Best so far of all, against what was spent."""
    if all(trajectory.last is None for trajectory in trajectories):
        widgets.waiting("The curves begin when the first trial has a score.", HEIGHT)
        return
    path = str(context.settings().store_path)
    keys = (path, *((r.study.id, r.study.change, r.study.state.value) for r in trajectories))
    figure = _figure(found, keys, by)
    live_figure(figure, key=f"race-{by}", height=HEIGHT)


def remark(found: Sequence[Contender]) -> str:
    """What the bands are, for the curves' heading."""
    several = any(len(contender.trajectories) > 1 for contender in found)
    single = [c.trajectories[0] for c in found if len(c.trajectories) == 1]
    spread = any(one.study.spec.evaluation.fits > 1 for one in single)
    told = [text for text, it in ((BAND_OF_FITS, spread), (BAND_OF_SEEDS, several)) if it]
    return "; ".join(told) or "one fit a trial: there is no spread to draw"


def table(trajectories: Sequence[Trajectory], judged: Verdict) -> None:
    """One line a study, the best first."""
    metric = metrics.title(trajectories[0].study.spec.objective.metric)
    columns = [
        Column("Study", is_text=True),
        Column("Strategy", is_text=True),
        Column(f"Best {metric.lower()}\nmean ± deviation (n)"),
        Column("At equal\ncost"),
        Column("Test\naccuracy"),
        Column("Trials"),
        Column("Epochs\nspent"),
        Column("Epochs to 99 %\nof its best"),
        Column("Time"),
    ]
    tables.render(columns, map(_row, comparison.table(trajectories, judged)))
    st.caption(TIES)
    st.caption(SHARED)


def _row(row: Row) -> tables.Row:
    study = row.study
    running = f" {study_turn.label(study, study.state)}" if study.state.value != "COMPLETED" else ""
    test = study.test_score if study.spec.evaluation.method != "test" else None
    parts = f" <small>({row.parts})</small>" if row.best is not None else ""
    cells = [
        f'<a href="live?study={study.id}" target="_self">{study.id} · {html(study.name, LONG)}</a>'
        f"{running}",
        widgets.strategy(study.strategy),
        f"{widgets.score(row.best, row.deviation)}{parts}",
        _place(row),
        widgets.score(test),
        f"{row.trials:,}",
        f"{row.epochs:,}",
        f"{row.arrived:,}" if row.arrived is not None else "–",
        duration(elapsed(study, time.time())),
    ]
    return tables.Row(cells, leads=row.wins)


def _place(row: Row) -> str:
    if row.place is None:
        return "<small>the same search again</small>"
    if row.place is Place.UNSURE:
        return "<small>cannot tell: one fit only</small>"
    return "the winner" if row.wins else row.place.value

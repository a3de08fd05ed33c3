"""A comparison as a page shows it: the finding, the curves, the table."""

from __future__ import annotations

import time
from collections.abc import Sequence
from html import escape

import streamlit as st

from tuning import metrics, tasks
from tuning.analysis import comparison, standings
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
from tuning.charts import race
from tuning.honesty.numbers import ranged
from tuning.metrics import MEASURES, Measure
from tuning.store.view import StudyView
from tuning.text.names import LONG, html
from tuning.text.words import duration
from tuning.ui import contest, context, study_turn, tables, terms, widgets
from tuning.ui.components.figure import live_figure
from tuning.ui.tables import Column

AXES: dict[str, By] = {"Trials": "trials", "Epochs": "epochs", "Seconds": "seconds"}
TIES = (
    "**At equal cost**: when each has spent the epochs that all have spent, or a race's budget; by "
    "corrected scores where all have them. *Cannot be told apart*: less than 0.95 sure. Studies on "
    "the same folds by the Bayesian t-test of these, which allows for the rows that folds share "
    "when they train; seeds by that of their paired differences, as on the race's page; others by "
    "their corrected scores' intervals. Differences up to 0.01 (of a cost, a hundredth) count as "
    "none. **Corrected**: for choosing the best of so many trials and epochs."
)
SHARED = (
    "Seconds are those that fits trained, all together; while several studies share this machine, "
    "each fit may be slower, and epochs are the fair axis."
)
STYLE = """<style>
.st-key-compared [data-tag] {color: inherit;
  background: color-mix(in srgb, var(--ts-accent) 22%, transparent)}
</style>"""


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


def verdict(
    views: Sequence[StudyView], found: Sequence[Contender]
) -> tuple[Verdict, tuple[str, str]]:
    """Who leads, and the words; of several seeds those of a race, with its budget if it is one."""
    if not standings.are_seeds(found):
        judged = comparison.judge(found)
        return judged, verdict_words.finding(judged)
    shown = contest.standings(views, "epochs", _budget(views), None)
    return standings.verdict(found, shown), (shown.sentence, "")


def _budget(views: Sequence[StudyView]) -> float | None:
    """The epochs that each may train, of studies that are one race."""
    numbers = {view.study.race for view in views}
    known = {race.id: race for race in context.store().races()}
    race = known.get(next(iter(numbers)) or 0) if len(numbers) == 1 else None
    return race.budget if race is not None and race.by == "epochs" else None


def finding(trajectories: Sequence[Trajectory], told: tuple[str, str]) -> None:
    """Who leads, and whether that is real; what differs besides."""
    contest.told(*told)
    if len(trajectories) == 1:
        st.caption("Choose a further study above, and the two are compared.")
    for sentence in comparable.caveats([trajectory.study for trajectory in trajectories]):
        st.caption(f":material/info: {widgets.plain(sentence)}")


def curves(views: Sequence[StudyView], found: Sequence[Contender], by: By) -> None:
    """Best so far of all, against what was spent."""
    if all(contender.first is None for contender in found):
        widgets.waiting(contest.waits(views), contest.HEIGHT)
        return
    figure = contest.figure(views, found, race.Look(by))
    live_figure(figure, key=f"race-{by}", height=contest.HEIGHT)


def table(trajectories: Sequence[Trajectory], judged: Verdict) -> None:
    """One line a study, the best first."""
    spec, tested = trajectories[0].study.spec, _tested(trajectories)
    metric = metrics.title(spec.objective.metric)
    columns = [
        Column("Study", is_text=True),
        Column("Strategy", is_text=True),
        Column(f"Best {metrics.within(metric)}\nmean ± deviation (n)"),
        Column("Corrected\n(90% interval)"),
        Column("At equal\ncost"),
        *(Column(f"Test\n{metrics.within(measure.title)}") for measure in tested),
        Column("Trials"),
        Column("Epochs\nspent"),
        Column("Epochs to within\n1% of its best"),
        Column("Time"),
    ]
    alone = len(trajectories) == 1
    rows = (_row(row, alone, tested) for row in comparison.table(trajectories, judged))
    tables.render(columns, rows)
    st.caption(terms.markdown(TIES))
    st.caption(terms.markdown(SHARED))


def _tested(trajectories: Sequence[Trajectory]) -> list[Measure]:
    """The measures of the test that have a column: the task's main one and the objective's own,
    unless a person picks others."""
    spec = trajectories[0].study.spec
    usual = dict.fromkeys((tasks.measures(spec)[0], spec.objective.measure))
    found = {name for trajectory in trajectories for name in trajectory.study.test}
    known = [measure for measure in MEASURES.values() if measure in usual or measure.name in found]
    with st.popover("Columns", icon=":material/view_column:"):
        picked = st.pills(
            "Measures on the test rows",
            [measure.name for measure in known],
            selection_mode="multi",
            default=[measure.name for measure in usual],
            format_func=lambda name: MEASURES[name].title,
            key=f"tested-{spec.objective.metric}",
            help="What each study's best model scored on rows that chose nothing.",
        )
    return [measure for measure in known if measure.name in picked]


def _row(row: Row, alone: bool, tested: Sequence[Measure]) -> tables.Row:
    study = row.study
    running = f" {study_turn.label(study, study.state)}" if study.state.value != "COMPLETED" else ""
    test = study.test if study.spec.evaluation.method != "test" else {}
    parts = f" <small>({row.parts})</small>" if row.best is not None else ""
    cells = [
        f'<a href="live?study={study.id}" target="_self">{study.id} · {html(study.name, LONG)}</a>'
        f"{running}",
        widgets.strategy(study.strategy),
        f"{widgets.score(row.best, row.deviation)}{parts}",
        ranged(*row.corrected) if row.corrected else _not_corrected(row),
        "–" if alone else _place(row),
        *(widgets.score(test.get(measure.name)) for measure in tested),
        f"{row.trials:,}",
        f"{row.epochs:,}",
        f"{row.arrived:,}" if row.arrived is not None else "–",
        duration(elapsed(study, time.time())),
    ]
    return tables.Row(cells, leads=row.wins)


def _not_corrected(row: Row) -> str:
    """A dash, with the reason on hover."""
    if row.best is None:
        return "–"
    return f'<abbr title="{escape(row.missing)}">–</abbr>'


def _place(row: Row) -> str:
    if row.place is None:
        return "<small>the same search again</small>"
    if row.place is Place.UNSURE:
        return f"<small>{row.place.value}</small>"
    return "the winner" if row.wins else row.place.value

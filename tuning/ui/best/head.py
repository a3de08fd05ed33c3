"""The head of the Best page: what the winner is worth, and what cannot be told from it."""

from __future__ import annotations

from html import escape

import streamlit as st

from tuning import charts, metrics, tasks
from tuning.honesty import Honest, words
from tuning.metrics import Measure
from tuning.store import StudyRecord, TrialRecord
from tuning.store.early_stopping import saved
from tuning.store.honest import honest_of
from tuning.store.view import StudyView
from tuning.ui import choose, selection, widgets
from tuning.ui.best.winner import TestView
from tuning.ui.pages import LIVE


def render(view: StudyView, best: TrialRecord, test: TestView | None) -> None:
    """The corrected score, beside it all that it is held against; then the rest in small."""
    honest = honest_of(view)
    left, right = st.columns([3, 7], gap="medium", vertical_alignment="center")
    with left:
        widgets.html(_lead(honest))
    with right:
        widgets.html(charts.estimates(honest))
    widgets.stats(_numbers(view, honest, best, test))
    _tied(view, honest)
    early = saved(view)
    if early is not None:
        st.caption(early.text)


def _lead(honest: Honest) -> str:
    """The number to remember: the corrected score, or the chosen one and why it is no other."""
    title = metrics.MEASURES[honest.metric].title
    if honest.corrected is None:
        told = (f"{title} where it was chosen", widgets.score(honest.chosen), honest.missing)
    else:
        value, _, interval = words.corrected_score(honest).partition(" (")
        rows = f", from {honest.rows:,} rows" if honest.rows else ""
        among = f"corrected for choosing {words.among(honest)}"
        told = (f"{title}, {among}", value, f"90%: {interval.removesuffix(')')}{rows}")
    what, number, remark = map(escape, told)
    bound, _, number = number.rpartition(" ")  # "at most about": quantities have a bound
    kind = "" if honest.corrected is None else " ts-corrected-number"
    return (
        f'<div class="ts-lead-number{kind}"><div>{what}</div>'
        f"{f'<span>{bound}</span> ' if bound else ''}<b>{number}</b>"
        f"<div>{remark}</div></div>"
    )


def _numbers(
    view: StudyView, honest: Honest, best: TrialRecord, test: TestView | None
) -> list[tuple[str, str, str]]:
    """The scores, each with where it comes from."""
    study = view.study
    spread = "1 fit"
    if best.deviation is not None:
        spread = f"± {widgets.score(best.deviation)} over {study.spec.evaluation.fits} fits"
    right = test.remark if test else ""
    if not study.test:
        right = "comes at the end" if study.state.is_active() else "not tested"
    main, *others = (_tested(study, measure) for measure in tasks.measures(study.spec))
    objective = study.spec.objective
    return [
        (*main, right),
        *((*other, "") for other in others),
        (metrics.title(objective.metric), widgets.score(best.score), spread),
        ("Trial", str(best.number), f"of {widgets.counted(len(view.trials), 'trial')}"),
        ("Tied with it", *_ties(honest)),
    ]


def _tested(study: StudyRecord, measure: Measure) -> tuple[str, str]:
    """What a measure is called, and what the winner's test gave."""
    value = study.test.get(measure.name)
    return measure.title_on("test"), "–" if value is None else widgets.score(value)


def _ties(honest: Honest) -> tuple[str, str]:
    """How many other trials cannot be told from the winner; a card names those worth a look."""
    if not honest.tied:
        return "–", "not known"
    others = max(honest.trials - 1, 0)
    return f"{len(honest.tied) - 1:,}", f"of {widgets.counted(others, 'other trial')}"


def _tied(view: StudyView, honest: Honest) -> None:
    """The way to where all that cannot be told from it are selected."""
    if len(honest.tied) > 1:
        st.page_link(
            LIVE.script,
            label=f"Show in Live the {len(honest.tied)} that cannot be told apart",
            icon=":material/join_inner:",
            help=widgets.plain(words.tied(honest)),
            query_params=choose.one(view.study.id)
            | {selection.TRIALS: selection.trials_text(sorted(honest.tied))},
        )

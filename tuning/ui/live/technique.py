"""What the technique itself says of its search, below the trials: plain tables and small figures.

Each report that a strategy can name has a function here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from tuning import metrics, strategies
from tuning.analysis import techniques
from tuning.charts import technique
from tuning.store.view import StudyView
from tuning.text.words import listed
from tuning.ui import choose, selection, terms, widgets
from tuning.ui.components.figure import live_figure
from tuning.ui.live import why
from tuning.ui.pages import TENSORBOARD

Made = TypeVar("Made")

GUESS_HEIGHT = 320
TABLE_HEIGHT = 420
NOT_YET = "The table comes when the search is through: scikit-learn ranks all candidates at once."


def render(view: StudyView, number: int | None = None) -> None:
    """Why trial `number` was proposed, or the best so far; then what the technique itself reports.

    Of the latter nothing for a technique without a report.
    """
    why.render(view, number)
    strategy = strategies.STRATEGIES[view.study.strategy]
    say = REPORTS.get(strategy.report)
    if say is None or not view.trials:
        return
    with st.container(border=True, key="technique"):
        widgets.head("What the technique says", strategy.library)
        say(view)


# -- scikit-learn --------------------------------------------------------------------------------


def _cv_search(view: StudyView) -> None:
    table = techniques.rounds(view)
    if table is not None:
        widgets.head("Rounds", "ever fewer candidates, ever more for each", level=3)
        _table(table, "rounds")
    best = techniques.best_params(view)
    if best is None:
        st.caption(terms.markdown(NOT_YET))
        return
    left, right = st.columns([3, 7], gap="medium")
    with left:
        score, params = best
        widgets.head("best_score_", level=3)
        widgets.html(f'<div style="font-size:1.45rem;font-weight:600">{widgets.score(score)}</div>')
        widgets.head("best_params_", level=3)
        widgets.values([(name, value, False) for name, value in params])
        _refit(view)
    with right:
        results = _kept(techniques.cv_results, view)
        if results is not None:
            widgets.head("cv_results_", "mean, deviation and every split; the best first", level=3)
            _table(results, "cv-results")


def _refit(view: StudyView) -> None:
    fit = techniques.refit(view)
    if fit is None:
        st.caption("**refit** was off: the best fold's model is kept.")
        return
    seconds = f" in {fit.seconds:.1f} s" if fit.seconds is not None else ""
    st.caption(f"**refit**: the best was trained once more, on all training rows{seconds}.")


# -- KerasTuner ----------------------------------------------------------------------------------


def _summaries(view: StudyView) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        widgets.head("Search space summary", level=3)
        _table(_kept(techniques.space_summary, view, "never"), "space-summary")
    with right:
        widgets.head("Results summary", "the best ten trials", level=3)
        _table(_kept(techniques.best_trials, view), "results-summary")
    seconds = view.totals.thinking
    if seconds >= 0.01:
        each = widgets.counted(len(view.trials), "trial")
        st.caption(terms.markdown(f"It thought {seconds:.2f} s to propose {each}."))


def _rungs(view: StudyView) -> None:
    told, best = techniques.halved(view), view.study.best_number
    over = not view.study.state.is_active()
    spared = 1 - told.epochs / told.all_through if over and told.all_through else 0.0
    when = "" if over else " so far"
    text = (
        f"{widgets.counted(told.begun, 'configuration')} drawn, {told.promoted} times one was "
        f"promoted to train on: **{told.epochs:,} epochs**{when}, where training each of them "
        f"through takes {told.all_through:,}" + (f" ({spared:.0%} spared)." if spared > 0 else ".")
    )
    st.markdown(terms.markdown(text))
    members = _kept(techniques.members, view)
    remark = (
        "filled: promoted to the next rung, grey: ended there, ring: trains now, faint: to come, "
        "gold: the best"
    )
    if members["iteration"].nunique() > 1:
        remark += "; first the number of the iteration"
    widgets.head("Brackets and rungs", remark, level=3)
    color = strategies.STRATEGIES[view.study.strategy].color
    rows = members[["race", "rung"]].drop_duplicates()
    height = 70 + technique.ROW_HEIGHT * len(rows)
    figure = technique.rungs(members, color, best)
    key = f"rungs-{view.study.id}"
    live_figure(figure, key=key, height=height, picks=selection.picks(view))
    _cuts(members)
    _summaries(view)


def _cuts(members: pd.DataFrame) -> None:
    """Whoever stood just below each line."""
    table = techniques.cuts(members)
    if len(table):
        widgets.head("Who just missed it", "the best of a rung that do not train on", level=3)
        _table(table, "cuts")


def _guesses_and_truth(view: StudyView) -> None:
    table = _kept(techniques.guesses, view)
    right, judged = techniques.right_guesses(table)
    widgets.head(
        "Guess and truth", "◇ expected ± its uncertainty, ● what came ± its deviation", level=3
    )
    color = strategies.STRATEGIES[view.study.strategy].color
    metric = view.study.spec.objective.metric
    figure = technique.guesses(table, color, metric)
    key = f"guesses-{view.study.id}"
    live_figure(figure, key=key, height=GUESS_HEIGHT, picks=selection.picks(view))
    if judged:
        text = (
            f"**{right} of {judged}** guesses came true within their uncertainty. Trials without "
            "a guess were random starts."
        )
        st.markdown(terms.markdown(text))
    else:
        text = "So far only random starts: the Gaussian process has too few points to guess."
        st.caption(terms.markdown(text))
    thought = table[["number", "expected", "uncertainty", "score", "thinking"]]
    titles = ["Trial", "Expected", "± uncertainty", "Came", "Thinking seconds"]
    with st.expander("Every guess, and how long it took"):
        _table(thought.set_axis(titles, axis=1), "guess-table")
    _summaries(view)


# -- without a library of its own ----------------------------------------------------------------


def _walk(view: StudyView) -> None:
    table = _kept(techniques.path, view)
    fits = techniques.walked(view) * view.study.spec.evaluation.fits
    full = techniques.full_grid_fits(view)
    text = f"**{widgets.counted(fits, 'fit')}** so far; a full grid has **{full:,}**."
    st.markdown(terms.markdown(text))
    left, right = st.columns([4, 6], gap="medium")
    with left:
        widgets.head(
            "The path", "what each hyperparameter keeps, and the best score by then", level=3
        )
        color = strategies.STRATEGIES[view.study.strategy].color
        figure = technique.path(table, color, view.study.spec.objective.metric)
        live_figure(figure, key=f"path-{view.study.id}", height=GUESS_HEIGHT)
    with right:
        _table(table, "path-table")


def _hparams(view: StudyView) -> None:
    names = [*strategies.measured(view.study.spec), metrics.LOSS.name]
    told = [metrics.within(metrics.MEASURES[name].title) for name in names]
    st.markdown(
        f"Each trial is a run of its own, with {listed(told)}: TensorBoard's HParams tab shows "
        "them as a table, as parallel coordinates and as scatter plots."
    )
    if st.button("Open the HParams tab", icon=TENSORBOARD.icon, key="to-hparams"):
        st.switch_page(TENSORBOARD.script, query_params=choose.one(view.study.id))


REPORTS: Mapping[str, Callable[[StudyView], None]] = {
    "cv_results": _cv_search,
    "summaries": _summaries,
    "rungs": _rungs,
    "guesses": _guesses_and_truth,
    "path": _walk,
    "hparams": _hparams,
}
"""By what a strategy names as its `report`."""


# -- tables, computed once a change --------------------------------------------------------------


def _kept(make: Callable[[StudyView], Made], view: StudyView, *changes: object) -> Made:
    """What `make` computes of a study: kept until one of `changes` does.

    Without any: until a trial begins or ends, or the technique leaves its result.
    """
    kept: Made = _computed(
        make.__name__,
        (view.store_path, view.study.id, bool(view.study.result)),
        changes or (view.trials_change,),
        make,
        view,
    )
    return kept


@st.cache_resource(show_spinner=False, max_entries=192)
def _computed(
    name: str, study: tuple[str, int, bool], changes: tuple[object, ...], _make: Any, _view: Any
) -> Any:
    return _make(_view)


def _table(table: pd.DataFrame, key: str) -> None:
    config = st.column_config
    long = len(table) > 11
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        placeholder="–",
        height=TABLE_HEIGHT if long else "auto",
        column_config={
            str(name): config.NumberColumn(
                format=widgets.score_format(table[name]) if _is_score(str(name)) else "%.4g"
            )
            for name, kind in table.dtypes.items()
            if pd.api.types.is_float_dtype(kind)
        },
    )


SCORES = (
    "Score",
    "The line",
    "Missed by",
    "Mean",
    "Best",
    "Best score",
    "± deviation",
    "± uncertainty",
    "Expected",
    "Came",
)


def _is_score(name: str) -> bool:
    return name in SCORES or name.startswith("Split ")

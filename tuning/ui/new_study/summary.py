"""What a new study will do, in one sentence and few numbers, and its Start."""

from __future__ import annotations

from html import escape

import streamlit as st

from tuning import catalog, strategies
from tuning.planning import large_grids, titles
from tuning.planning.estimate import estimate
from tuning.planning.plan import Plan, plan
from tuning.study import StudySpec
from tuning.ui import context, terms, widgets
from tuning.ui.new_study import space
from tuning.ui.new_study.dataset import chosen
from tuning.ui.new_study.form import Form


def render(form: Form) -> bool:
    """Draws the summary and Start; returns whether Start was pressed."""
    widgets.head("This study")
    spec = form.draft.spec
    named = titles.automatic(form["strategy.name"], chosen(form))
    suggested = context.store().free_name(named)
    form.text("name", "Name", "To find it again.", placeholder=suggested)
    form.error("name")
    brief = _problems(form) if spec is None else _plan(spec)
    waits = "Start waits until what is wrong has been put right." if spec is None else ""
    if spec is not None and not _is_meant(spec):
        brief = waits = "Start waits until you have said that so many fits are meant."
    widgets.the_article()
    widgets.html(f'<div class="ts-brief" aria-hidden="true">{escape(brief)}</div>')
    widgets.html(f'<div id="{START}" tabindex="-1"></div>')
    return st.button(
        "Start",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=bool(waits),
        key="start",
        help=waits or None,
    )


START = "start-of-the-study"


def skip_link() -> None:
    """A link at the top that takes keyboard users to Start."""
    widgets.html(f'<a class="ts-skip" href="#{START}">Skip to Start</a>')


def _is_meant(spec: StudySpec) -> bool:
    """Whether a very large grid was confirmed; what was confirmed is that number alone."""
    question = large_grids.too_many(spec)
    if question is None:
        return True
    st.warning(f"{question}.", icon=":material/grid_on:")
    return st.checkbox("Start anyway", key=f"anyway-{question}")


def _problems(form: Form) -> str:
    """What is wrong; returns it in a few words."""
    count = len(form.draft.errors)
    what = "One thing is" if count == 1 else f"{count} things are"
    lines = "".join(f"\n- {_told(form, *wrong)}" for wrong in form.draft.errors.items())
    st.error(f"{what} to be put right before the start:{lines}", icon=":material/edit:")
    return f"{what} to be put right"


def _told(form: Form, place: str, sentence: str) -> str:
    """The sentence, after the title of the hyperparameter that it is about."""
    family = catalog.family(form["model"])
    name = place.removeprefix("space.")
    about = f"{family[name].title}: " if name != place and name in family.names else ""
    return widgets.plain(f"{about}{sentence}")


def _plan(spec: StudySpec) -> str:
    """What the study will do; returns it in a few words."""
    speed = context.speed()
    planned = plan(spec, speed, context.settings())
    if not planned.trials:
        st.caption("The trials are yours to add, on the Live page.")
        return "The trials are yours to add"
    time = estimate(planned, context.past_of(spec.model, speed))
    widgets.stats(
        [
            ("Trials", f"{planned.trials:,}", "configurations tried"),
            ("Fits", f"{planned.fits:,}", _fits(spec, planned)),
            ("Epochs", f"{planned.epochs:,}", _epochs(planned)),
            ("Time", time.text, time.source),
        ]
    )
    st.caption(f"{planned.sum}, {time.text} on {widgets.counted(speed.workers, 'worker')} here.")
    st.caption(terms.markdown(f"The space has {space.size_text(spec.space)}."))
    for note in planned.notes:
        st.warning(note, icon=":material/warning:")
    trials, epochs = (
        widgets.counted(planned.trials, "trial"),
        f"{planned.bound}{widgets.counted(planned.epochs, 'epoch')}",
    )
    return f"{trials} · {epochs} · {time.text}"


def _epochs(planned: Plan) -> str:
    """How sure the number of epochs is."""
    return f"{planned.bound.strip()}, in all" if planned.bound else "in all"


def _fits(spec: StudySpec, planned: Plan) -> str:
    """What the number of fits is made of."""
    refit = planned.fits - planned.trials * spec.evaluation.fits or strategies.refits(spec)
    return f"{spec.evaluation.fits} each{', 1 refit' if refit else ''}"

"""Adding a trial by hand to a study that runs: its fields, filled in from a trial that is there.

The fields are kept in the session under the study's number, so that ticks and clicks elsewhere on
the page do not reset them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import streamlit as st

from tuning import analysis, catalog, strategies
from tuning.space import AnyParameter, Boolean, Choice, Fixed, Float, Int, Values, show
from tuning.store import StudyRecord
from tuning.store.view import StudyView
from tuning.study import StudyState
from tuning.ui import by_hand, context, handover, rights, widgets
from tuning.ui.pages import NEW_STUDY

ACROSS = 4
SHOW = "hand-into-sight"
INTO_SIGHT = """<script>/* %d */ {
let tries = 0;
const look = setInterval(() => {
  const form = document.querySelector(".st-key-hand"), field = form?.querySelector("input");
  if (!field && ++tries < 60) return;
  clearInterval(look);
  form?.scrollIntoView({block: "center"});
  field?.focus({preventScroll: true});
}, 50);
}</script>"""
"""The number makes each script another one: a browser runs the same script once."""
OWN_LOOP = "%s owns the loop of this search: it takes no trial from outside."


def takes_trials(study: StudyRecord, state: StudyState) -> bool:
    """Whether a trial can be added now, by whoever may add one."""
    strategy = strategies.strategy_of(study.spec)
    runs = state in (StudyState.QUEUED, StudyState.RUNNING)
    return strategy.takes_trials and runs and rights.may_change()


def button(study: StudyRecord, state: StudyState) -> None:
    """Opens the form; a study by hand has it open anyway."""
    strategy = strategies.strategy_of(study.spec)
    if strategy.by_person or state not in (StudyState.QUEUED, StudyState.RUNNING):
        return
    rights.button(
        "Add a trial",
        icon=":material/add:",
        key="add-trial",
        disabled=not takes_trials(study, state),
        help="Try values of your own beside the search's. It learns from them where it can."
        if takes_trials(study, state)
        else OWN_LOOP % strategy.loop_owner,
        on_click=_open,
        args=(study.id,),
    )


def _open(study_id: int) -> None:
    st.session_state[_opened(study_id)] = True


def _close(study_id: int) -> None:
    st.session_state.pop(_opened(study_id), None)
    st.session_state.pop(_begun(study_id), None)


def clone(study_id: int, values: Values) -> None:
    """Opens the form with these values, and brings it into sight."""
    _open(study_id)
    st.session_state[SHOW] = True
    _begin(study_id, values)


@dataclass(frozen=True)
class Begun:
    """The values that the fields were filled with; other values get other widgets, by number.

    The values are the widgets' defaults: a value set through the session's state is lost if a tick
    comes before the browser has drawn the widget.
    """

    number: int
    values: Values

    def key(self, study_id: int, name: str) -> str:
        return f"hand:{study_id}:{name}:{self.number}"


def _begin(study_id: int, values: Values) -> Begun:
    before: Begun | None = st.session_state.get(_begun(study_id))
    begun = Begun(before.number + 1 if before else 0, dict(values))
    st.session_state[_begun(study_id)] = begun
    return begun


def _opened(study_id: int) -> str:
    return f"adding-{study_id}"


def _begun(study_id: int) -> str:
    return f"hand-begun-{study_id}"


def form(view: StudyView, state: StudyState, picked: int | None) -> None:
    """The form, if it is open: prefilled from the trial that is picked, or the best so far."""
    study = view.study
    always = strategies.strategy_of(study.spec).by_person
    is_open = always or st.session_state.get(_opened(study.id), False)
    takes = takes_trials(study, state)
    if not is_open or (always and not takes):
        return
    with st.container(border=True, key="hand"):
        widgets.head(
            "Your next trial" if always else "Add a trial",
            "begins from the best so far; “Clone with changes” in a trial's details takes that one"
            if takes
            else "this search takes no more trials: begin a study by hand with these values",
        )
        _ask(view, picked if picked is not None else study.best_number, not always, takes)
        if st.session_state.pop(SHOW, False):
            begun: Begun = st.session_state[_begun(study.id)]
            st.html(INTO_SIGHT % begun.number, unsafe_allow_javascript=True)


def _ask(view: StudyView, source: int | None, closable: bool, takes: bool) -> None:
    study, spec = view.study, view.study.spec
    begun = st.session_state.get(_begun(study.id))
    begun = begun or _begin(study.id, by_hand.start_values(view, source))
    values = {
        name: st.session_state.get(begun.key(study.id, name), value)
        for name, value in begun.values.items()
    }
    wrong = by_hand.problem(values, spec)
    shown = [name for name in _ordered(view) if name in spec.space.active(values)]
    for begin in range(0, len(shown), ACROSS):
        for column, name in zip(st.columns(ACROSS), shown[begin : begin + ACROSS], strict=False):
            with column:
                _field(study, name, begun)
                widgets.error(wrong[1] if wrong and wrong[0] == name else None)
    with st.container(horizontal=True, vertical_alignment="center"):
        active = spec.space.active(values)
        if takes:
            _add(study, active, wrong is not None)
        else:
            _by_hand(study, active, wrong is not None)
        if closable:
            st.button("Close", key="hand-close", on_click=_close, args=(study.id,))
        _remarks(view, active)


def _add(study: StudyRecord, values: Values, wrong: bool) -> None:
    if st.button(
        "Add this trial",
        type="primary",
        icon=":material/play_arrow:",
        key="hand-add",
        disabled=wrong,
    ):
        context.store().add_trial(study.id, values)
        st.toast("Your trial is queued: it begins as soon as a worker is free.")


def _by_hand(study: StudyRecord, values: Values, wrong: bool) -> None:
    """The search has ended meanwhile: what was typed begins another study."""
    if st.button(
        "A study by hand with these values",
        type="primary",
        icon=":material/front_hand:",
        key="hand-study",
        disabled=wrong,
        help="The same data, space and evaluation; this trial is its first, and you add more.",
    ):
        _close(study.id)
        handover.begin_from(by_hand.spec_like(study.spec, values))
        st.switch_page(NEW_STUDY.script)


def _ordered(view: StudyView) -> list[str]:
    """What is searched first, then what is fixed; each in the space's order."""
    space = view.study.spec.space
    return [*space.searched, *(name for name in space if name not in space.searched)]


def _remarks(view: StudyView, active: Values) -> None:
    space = view.study.spec.space
    hidden = [analysis.title_of(view.study, name) for name in space if name not in active]
    if hidden:
        st.caption(f"Not used with these values: {', '.join(hidden)}.")
    same = by_hand.same_as(view, active)
    if same is not None:
        st.caption(f"Trial {same} has just these values.")


def _field(study: StudyRecord, name: str, begun: Begun) -> None:
    """One hyperparameter's widget."""
    hyperparameter = catalog.family(study.spec.model)[name]
    parameter, key = study.spec.space[name], begun.key(study.id, name)
    kind = hyperparameter.search if isinstance(parameter, Fixed) else parameter
    title, help, value = hyperparameter.title, hyperparameter.help, begun.values[name]
    if isinstance(kind, Choice) and isinstance(parameter, Fixed) and _is_number(kind):
        kind = Int(low=0, high=1)  # the list is a suggestion: another number may stand here
    if isinstance(kind, Choice | Boolean):
        options = kind.points()
        options = options if value in options else [*options, value]
        st.selectbox(title, options, options.index(value), key=key, help=help, format_func=show)
    elif isinstance(kind, Int):
        whole = None if value is None else int(value)
        st.number_input(title, value=whole, step=kind.step, key=key, help=help)
    else:
        number = None if value is None else float(value)
        step = _step(kind)
        st.number_input(title, value=number, step=step, format="%.5g", key=key, help=help)


def _is_number(choice: Choice) -> bool:
    return not isinstance(choice.values[0], str | bool)


def _step(parameter: AnyParameter) -> float:
    if not isinstance(parameter, Float):
        return 1.0
    smallest = parameter.low or (parameter.high - parameter.low) / 10 or 0.1
    return parameter.step or 10.0 ** math.floor(math.log10(abs(smallest)))

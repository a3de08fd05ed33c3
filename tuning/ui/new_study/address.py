"""Which draft the New study page writes: the one that its address names, kept in the home.

A form that nobody has changed has none. From the first change on the address is `?draft=…`, and a
reload, Back, a lost connection and a restart of the server find every field again. A tab that was
duplicated shares its address with another one that is open: it gets a draft of its own when
something is changed in it. Start uses a draft up; its address then leads to the study's settings.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from tuning.planning import titles
from tuning.planning.presets import PRESETS
from tuning.store.drafts import Drafts
from tuning.study import StudySpec
from tuning.text.names import cut
from tuning.ui import choose, context, example, handover, lasting, rights, widgets
from tuning.ui.new_study import session
from tuning.ui.new_study.fields import restored
from tuning.ui.new_study.form import Form

DRAFT, PRESET = "draft", "preset"
"""What an address may name, beside an earlier study to begin from."""
OPENED = "new-study-opened"
"""In the session: the page was shown before."""
NAME, KEPT, LEFT = "draft-name", "draft-kept", "draft-left"
"""In the session: its draft, the fields as they were kept last, and the address that was left.

A click already on its way still carries the address that was left, which is not loaded again.
"""
GONE = (
    "The form of this address is no longer kept: that is done for a day after its last change. "
    "Here is a new one."
)


def is_named() -> bool:
    """Whether an address says what the form is to begin with."""
    return any(kind in st.query_params for kind in (DRAFT, choose.FROM, choose.ONE, PRESET))


def started() -> str | None:
    """The study that a reloaded address names: Start leaves it behind on the way to Live.

    Within a session, Back leads to that address: then the form is shown, and this is None.
    """
    first = not st.session_state.get(OPENED)
    st.session_state[OPENED] = True
    asked = st.query_params.get(choose.ONE, "")
    return asked if first and asked else None


def opened(start: StudySpec) -> Form:
    """The form that the address asks for; `start` where it asks for none. Keeps its changes."""
    handed = handover.spec()
    if handed is not None:
        _begin(handed)
    asked = _asked()
    if asked and asked == (DRAFT, st.session_state.get(NAME)):
        st.session_state[LEFT] = None
    elif asked and asked != st.session_state.get(LEFT):
        st.session_state[LEFT] = asked
        _follow(*asked, start)
    shown = Form.of_session(start)
    _keep(shown.fields)
    _tell()
    return shown


def used_up(study_id: int) -> None:
    """Remembers that the draft has become a study; the next change begins another draft."""
    name = st.session_state.pop(NAME, None)
    st.session_state.pop(KEPT, None)
    if name and _take(name):
        st.session_state[LEFT] = (DRAFT, name)
        _write(name, {"study": study_id})


def _asked() -> tuple[str, str] | None:
    for kind in (DRAFT, choose.FROM, PRESET):
        if value := st.query_params.get(kind):
            return kind, value
    return None


def _follow(kind: str, value: str, start: StudySpec) -> None:
    """Fills the form from a draft or an earlier study, or says why it cannot be."""
    if kind == choose.FROM:
        _begin_from(value)
        return
    if kind == PRESET:
        _begin_preset(value)
        return
    kept = _drafts().read(value)
    if kept is None:
        st.warning(GONE, icon=":material/search_off:")
    elif "study" in kept:
        _begin_from(str(kept["study"]))
    else:
        session.restore(restored(kept["fields"], start))
        st.session_state[NAME] = value
        if rights.may_change():  # who only looks takes it from nobody
            _take(value)
        st.session_state[KEPT] = dict(st.session_state[session.DRAFT])


def _begin_preset(name: str) -> None:
    if name in PRESETS:
        _begin(PRESETS[name].spec)
    else:
        told = f"There is no preset {cut(name)}: the button above lists those there are."
        st.warning(widgets.plain(told), icon=":material/search_off:")


def _begin_from(asked: str) -> None:
    """The settings of the study that an address names, as a new draft."""
    studies = context.store().titles()
    if example.is_named(asked):
        studies = [example.title(), *studies]
    known = choose.named(asked, [study.id for study in studies])
    if known is None:
        choose.not_there(asked, studies, starts=False)
        return
    spec = context.store().study(known).spec
    _begin(spec.model_copy(update={"name": ""}) if titles.is_automatic(spec) else spec)


def _begin(spec: StudySpec) -> None:
    """A new draft that says what a spec says."""
    session.load(spec)
    st.session_state.pop(NAME, None)
    st.session_state[KEPT] = None


def _keep(fields: dict[str, Any]) -> None:
    """Writes what has changed to the draft; a session that only looks has none."""
    if not rights.may_change():
        return
    if st.session_state.setdefault(KEPT, dict(fields)) == fields:
        return
    name = st.session_state.get(NAME)
    if name is None or not _take(name):
        st.session_state[LEFT] = _asked()
        name = st.session_state[NAME] = _drafts().begin()
        _take(name)
    st.session_state[KEPT] = dict(fields)
    _write(name, {"fields": fields})


def _write(name: str, document: dict[str, Any]) -> None:
    rights.demand()
    try:
        _drafts().write(name, document)
    except OSError as error:
        st.warning(
            f"A reload would lose this form: it cannot be kept in the home. {error.strerror}.",
            icon=":material/save:",
        )


def _tell() -> None:
    """Makes the address name the draft."""
    name = st.session_state.get(NAME)
    wanted = ({DRAFT: name} if name else {}) | lasting.kept()
    if wanted != st.query_params.to_dict():
        st.query_params.from_dict(wanted)


# -- who writes a draft --------------------------------------------------------------------------


@st.cache_resource(show_spinner=False)
def _owners() -> dict[str, str]:
    """By draft, the session that wrote it last."""
    return {}


def _take(name: str) -> bool:
    """Makes a draft this session's; False where another tab that is open has it."""
    owner = _owners().get(name, _session())
    if owner != _session() and runtime.exists() and runtime.get_instance().is_active_session(owner):
        return False
    _owners()[name] = _session()
    return True


def _session() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""


def _drafts() -> Drafts:
    return Drafts(context.settings().drafts)

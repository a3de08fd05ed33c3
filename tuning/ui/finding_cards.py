"""Findings as cards: one component for Live, in brief, and for Best.

Draws what `tuning.analysis.cards` found; what is shown first, the order that is kept, what is
silenced and what a button does are settled here. Names in sentences are verbatim.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from tuning.analysis import cards
from tuning.analysis.cards import Card, markup
from tuning.store.view import StudyView
from tuning.ui import confirm, context, figures, handover, linear_model, rights, showing, widgets
from tuning.ui.pages import BEST, LIVE, NEW_STUDY, Page

ORDER, ALL = "cards-order", "cards-all"
"""In the session, by study: the kinds as they stood, and whether all of them are shown."""
HELD = "cards-held"
"""In the session, by study: whether it was seen running."""
NOTHING = "No check has anything to say of this study so far."
COMES = "What there is to say of so many trials comes in a moment."


def above(view: StudyView) -> None:
    """In brief, above a study's charts. Of one that this session has seen running they have a place
    that stays as high as it is, however many they become: no chart moves under the pointer."""
    held = f"{HELD}-{view.study.id}"
    if view.was is None and view.study.state.is_active():
        st.session_state[held] = True
    is_held = bool(st.session_state.get(held)) and view.was is None
    with st.container(key="cards-held" if is_held else "cards-above", gap=None):
        render(view, LIVE, brief=True, says_so=is_held)


def render(view: StudyView, page: Page, *, brief: bool = False, says_so: bool = True) -> None:
    """The cards of a study; `brief`: a line each; `says_so`: also that there is none."""
    study, found = view.study, figures.cards(view)
    if found is None:
        if says_so:
            widgets.head("What to know")
            st.caption(COMES)
        return
    if page is BEST:
        found = [card for card in found if not cards.is_told_below(card)]
    shown = cards.steady(cards.heard(found, view), st.session_state.get(f"{ORDER}-{study.id}", []))
    st.session_state[f"{ORDER}-{study.id}"] = [card.kind for card in shown]
    silenced = [card for card in found if card.kind in study.silenced]
    if not (found or says_so):
        return
    with st.container(key=f"findings-{'brief' if brief else 'whole'}", gap="xsmall"):
        widgets.head("What to know", _counted(shown))
        if not found:
            st.caption(NOTHING)
        whole = st.session_state.get(f"{ALL}-{study.id}", False)
        for card in shown if whole else shown[: cards.MOST]:
            _card(view, card, page, brief)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _more(study.id, len(shown) - cards.MOST, whole)
            _silenced(study.id, silenced)
    showing.follow()


def _counted(shown: Sequence[Card]) -> str:
    """`2 careful, 1 look, 1 passed`."""
    counts = {
        word: sum(card.level == level for card in shown) for level, word in markup.LEVELS.items()
    }
    return ", ".join(f"{count} {word.lower()}" for word, count in counts.items() if count)


def _card(view: StudyView, card: Card, page: Page, brief: bool) -> None:
    with st.container(key=f"finding-{card.kind}", gap="xsmall"):
        st.html(markup.html(card, brief))
        with st.container(key=f"finding-do-{card.kind}", horizontal=True, gap="xsmall"):
            if card.action is not None and _can(card):
                _act(view, card, brief)
            if card.chart is not None:
                showing.button(view, card.chart, page, card.kind)
            rights.button(
                f"Silence: {cards.title_of(card.kind)}",
                icon=":material/close:",
                key=f"silence-{card.kind}",
                type="tertiary",
                help="Shows this card of the study no more; below, it can be had again.",
                on_click=_silence,
                args=(view.study.id, card.kind, True),
            )


def _can(card: Card) -> bool:
    """Whether this session may do what the card's button does."""
    return card.action is not None and (card.action.does == "linear" or rights.may_change())


def _act(view: StudyView, card: Card, brief: bool) -> None:
    """The button that does something about it."""
    action = card.action
    assert action is not None
    icons = {"study": NEW_STUDY.icon, "linear": ":material/code:"}
    kind: Literal["secondary", "tertiary"] = "tertiary" if brief else "secondary"
    if action.does == "confirm":
        confirm.button(view, f"act-{card.kind}", action.label, kind)
        return
    icon = icons[action.does]
    if not st.button(action.label, icon=icon, key=f"act-{card.kind}", type=kind):
        return
    if action.does == "linear":
        linear_model.show(view)
    elif action.spec is not None:
        handover.begin_from(action.spec)
        st.switch_page(NEW_STUDY.script)


# -- what is not shown -----------------------------------------------------------------------------


def _more(study_id: int, more: int, whole: bool) -> None:
    if more <= 0:
        return
    label = "Fewer" if whole else f"and {more} more"
    st.button(label, key="findings-more", type="tertiary", on_click=_toggle, args=(study_id, whole))


def _toggle(study_id: int, whole: bool) -> None:
    st.session_state[f"{ALL}-{study_id}"] = not whole


def _silenced(study_id: int, silenced: Sequence[Card]) -> None:
    """What is silenced, each with a way back."""
    if not silenced:
        return
    titles = [cards.title_of(card.kind) for card in silenced]
    if not rights.may_change():
        st.caption(f"Silenced: {', '.join(titles)}.")
        return
    st.html('<div class="ts ts-muted"><small>Silenced:</small></div>', width="content")
    for card, title in zip(silenced, titles, strict=True):
        st.button(
            title,
            icon=":material/undo:",
            key=f"hear-{card.kind}",
            type="tertiary",
            help="Shows this card again.",
            on_click=_silence,
            args=(study_id, card.kind, False),
        )


def _silence(study_id: int, kind: str, on: bool) -> None:
    context.store().silence(study_id, kind, on)

"""Whose curves are drawn, as buttons that pick a trial, and how many trials are selected.

Owns the mount; the drawing is `tuning/browser/trial_legend/`. What is selected belongs to who
calls.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import streamlit as st

from tuning.ui.components import turns
from tuning.ui.components.assets import loader

_component = st.components.v2.component(
    "tuning_trial_legend", js=loader("trial_legend"), isolate_styles=False
)


def trial_legend(
    colors: Mapping[int, str],
    *,
    key: str,
    best: int | None,
    how: str,
    told: str,
    picked: Collection[int],
    on_pick: Callable[[list[int]], None],
    on_clear: Callable[[], None],
    tied: Collection[int] = (),
) -> None:
    """A button a trial in its colour.

    Args:
        colors: By trial, the colour that its curves have.
        key: Names this legend; unique on the page.
        best: The best trial, which is called so.
        how: How curves are drawn.
        told: What is selected, with a button beside it that clears it; empty where nothing is.
        picked: The trials that are picked.
        on_pick: Called before the next run with those that are picked then.
        on_clear: Called before the next run if nothing is to be selected any more.
        tied: The trials that cannot be told from the best, which are marked.
    """

    def hear() -> None:
        said = turns.said(key, "picked")
        if said.get("everything"):
            on_clear()
        else:
            on_pick([int(number) for number in said.get("trials", ())])

    marks = dict.fromkeys(tied, " · ≈ best") | {best: " · best"}
    entries = [
        {"number": n, "color": color, "text": f"Trial {n}{marks.get(n, '')}"}
        for n, color in colors.items()
    ]
    _component(
        key=key,
        data={
            "trials": entries,
            "how": how,
            "told": told,
            "picked": list(picked),
            "turn": turns.turn(key, "picked"),
        },
        on_picked_change=hear,
    )

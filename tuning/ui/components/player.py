"""The replay's player: play, pause, speed and a slider, whose clock is in the browser.

Owns what is sent there and what comes back. The drawing is `browser/player/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from tuning.ui.components.assets import loader

_component = st.components.v2.component("tuning_player", js=loader("player"), isolate_styles=False)


@dataclass(frozen=True)
class Said:
    """What the player last said."""

    at: str
    """The moment, as in a link."""
    unit: str
    """What a person wants the slider to count from now on."""
    playing: bool
    settled: bool
    """Whether the moment stands for a while."""
    seek: int
    """The jump from outside that it has followed last."""
    number: int
    """Counts what it said."""


def said(key: str) -> Said | None:
    """What the player with this key last said; None if it has not said anything yet."""
    state = st.session_state.get(key)
    now = state.get("now") if isinstance(state, Mapping) else None
    if not isinstance(now, Mapping):
        return None
    flags = bool(now.get("playing")), bool(now.get("settled"))
    numbers = int(now.get("seek") or 0), int(now.get("said") or 0)
    return Said(str(now.get("at")), str(now.get("unit")), *flags, *numbers)


def player(
    key: str,
    *,
    unit: str,
    at: float,
    totals: Mapping[str, float],
    playing: bool,
    seek: int,
    heard: int,
) -> None:
    """Draws the player.

    Args:
        key: Names it; unique on the page.
        unit: What the slider counts: a name in `totals`.
        at: Where it stands, in that unit.
        totals: How much there is in all, by unit.
        playing: Whether it plays.
        seek: Another number makes the player take `at`, `unit` and `playing`; else it goes on by
            itself.
        heard: The number of what it said that the page shows now: then it says the next.
    """
    data: dict[str, Any] = {"unit": unit, "at": at, "totals": dict(totals), "playing": playing}
    _component(key=key, data=data | {"seek": seek, "heard": heard}, on_now_change=_nothing)


def _nothing() -> None:
    """Streamlit keeps a state only if a callback is named for it."""

"""Reruns a fragment once an address on the app's own server says another version than it shows.

The browser asks every so often, and not while its tab is hidden: as long as nothing is new, no
script runs. After each run it rests for as long as that took, so that who watches takes half of
what there is at most. Stands in the fragment that it reruns, and is invisible.
"""

from __future__ import annotations

import streamlit as st

from tuning.ui.components.assets import loader

_watch = st.components.v2.component("tuning_watch", js=loader("watch"), isolate_styles=False)


def watch(address: str, version: str, *, key: str, every: float = 1.0) -> None:
    """Watches `address`, whose answer is `{"version": …}`; `version`: what is drawn here; `every`:
    seconds from one look to the next."""
    data = {"address": address, "version": version, "every": round(1000 * every)}
    _watch(key=key, data=data, on_newer_change=_nothing)


def _nothing() -> None:
    """Streamlit keeps a trigger only if a callback is named for it."""

"""Reruns a fragment once an address on the app's own server says another version than it shows.

The browser asks once a second, and not while its tab is hidden: as long as nothing is new, no
script runs. Stands in the fragment that it reruns, and is invisible.
"""

from __future__ import annotations

import streamlit as st

_watch = st.components.v2.component(
    "tuning_watch",
    js="""export default ({ data, parentElement: place, setTriggerValue }) => {
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(document.location.origin + data.address);
      const { version } = await answer.json();
      if (answer.ok && version !== data.version && version !== place.told) {
        place.told = version;
        setTriggerValue("newer", version);
      }
    } catch {
      // The server is away: it is asked again.
    }
  };
  place.told = undefined;
  clearInterval(place.timer);
  place.timer = setInterval(look, 900 + 200 * Math.random());
  return () => clearInterval(place.timer);
};""",
    isolate_styles=False,
)


def watch(address: str, version: str, *, key: str) -> None:
    """Watches `address`, whose answer is `{"version": …}`; `version`: what is drawn here."""
    _watch(key=key, data={"address": address, "version": version}, on_newer_change=_nothing)


def _nothing() -> None:
    """Streamlit keeps a trigger only if a callback is named for it."""

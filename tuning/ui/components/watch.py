"""Reruns a fragment once an address on the app's own server says another version than it shows.

The browser asks every so often, and not while its tab is hidden: as long as nothing is new, no
script runs. After each run it rests for as long as that took, so that who watches takes half of
what there is at most. Stands in the fragment that it reruns, and is invisible.
"""

from __future__ import annotations

import streamlit as st

_watch = st.components.v2.component(
    "tuning_watch",
    js="""const LOST_MS = 3000; // a run that has not come by then is not waited for
export default ({ data, parentElement: place, setTriggerValue }) => {
  const now = () => performance.now();
  if (place.version !== data.version) {
    const took = now() - (place.asked ?? now());
    Object.assign(place, { version: data.version, asked: undefined, rests: now() + took });
  }
  const waits = () => now() < (place.asked + LOST_MS || place.rests);
  const look = async () => {
    if (document.hidden || waits()) return;
    try {
      const answer = await fetch(document.location.origin + data.address);
      const { version } = await answer.json();
      if (answer.ok && version !== data.version && version !== place.told && !waits()) {
        Object.assign(place, { told: version, asked: now() });
        setTriggerValue("newer", version);
      }
    } catch {
      // The server is away: it is asked again.
    }
  };
  place.told = undefined;
  clearInterval(place.timer);
  place.timer = setInterval(look, data.every * (0.9 + 0.2 * Math.random()));
  return () => clearInterval(place.timer);
};""",
    isolate_styles=False,
)


def watch(address: str, version: str, *, key: str, every: float = 1.0) -> None:
    """Watches `address`, whose answer is `{"version": …}`; `version`: what is drawn here; `every`:
    seconds from one look to the next."""
    data = {"address": address, "version": version, "every": round(1000 * every)}
    _watch(key=key, data=data, on_newer_change=_nothing)


def _nothing() -> None:
    """Streamlit keeps a trigger only if a callback is named for it."""

"""The last resort: what is shown when a page raises what nothing expected.

Streamlit calls it for a page, for what ticks on it and for what a click does, after its log has the
traceback; without it a person gets a red box that sends them to a search engine.
"""

from __future__ import annotations

import streamlit as st

from tuning.errors import TuningError
from tuning.text.names import markdown

SORRY = (
    "This part of the page could not be shown: reload it, or go on with another page. Nothing "
    "that was recorded is lost, and the server's log says what went wrong."
)


def show(error: Exception) -> bool:
    """One sentence that says what to do; True, so that Streamlit adds nothing of its own."""
    told = markdown(str(error)) if isinstance(error, TuningError) else SORRY
    st.error(told, icon=":material/error:")
    return True

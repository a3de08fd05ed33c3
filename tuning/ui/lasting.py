"""What of an address lasts for a session: it stands in the address of each page, after each link.

So a reload is as the session was. Streamlit empties the address when another page is shown.
"""

from __future__ import annotations

import streamlit as st

from tuning.ui import present, rights


def settle() -> None:
    """Before each page: reads what the session came with, and writes what it keeps."""
    present.settle()
    wanted = kept()
    for name, value in wanted.items():
        if st.query_params.get(name) != value:
            st.query_params[name] = value


def kept() -> dict[str, str]:
    """The lasting parts of this session's address."""
    return rights.in_links() | present.kept()

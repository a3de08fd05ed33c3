"""The script that Streamlit runs for every session: page settings, then the chosen page.

It stands in this folder, and not beside `pages/`, on purpose: Streamlit takes a `pages/` folder
beside the main script for its older kind of multipage app until some session has called
`st.navigation`, and a deep link as a fresh server's first request would then show a page without
this script ever running.
"""

import streamlit as st

from tuning.ui import header_end, lasting, present, projector, terms
from tuning.ui.pages import ICON, LIVE, LOGO, PAGES, START
from tuning.ui.server import early

ABOUT = "**Tuning Studio**: tune Keras networks by clicking, and see why the best is the best."

# Before the navigation: else the browser's tab asks the network for the icon of the page.
# With an entry of its own the menu is shown, and with it the choice between light and dark.
st.set_page_config(page_icon=ICON, layout="wide", menu_items={"About": ABOUT})
page = st.navigation(
    [
        st.Page(
            p.script,
            title=p.title,
            icon=p.icon,
            url_path=p.url_path,
            default=p.default,
            visibility="visible" if p.in_menu else "hidden",
        )
        for p in PAGES
    ],
    position="top",
)
st.set_page_config(page_title=f"{page.title} · Tuning Studio")
st.logo(LOGO, size="large")
lasting.settle()
header_end.render()
if present.on():
    projector.frame(page.title)
terms.begin()
try:
    page.run()
finally:
    early.page_is_drawn(trains=page.url_path not in (START.url_path, LIVE.url_path))

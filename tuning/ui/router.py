"""The script that Streamlit runs for every session: page settings, then the chosen page.

It stands in this folder, and not beside `pages/`, on purpose: Streamlit takes a `pages/` folder
beside the main script for its older kind of multipage app until some session has called
`st.navigation`, and a deep link as a fresh server's first request would then show a page without
this script ever running.
"""

import streamlit as st

from tuning.ui.pages import PAGES

st.set_page_config(page_title="Tuning Studio", page_icon=":material/tune:", layout="wide")

page = st.navigation(
    [
        st.Page(p.script, title=p.title, icon=p.icon, url_path=p.url_path, default=p.default)
        for p in PAGES
    ],
    position="top",
)
page.run()

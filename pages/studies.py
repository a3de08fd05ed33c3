"""Studies."""

import streamlit as st

st.title("Studies")
st.write("Every study, with its state and its best score.")

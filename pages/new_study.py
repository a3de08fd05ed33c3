"""New study."""

import streamlit as st

st.title("New study")
st.write("Choose a data set, ranges and a strategy, then start.")

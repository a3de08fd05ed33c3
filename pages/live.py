"""Live."""

import streamlit as st

st.title("Live")
st.write("Trials, curves and progress of a running study.")
